import { common, ledger, peer } from '@hyperledger/fabric-protos';
import { signedBy } from '../clients/caller.js';
import type { Spoiling } from '../clients/envelope.js';
import { extensionFor } from '../clients/proposal.js';
import { envelope, judged } from '../judged.js';
import type { Scenario } from '../scenario.js';
import { LONE, TWO } from '../topology.js';
import { codeName } from '../transcript/outcome.js';

/** Not a protobuf message: a field that promises more bytes than there are. */
const BROKEN = Uint8Array.of(0x0a, 0x7f, 0x01);
const NOTHING = new Uint8Array();
const UNKNOWN_TYPE = 9;

/**
 * Every validation code that a client can bring about: transactions that orderers take and peers refuse. Some are endorsed
 * anew by peers whose organisation lies. (An action payload without action is left out: it ends a real peer.) `docs/reference/conformance.md` says which codes no client can reach.
 */
export const validation: Scenario = {
    name: 'validation',
    run: async (stage) => {
        const bad = async (title: string, spoiling: Spoiling): Promise<void> => {
            await stage.step(title, async () => await judged(stage, await envelope(stage), spoiling));
        };
        const liars = [stage.peerCaller('peer0.alpha'), stage.peerCaller('peer0.beta')];
        await bad('nothing wrong', {});
        await bad('endorsed anew by both peers', { endorsers: liars });

        await bad('a header of unknown type', { type: UNKNOWN_TYPE });
        await bad('a header of type message', { type: common.HeaderType.MESSAGE });
        await bad('an epoch', { channelHeader: (header) => header.setEpoch(5) });
        await bad('a header version', { channelHeader: (header) => header.setVersion(7) });
        await bad('no nonce', { signatureHeader: (header) => header.setNonce('') });
        await bad('another nonce', { signatureHeader: (header) => header.setNonce('AAAA') });
        await bad('no time', { channelHeader: (header) => header.clearTimestamp() });
        await bad('a transaction id that is not the digest', { channelHeader: (header) => header.setTxId('00') });
        await bad('no transaction id', { channelHeader: (header) => header.setTxId('') });

        await bad('no action', { transaction: (transaction) => transaction.setActionsList([]) });
        await bad('two actions', {
            transaction: (transaction) => transaction.addActions(transaction.getActionsList()[0]),
        });
        await bad('an action without header', { transaction: (one) => one.getActionsList()[0]?.setHeader('') });
        await bad('an action that cannot be read', {
            transaction: (one) => one.getActionsList()[0]?.setPayload(BROKEN),
        });
        await bad('another proposal payload', { actionPayload: (p) => p.setChaincodeProposalPayload(BROKEN) });
        await bad('another proposal hash', { responsePayload: (p) => p.setProposalHash(BROKEN), endorsers: liars });

        await bad('a header extension that cannot be read', { channelHeader: (h) => h.setExtension$(BROKEN) });
        await bad('no header extension', { channelHeader: (header) => header.setExtension$(NOTHING) });
        const rehashed = { rehash: true, endorsers: liars };
        await bad('the same, and the peers endorse it', {
            channelHeader: (header) => header.setExtension$(BROKEN),
            ...rehashed,
        });
        await bad('no header extension, and the peers endorse it', {
            channelHeader: (header) => header.setExtension$(NOTHING),
            ...rehashed,
        });
        await bad('a header extension of a nameless chaincode, and the peers endorse it', {
            channelHeader: (header) => header.setExtension$(extensionFor('')),
            ...rehashed,
        });
        await bad('no time, and the peers endorse it', {
            channelHeader: (header) => header.clearTimestamp(),
            ...rehashed,
        });
        await bad('a header version, and the peers endorse it', {
            channelHeader: (header) => header.setVersion(7),
            ...rehashed,
        });
        await bad('no chaincode action', { responsePayload: (p) => p.setExtension$(NOTHING), endorsers: liars });
        await bad('a chaincode action that cannot be read', {
            responsePayload: (payload) => payload.setExtension$(BROKEN),
            endorsers: liars,
        });
        await bad('a read-write set that cannot be read', { action: (a) => a.setResults(BROKEN), endorsers: liars });
        await bad('no chaincode in the action', { action: (a) => a.clearChaincodeId(), endorsers: liars });
        await bad('another chaincode in the action', {
            action: (action) => action.getChaincodeId()?.setName(LONE),
            endorsers: liars,
        });
        await bad('no version in the action', {
            action: (action) => action.getChaincodeId()?.setVersion(''),
            endorsers: liars,
        });
        await bad('another version in the action', {
            action: (action) => action.getChaincodeId()?.setVersion('0.9'),
            endorsers: liars,
        });
        await bad('an event that cannot be read', { action: (a) => a.setEvents(BROKEN), endorsers: liars });
        await bad('an event of another chaincode', { action: (a) => a.setEvents(eventOf(LONE)), endorsers: liars });
        await bad('an event of this chaincode', { action: (a) => a.setEvents(eventOf(TWO)), endorsers: liars });
        await bad('a response of status 500', {
            action: (action) => action.getResponse()?.setStatus(500),
            endorsers: liars,
        });

        const writing = (change: (set: ledger.rwset.TxReadWriteSet) => void): Spoiling => ({
            action: (action) => {
                const set = ledger.rwset.TxReadWriteSet.deserializeBinary(action.getResults_asU8());
                change(set);
                action.setResults(set.serializeBinary());
            },
            endorsers: liars,
        });
        await bad(
            'a namespace twice',
            writing((set) => set.setNsRwsetList([...set.getNsRwsetList(), ...set.getNsRwsetList()])),
        );
        await bad(
            'a write to a chaincode that does not exist',
            writing((set) => set.addNsRwset(write('nowhere', 'k'))),
        );
        await bad(
            'a write to a system chaincode',
            writing((set) => set.addNsRwset(write('qscc', 'k'))),
        );
        await bad(
            'a write to lscc',
            writing((set) => set.addNsRwset(write('lscc', 'k'))),
        );
        await bad(
            'a write to another chaincode',
            writing((set) => set.addNsRwset(write(LONE, stage.key('foreign')))),
        );
        await bad(
            'a write to _lifecycle',
            writing((set) => set.addNsRwset(write('_lifecycle', 'namespaces/fields/two/Sequence'))),
        );
        await bad(
            'a write of an empty key',
            writing((set) => set.addNsRwset(write(LONE, ''))),
        );
        await bad(
            'a read of a version that never was',
            writing((set) => set.addNsRwset(staleRead(LONE, stage.key('never')))),
        );

        await bad('no endorsement', { actionPayload: (payload) => payload.getAction()?.setEndorsementsList([]) });
        await bad('one endorsement twice', {
            actionPayload: (payload) => {
                const [one] = payload.getAction()?.getEndorsementsList() ?? [];
                payload.getAction()?.setEndorsementsList(one === undefined ? [] : [one, one]);
            },
        });
        await bad('one endorsement only', { endorsers: liars.slice(0, 1) });
        await bad('endorsements of clients', { endorsers: [stage.caller('alpha'), stage.caller('beta')] });
        await bad('an endorsement of a key that does not belong to it', {
            endorsers: liars.map((liar) => signedBy(liar, stage.caller('gamma'))),
        });
        await bad('an endorsement too many, which is worthless', {
            endorsers: [...liars, signedBy(stage.peerCaller('peer0.gamma'), stage.caller('alpha'))],
        });
        await bad('a changed result with the old endorsements', {
            action: (action) => action.getResponse()?.setMessage('changed'),
        });
        await bad('another creator, who signs', {
            signatureHeader: (header) => header.setCreator(stage.caller('beta').serialized),
            creator: stage.caller('beta'),
        });

        await stage.step('a chaincode that does not exist', async () =>
            judged(stage, await envelope(stage), {
                channelHeader: (header) => header.setExtension$(extensionFor('nowhere')),
                action: (action) => action.getChaincodeId()?.setName('nowhere'),
                rehash: true,
                endorsers: liars,
            }),
        );
        await stage.step('a conflict of versions', async () => {
            const first = await stage.endorse(TWO, ['increment', stage.key('n')]);
            await stage.commit(TWO, ['increment', stage.key('n')]);
            return codeName((await stage.settle(await first.submit())).code);
        });
        await stage.step('a phantom', async () => {
            const first = await stage.endorse(TWO, ['rangeThenPut', stage.key('p'), stage.key('q'), stage.key('r')]);
            await stage.commit(TWO, ['put', stage.key('p1'), '1']);
            return codeName((await stage.settle(await first.submit())).code);
        });
        await stage.step('a transaction id twice', async () => {
            const transaction = await stage.endorse(TWO, ['put', stage.key('d'), '1']);
            const first = await stage.settle(await transaction.submit());
            const second = await (await transaction.submit()).getStatus();
            await stage.everywhere(Number(first.blockNumber) + 2);
            return [codeName(first.code), codeName(second.code)];
        });
        await stage.onPeers('state afterwards', TWO, ['dump', stage.key('')]);
        await stage.onPeers('state of the other chaincode', LONE, ['dump', stage.key('')]);
    },
};

function eventOf(chaincode: string): Uint8Array {
    const event = new peer.ChaincodeEvent();
    event.setChaincodeId(chaincode);
    event.setEventName('made up');
    return event.serializeBinary();
}

function write(namespace: string, key: string): ledger.rwset.NsReadWriteSet {
    const one = new ledger.rwset.kvrwset.KVWrite();
    one.setKey(key);
    one.setValue(Buffer.from('x'));
    const set = new ledger.rwset.kvrwset.KVRWSet();
    set.addWrites(one);
    return within(namespace, set);
}

function staleRead(namespace: string, key: string): ledger.rwset.NsReadWriteSet {
    const version = new ledger.rwset.kvrwset.Version();
    version.setBlockNum(1);
    const read = new ledger.rwset.kvrwset.KVRead();
    read.setKey(key);
    read.setVersion(version);
    const set = new ledger.rwset.kvrwset.KVRWSet();
    set.addReads(read);
    return within(namespace, set);
}

function within(namespace: string, set: ledger.rwset.kvrwset.KVRWSet): ledger.rwset.NsReadWriteSet {
    const result = new ledger.rwset.NsReadWriteSet();
    result.setNamespace(namespace);
    result.setRwset(set.serializeBinary());
    return result;
}
