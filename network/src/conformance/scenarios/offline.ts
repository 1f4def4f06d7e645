import type { Scenario } from '../scenario.js';
import { TWO } from '../topology.js';

/** Offline signing: proposal, transaction, commit status and events travel as bytes to whoever holds the key. */
export const offlineSigning: Scenario = {
    name: 'offline-signing',
    run: async (stage) => {
        const { gateway } = await stage.client();
        const contract = (await stage.network()).getContract(TWO);
        const mine = stage.caller();
        const propose = () => {
            const proposal = contract.newProposal('put', { arguments: [stage.key('a'), '1'] });
            stage.normaliser.transaction(proposal.getTransactionId());
            return proposal;
        };
        await stage.step('a proposal, a transaction and a commit signed from their digests', async () => {
            const unsigned = propose();
            const proposal = gateway.newSignedProposal(unsigned.getBytes(), mine.sign(unsigned.getDigest()));
            const endorsed = await proposal.endorse();
            const transaction = gateway.newSignedTransaction(endorsed.getBytes(), mine.sign(endorsed.getDigest()));
            const submitted = await transaction.submit();
            const commit = gateway.newSignedCommit(submitted.getBytes(), mine.sign(submitted.getDigest()));
            const status = await stage.settle(commit);
            return [
                status.code,
                stage.text(transaction.getResult()),
                stage.normaliser.block(Number(status.blockNumber)),
            ];
        });
        await stage.step('an evaluation signed elsewhere', async () => {
            const unsigned = contract.newProposal('get', { arguments: [stage.key('a')] });
            const proposal = gateway.newSignedProposal(unsigned.getBytes(), mine.sign(unsigned.getDigest()));
            return stage.text(await proposal.evaluate());
        });
        const other = stage.caller('beta');
        await stage.step('a proposal signed by another', async () => {
            const unsigned = propose();
            await gateway.newSignedProposal(unsigned.getBytes(), other.sign(unsigned.getDigest())).endorse();
            return 'endorsed';
        });
        await stage.step('an evaluation signed by another', async () => {
            const unsigned = propose();
            await gateway.newSignedProposal(unsigned.getBytes(), other.sign(unsigned.getDigest())).evaluate();
            return 'evaluated';
        });
        await stage.step('a transaction signed by another', async () => {
            const endorsed = await propose().endorse();
            await gateway.newSignedTransaction(endorsed.getBytes(), other.sign(endorsed.getDigest())).submit();
            return 'submitted';
        });
        await stage.step('a commit status signed by another', async () => {
            const endorsed = await propose().endorse();
            const submitted = await endorsed.submit();
            await stage.settle(submitted);
            await gateway.newSignedCommit(submitted.getBytes(), other.sign(submitted.getDigest())).getStatus();
            return 'told';
        });
        await stage.onPeers('state afterwards', TWO, ['dump', stage.key('')]);
    },
};
