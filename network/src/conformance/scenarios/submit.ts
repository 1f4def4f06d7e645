import { gateway } from '@hyperledger/fabric-protos';
import { propose } from '../clients/proposal.js';
import type { Scenario } from '../scenario.js';
import { LONE, TWO } from '../topology.js';

/** Sending endorsed transactions: acceptance, state, history, repetition, and the order of conflicts. */
export const submit: Scenario = {
    name: 'submit',
    run: async (stage) => {
        await stage.submit('a write', TWO, ['put', stage.key('a'), '1']);
        await stage.submit('a second version', TWO, ['put', stage.key('a'), '2']);
        await stage.submit('a deletion', TWO, ['delete', stage.key('a')]);
        await stage.submit('a third version', TWO, ['put', stage.key('a'), '3']);
        await stage.submit('the deletion of nothing', TWO, ['delete', stage.key('nothing')]);
        await stage.submit('two writes of one key', TWO, ['putTwice', stage.key('b'), 'x', 'y']);
        await stage.submit('an empty value', TWO, ['put', stage.key('c'), '']);
        await stage.submit('a question', TWO, ['get', stage.key('a')]);
        await stage.submit('bytes', TWO, ['putBytes', stage.key('d'), '00ff80']);
        await stage.submit('an empty key', TWO, ['put', '', 'x']);
        await stage.submit('a key that begins like a composite key', TWO, ['put', '\u0000x', 'x']);
        await stage.submit('a key that is not UTF-8 on the way', TWO, ['put', `${stage.key('')}\ud800`, 'x']);
        await stage.submit('a large value', TWO, ['putLarge', stage.key('large'), '1000000']);
        await stage.evaluate('its size', TWO, ['get', stage.key('large')]);
        await stage.submit('removing it', TWO, ['delete', stage.key('large')]);
        await stage.onPeers('history', TWO, ['history', stage.key('a')]);
        await stage.onPeers('history of an empty value', TWO, ['history', stage.key('c')]);
        await stage.onPeers('history of nothing', TWO, ['history', stage.key('nothing')]);

        await stage.step('two increments in flight', async () => {
            const first = await stage.endorse(TWO, ['increment', stage.key('n')]);
            const second = await stage.endorse(TWO, ['increment', stage.key('n')]);
            const one = await stage.settle(await first.submit());
            const other = await stage.settle(await second.submit());
            return [one.code, other.code, other.successful];
        });
        await stage.step('a transaction sent twice', async () => {
            const transaction = await stage.endorse(TWO, ['put', stage.key('e'), '1']);
            const first = await stage.settle(await transaction.submit());
            const second = await (await transaction.submit()).getStatus();
            await stage.everywhere(Number(first.blockNumber) + 2);
            return [first.code, second.code, stage.normaliser.block(Number(second.blockNumber))];
        });
        await stage.step('a committed proposal endorsed again', async () => {
            const contract = (await stage.network()).getContract(LONE);
            const proposal = contract.newProposal('put', { arguments: [stage.key('f'), '1'] });
            stage.normaliser.transaction(proposal.getTransactionId());
            const transaction = await proposal.endorse();
            // Every peer: one that lacks the block does not know the transaction yet and endorses it.
            await stage.settle(await transaction.submit());
            await proposal.endorse();
            return null;
        });
        await stage.step('a committed proposal evaluated again', async () => {
            const contract = (await stage.network()).getContract(LONE);
            const proposal = contract.newProposal('put', { arguments: [stage.key('g'), '1'] });
            stage.normaliser.transaction(proposal.getTransactionId());
            await stage.settle(await (await proposal.endorse()).submit());
            return stage.text(await proposal.evaluate());
        });
        await stage.step('a client error becomes a commit error', async () => {
            const first = await stage.endorse(TWO, ['increment', stage.key('n')]);
            await stage.commit(TWO, ['increment', stage.key('n')]);
            const commit = await first.submit();
            const status = await stage.settle(commit);
            return { code: status.code, result: stage.text(commit.getResult()) };
        });
        await stage.step('a request for another transaction than the one it carries', async () => {
            const { message } = propose(stage.caller(), stage.channel, { chaincode: LONE, args: ['noop'] });
            const request = new gateway.EndorseRequest();
            request.setTransactionId('another');
            request.setChannelId(stage.channel);
            request.setProposedTransaction(message);
            await stage.wire.unary(
                'peer0.alpha',
                '/gateway.Gateway/Endorse',
                request.serializeBinary(),
                gateway.EndorseResponse.deserializeBinary,
            );
            return 'endorsed';
        });
        await stage.onPeers('state afterwards', TWO, ['dump', stage.key('')]);
    },
};
