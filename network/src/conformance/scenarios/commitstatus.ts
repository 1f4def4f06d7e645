import { gateway } from '@hyperledger/fabric-protos';
import { type Caller, disguised, signedBy } from '../clients/caller.js';
import type { Scenario } from '../scenario.js';
import type { Stage } from '../stage.js';
import { LONE, TWO } from '../topology.js';
import { codeName } from '../transcript/outcome.js';

type Ask = Readonly<{ caller?: Caller; channel?: string; signature?: Uint8Array; at?: string; ms?: number }>;

/** What became of a transaction: now, later, of another's transaction, asked by the wrong people. */
export const commitStatus: Scenario = {
    name: 'commit-status',
    run: async (stage) => {
        const valid = await stage.endorse(TWO, ['put', stage.key('a'), '1']);
        const id = valid.getTransactionId();
        await stage.step('asked before it is submitted, answered when it is committed', async () => {
            const early = status(stage, id);
            await stage.settle(await valid.submit());
            return await early;
        });
        await stage.step('asked again', async () => await status(stage, id));
        await stage.step('asked at another organisation by its own client', async () =>
            status(stage, id, { caller: stage.caller('beta'), at: 'peer0.beta' }),
        );
        await stage.step("asked by another organisation's client", async () =>
            status(stage, id, { caller: stage.caller('gamma') }),
        );
        await stage.step('asked by an administrator', async () =>
            status(stage, id, { caller: stage.caller('alpha', 'admin') }),
        );
        await stage.step('an invalid transaction', async () => {
            const first = await stage.endorse(TWO, ['increment', stage.key('n')]);
            await stage.commit(TWO, ['increment', stage.key('n')]);
            const submitted = await first.submit();
            const told = await status(stage, first.getTransactionId());
            await stage.settle(submitted);
            return told;
        });
        await stage.step('a repeated transaction keeps its first status', async () => {
            const first = Number((await (await valid.submit()).getStatus()).blockNumber);
            // What was asked before made two blocks after the first; the repetition makes the third.
            await stage.everywhere(first + 4);
            await stage.commit(LONE, ['noop']);
            return await status(stage, id);
        });
        const stranger = stage.caller('beta');
        const mine = stage.caller();
        await stage.step('a signature of another key', async () =>
            status(stage, id, { caller: signedBy(mine, stranger) }),
        );
        await stage.step('a signature that is none', async () => status(stage, id, { signature: Buffer.from('none') }));
        await stage.step('no signature', async () => status(stage, id, { signature: new Uint8Array() }));
        await stage.step('the MSP of another organisation', async () =>
            status(stage, id, { caller: disguised(mine, { mspId: 'BetaMSP' }) }),
        );
        await stage.step('an unknown MSP', async () =>
            status(stage, id, { caller: disguised(mine, { mspId: 'NobodyMSP' }) }),
        );
        await stage.step('a certificate that is none', async () =>
            status(stage, id, { caller: disguised(mine, { certificate: Buffer.from('none') }) }),
        );
        await stage.step('an unknown channel', async () => status(stage, id, { channel: 'elsewhere' }));
        await stage.step('no channel', async () => status(stage, id, { channel: '' }));
        await stage.step('no transaction', async () => status(stage, '', { ms: 2000 }));
        await stage.step('a transaction that nobody sent, until the deadline', async () => {
            const failed = await status(stage, 'f'.repeat(64), { ms: 700 }).catch((error: unknown) => error);
            return failed instanceof Error ? 'not answered' : 'answered';
        });
        await stage.step('an empty request', async () => await send(stage, new gateway.SignedCommitStatusRequest()));
    },
};

async function status(stage: Stage, transaction: string, ask: Ask = {}): Promise<[string, string]> {
    const caller = ask.caller ?? stage.caller();
    const request = new gateway.CommitStatusRequest();
    request.setTransactionId(transaction);
    request.setChannelId(ask.channel ?? stage.channel);
    request.setIdentity(caller.serialized);
    const bytes = request.serializeBinary();
    const signed = new gateway.SignedCommitStatusRequest();
    signed.setRequest(bytes);
    signed.setSignature(ask.signature ?? caller.sign(bytes));
    return await send(stage, signed, ask.at, ask.ms);
}

async function send(
    stage: Stage,
    request: gateway.SignedCommitStatusRequest,
    at = 'peer0.alpha',
    ms = 10_000,
): Promise<[string, string]> {
    const response = await stage.wire.unary(
        at,
        '/gateway.Gateway/CommitStatus',
        request.serializeBinary(),
        gateway.CommitStatusResponse.deserializeBinary,
        ms,
    );
    return [codeName(response.getResult()), stage.normaliser.block(response.getBlockNumber())];
}
