import { common, gateway, peer } from '@hyperledger/fabric-protos';
import { type Caller, disguised, issueCaller, signedBy } from '../clients/caller.js';
import { type ProposalRequest, propose } from '../clients/proposal.js';
import type { Scenario } from '../scenario.js';
import { describeResponse, type Stage } from '../stage.js';
import { LONE } from '../topology.js';

type Bad = Partial<ProposalRequest> & Readonly<{ caller?: Caller; requestChannel?: string; requestId?: string }>;
const HOUR_MS = 3_600_000;
const NOTHING = new Uint8Array();
const BROKEN = Uint8Array.of(0x0a, 0x7f, 0x01);

/** Proposals that something is wrong with, sent to a peer and through the gateway. */
export const proposals: Scenario = {
    name: 'proposals',
    run: async (stage) => {
        const bad = async (title: string, how: Bad): Promise<void> => await everyWay(stage, title, how);
        await bad('nothing wrong', {});
        await bad('a transaction id that is not the digest', { txId: 'abc' });
        await bad('no transaction id', { txId: '' });
        await bad('no nonce', { nonce: NOTHING });
        await bad('an old time', { time: new Date(Date.now() - HOUR_MS) });
        await bad('a future time', { time: new Date(Date.now() + HOUR_MS) });
        await bad('no time', { time: undefined });
        await bad('a header of type config', { type: common.HeaderType.CONFIG });
        await bad('a header of type message', { type: common.HeaderType.MESSAGE });
        await bad('a header of unknown type', { type: 9 });
        await bad('an epoch', { epoch: 5 });
        await bad('a header version', { version: 3 });
        await bad('an unknown channel', { channel: 'elsewhere' });
        await bad('no channel', { channel: '' });
        await bad('another channel in the request', { requestChannel: 'elsewhere' });
        await bad('another transaction in the request', { requestId: 'another' });
        await bad('no chaincode', { chaincode: '' });
        await bad('an unknown chaincode', { chaincode: 'nowhere' });
        await bad('a name that is no chaincode', { chaincode: 'no/where' });
        await bad('no header extension', { extension: NOTHING });
        await bad('a header extension that cannot be read', { extension: BROKEN });
        await bad('a payload that cannot be read', { payload: BROKEN });
        await bad('no payload', { payload: NOTHING });
        await bad('no arguments', { args: [] });
        await bad('an unknown function', { args: ['nothing'] });
        await bad('an empty function', { args: [''] });
        await bad('too few arguments', { args: ['join', 'a'] });
        await bad('too many arguments', { args: ['join', 'a', 'b', 'c'] });
        await bad('the right number of arguments', { args: ['join', 'a', 'b'] });
        await bad('an initialisation that is not asked for', { isInit: true });
        for (const name of ['lscc', 'vscc', 'escc']) {
            await bad(`the legacy chaincode ${name}`, { chaincode: name });
        }

        await bad('no signature', { signature: NOTHING });
        await bad('a signature that is none', { signature: Buffer.from('none') });
        const mine = stage.caller();
        const issue = (wish: Parameters<typeof issueCaller>[3]) =>
            issueCaller(stage.target.layout, 'alpha', 'AlphaMSP', wish);
        await bad('a signature of another', { caller: signedBy(mine, stage.caller('beta')) });
        await bad('the MSP of another organisation', { caller: disguised(mine, { mspId: 'BetaMSP' }) });
        await bad('an unknown MSP', { caller: disguised(mine, { mspId: 'NobodyMSP' }) });
        await bad('no MSP', { caller: disguised(mine, { mspId: '' }) });
        await bad('a certificate that is none', { caller: disguised(mine, { certificate: Buffer.from('none') }) });
        await bad('no certificate', { caller: disguised(mine, { certificate: NOTHING }) });
        await bad('an expired certificate', {
            caller: await issue({
                notBefore: new Date(Date.now() - 3 * HOUR_MS),
                notAfter: new Date(Date.now() - HOUR_MS),
            }),
        });
        await bad('a certificate of the future', {
            caller: await issue({
                notBefore: new Date(Date.now() + HOUR_MS),
                notAfter: new Date(Date.now() + 3 * HOUR_MS),
            }),
        });
        await bad('a certificate of an unknown authority', { caller: await issue({ isForeign: true }) });
        await bad('a certificate without role', { caller: await issue({ units: [] }) });
        await bad('a certificate of two roles', { caller: await issue({ units: ['client', 'peer'] }) });
        await bad('a certificate of an unknown role', { caller: await issue({ units: ['visitor'] }) });
        await bad("a peer's certificate", { caller: stage.peerCaller('peer0.alpha') });
        await bad('a certificate issued today', { caller: await issue({}) });
        await bad("an administrator's certificate", { caller: stage.caller('alpha', 'admin') });

        await stage.step('peer: an empty message', async () =>
            describeResponse(await raw(stage, new peer.SignedProposal()), stage),
        );
        await stage.step('peer: a proposal that cannot be read', async () => {
            const message = new peer.SignedProposal();
            message.setProposalBytes(BROKEN);
            message.setSignature(mine.sign(BROKEN));
            return describeResponse(await raw(stage, message), stage);
        });
        await stage.step('peer: a proposal without header', async () => {
            const message = new peer.SignedProposal();
            const bytes = new peer.Proposal().serializeBinary();
            message.setProposalBytes(bytes);
            message.setSignature(mine.sign(bytes));
            return describeResponse(await raw(stage, message), stage);
        });
    },
};

/** To a peer, for an evaluation and for an endorsement. */
async function everyWay(stage: Stage, title: string, bad: Bad): Promise<void> {
    const make = () => {
        const made = propose(bad.caller ?? stage.caller(), stage.channel, {
            chaincode: LONE,
            args: ['echo', 'x'],
            ...bad,
        });
        stage.normaliser.transaction(made.digest);
        return made;
    };
    const channel = bad.requestChannel ?? bad.channel ?? stage.channel;
    await stage.step(`${title} (peer)`, async () => describeResponse(await raw(stage, make().message), stage));
    await stage.step(`${title} (evaluate)`, async () => {
        const { message, txId } = make();
        const request = new gateway.EvaluateRequest();
        request.setTransactionId(bad.requestId ?? txId);
        request.setChannelId(channel);
        request.setProposedTransaction(message);
        const bytes = request.serializeBinary();
        const decode = gateway.EvaluateResponse.deserializeBinary;
        const response = await stage.wire.unary('peer0.alpha', '/gateway.Gateway/Evaluate', bytes, decode);
        return stage.text(response.getResult()?.getPayload_asU8() ?? NOTHING);
    });
    await stage.step(`${title} (endorse)`, async () => {
        const { message, txId } = make();
        const request = new gateway.EndorseRequest();
        request.setTransactionId(bad.requestId ?? txId);
        request.setChannelId(channel);
        request.setProposedTransaction(message);
        const bytes = request.serializeBinary();
        const decode = gateway.EndorseResponse.deserializeBinary;
        await stage.wire.unary('peer0.alpha', '/gateway.Gateway/Endorse', bytes, decode);
        return 'endorsed';
    });
}

async function raw(stage: Stage, message: peer.SignedProposal): Promise<peer.ProposalResponse> {
    return await stage.wire.unary(
        'peer0.alpha',
        '/protos.Endorser/ProcessProposal',
        message.serializeBinary(),
        peer.ProposalResponse.deserializeBinary,
    );
}
