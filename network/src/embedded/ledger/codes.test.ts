import { common, ledger, peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { parsePolicyExpression } from '../ledger.js';
import { makeBlock } from './block.js';
import { Code } from './codes.js';
import { RwsetBuilder } from './rwsetbuilder.js';
import type { Simulator } from './simulator.js';
import { type Alterations, altered } from './testing/alter.js';
import { type Pieces, signed, TestNetwork } from './testing/testnetwork.js';

const text = (value: string): Uint8Array => Buffer.from(value);
const put =
    (key: string, value = 'x') =>
    (simulator: Simulator) =>
        simulator.setState('notes', key, text(value));

/** Not a protobuf message: a field that promises more bytes than there are. */
const BROKEN = Uint8Array.of(0x0a, 0x7f, 0x01);

describe('validation codes', function () {
    this.timeout(60_000);

    let network: TestNetwork;

    beforeEach(async () => {
        network = await TestNetwork.open();
        network.deploy('notes', "AND('AlphaMSP.peer', 'BetaMSP.peer')", [
            { name: 'plain', policy: "OR('AlphaMSP.member', 'BetaMSP.member')" },
            {
                name: 'guarded',
                policy: "OR('AlphaMSP.member', 'GammaMSP.member')",
                endorsementPolicy: "OR('GammaMSP.peer')",
            },
        ]);
    });

    afterEach(() => network.close());

    const codeOf = (envelope: common.Envelope): number => network.commit(envelope).transactions[0]?.code ?? -1;
    const raw = (...data: Uint8Array[]): number[] => {
        const block = makeBlock(network.ledger.height, network.ledger.lastHash, data);
        return network.ledger.commit(block).transactions.map(({ code }) => code);
    };
    const spoiled = (change: Alterations, pieces: Pieces = network.transaction(put('k'))): number =>
        codeOf(
            altered(pieces.envelope, network.client('alpha'), change, [network.peer('alpha'), network.peer('beta')]),
        );

    it('NIL_ENVELOPE for an empty entry, INVALID_OTHER_REASON for one that is no envelope', () => {
        expect(raw(new Uint8Array(), BROKEN)).to.deep.equal([Code.NIL_ENVELOPE, Code.INVALID_OTHER_REASON]);
    });

    it('BAD_PAYLOAD for a payload that cannot be read', () => {
        const envelope = new common.Envelope();
        envelope.setPayload(BROKEN);
        expect(codeOf(envelope)).to.equal(Code.BAD_PAYLOAD);
    });

    it('BAD_COMMON_HEADER for a missing header, an unknown type, an epoch, a missing nonce or creator', () => {
        expect(codeOf(signed(new common.Payload(), network.client('alpha')))).to.equal(Code.BAD_COMMON_HEADER);
        expect(spoiled({ channelHeader: (h) => h.setType(common.HeaderType.MESSAGE) })).to.equal(
            Code.BAD_COMMON_HEADER,
        );
        expect(spoiled({ channelHeader: (h) => h.setEpoch(1) })).to.equal(Code.BAD_COMMON_HEADER);
        expect(spoiled({ signatureHeader: (h) => h.setNonce('') })).to.equal(Code.BAD_COMMON_HEADER);
        expect(spoiled({ signatureHeader: (h) => h.setCreator('') })).to.equal(Code.BAD_COMMON_HEADER);
    });

    it('BAD_CREATOR_SIGNATURE for a wrong signature, another signer, an unknown organisation or channel', () => {
        const { envelope } = network.transaction(put('k'));
        const wrong = envelope.clone();
        wrong.setSignature(network.client('beta').sign(envelope.getPayload_asU8()));
        expect(codeOf(wrong)).to.equal(Code.BAD_CREATOR_SIGNATURE);
        const missing = envelope.clone();
        missing.setSignature('');
        expect(codeOf(missing)).to.equal(Code.BAD_CREATOR_SIGNATURE);
        expect(spoiled({ signatureHeader: (h) => h.setCreator(text('nobody')) })).to.equal(Code.BAD_CREATOR_SIGNATURE);
        expect(spoiled({ channelHeader: (h) => h.setChannelId('elsewhere') })).to.equal(Code.BAD_CREATOR_SIGNATURE);
    });

    it('UNSUPPORTED_TX_PAYLOAD for a configuration update, INVALID_CONFIG_TRANSACTION for a configuration', () => {
        const { CONFIG_UPDATE, CONFIG } = common.HeaderType;
        expect(spoiled({ channelHeader: (h) => h.setType(CONFIG_UPDATE) })).to.equal(Code.UNSUPPORTED_TX_PAYLOAD);
        expect(spoiled({ channelHeader: (h) => h.setType(CONFIG) })).to.equal(Code.INVALID_CONFIG_TRANSACTION);
    });

    it('BAD_PROPOSAL_TXID when the id is not the digest of nonce and creator', () => {
        expect(spoiled({ channelHeader: (h) => h.setTxId('00') })).to.equal(Code.BAD_PROPOSAL_TXID);
    });

    it('INVALID_ENDORSER_TRANSACTION when the action does not belong to the proposal', () => {
        const invalid = Code.INVALID_ENDORSER_TRANSACTION;
        expect(spoiled({ transaction: (t) => t.setActionsList([]) })).to.equal(invalid);
        expect(spoiled({ transaction: (t) => t.addActions(t.getActionsList()[0]) })).to.equal(invalid);
        expect(spoiled({ transaction: (t) => t.getActionsList()[0]?.setHeader('') })).to.equal(invalid);
        expect(spoiled({ transaction: (t) => t.getActionsList()[0]?.setPayload(BROKEN) })).to.equal(invalid);
        expect(spoiled({ actionPayload: (p) => p.clearAction() })).to.equal(invalid);
        expect(spoiled({ actionPayload: (p) => p.setChaincodeProposalPayload(text('other')) })).to.equal(invalid);
        expect(spoiled({ responsePayload: (p) => p.setProposalHash(text('other')) })).to.equal(invalid);
    });

    it('DUPLICATE_TXID for an id of an earlier block and for the second of the same block', () => {
        const first = network.transaction(put('a'));
        expect(network.commit(first, first).transactions.map(({ code }) => code)).to.deep.equal([
            Code.VALID,
            Code.DUPLICATE_TXID,
        ]);
        expect(network.commit(first).transactions[0]?.code).to.equal(Code.DUPLICATE_TXID);
        expect(network.ledger.status(first.txId)?.code).to.equal(Code.VALID);
    });

    it('lets a repeated id in the block pass when the first one was invalid', () => {
        const good = network.transaction(put('a'));
        const bad = altered(good.envelope, network.client('alpha'), { transaction: (t) => t.setActionsList([]) });
        const codes = network.commit(bad, good).transactions.map(({ code }) => code);
        expect(codes).to.deep.equal([Code.INVALID_ENDORSER_TRANSACTION, Code.VALID]);
    });

    it('BAD_HEADER_EXTENSION, BAD_RESPONSE_PAYLOAD and BAD_RWSET for parts that cannot be read', () => {
        expect(network.submit(put('k'), { extension: BROKEN })).to.equal(Code.BAD_HEADER_EXTENSION);
        expect(spoiled({ responsePayload: (p) => p.setExtension$('') })).to.equal(Code.BAD_RESPONSE_PAYLOAD);
        expect(spoiled({ responsePayload: (p) => p.setExtension$(BROKEN) })).to.equal(Code.BAD_RESPONSE_PAYLOAD);
        expect(spoiled({ action: (a) => a.setResults(BROKEN) })).to.equal(Code.BAD_RWSET);
    });

    it('INVALID_OTHER_REASON without chaincode id, and for an event that cannot be read or is of another chaincode', () => {
        expect(spoiled({ action: (a) => a.clearChaincodeId() })).to.equal(Code.INVALID_OTHER_REASON);
        expect(spoiled({ action: (a) => a.setEvents(BROKEN) })).to.equal(Code.INVALID_OTHER_REASON);
        const event = new peer.ChaincodeEvent();
        event.setChaincodeId('other');
        const foreign = event.serializeBinary();
        expect(spoiled({ action: (a) => a.setEvents(foreign) })).to.equal(Code.INVALID_OTHER_REASON);
        event.setChaincodeId('notes');
        expect(network.submit(put('e'), { event: event.serializeBinary() })).to.equal(Code.VALID);
    });

    it('INVALID_CHAINCODE for another name, no name, no version, or a chaincode that is not defined', () => {
        expect(spoiled({ action: (a) => a.getChaincodeId()?.setName('other') })).to.equal(Code.INVALID_CHAINCODE);
        expect(spoiled({ action: (a) => a.getChaincodeId()?.setVersion('') })).to.equal(Code.INVALID_CHAINCODE);
        const nameless = new peer.ChaincodeHeaderExtension();
        nameless.setChaincodeId(new peer.ChaincodeID());
        expect(network.submit(put('k'), { extension: nameless.serializeBinary() })).to.equal(Code.INVALID_CHAINCODE);
        expect(network.submit(() => undefined, { chaincode: 'undefined' })).to.equal(Code.INVALID_CHAINCODE);
        expect(network.submit((s) => s.setState('undefined', 'k', text('x')))).to.equal(Code.INVALID_CHAINCODE);
        expect(network.submit(() => undefined, { chaincode: 'qscc' })).to.equal(Code.INVALID_CHAINCODE);
    });

    it('ILLEGAL_WRITESET when a namespace appears twice', () => {
        const code = spoiled({
            action: (a) => {
                const set = ledger.rwset.TxReadWriteSet.deserializeBinary(a.getResults_asU8());
                set.setNsRwsetList([...set.getNsRwsetList(), ...set.getNsRwsetList()]);
                a.setResults(set.serializeBinary());
            },
        });
        expect(code).to.equal(Code.ILLEGAL_WRITESET);
    });

    describe('ENDORSEMENT_POLICY_FAILURE', () => {
        const failure = Code.ENDORSEMENT_POLICY_FAILURE;

        it('without enough organisations, even when nothing is written', () => {
            expect(network.submit(put('k'), { endorsers: ['alpha'] })).to.equal(failure);
            expect(network.submit(put('k'), { endorsers: ['alpha', 'gamma'] })).to.equal(failure);
            expect(network.submit(() => undefined, { endorsers: ['alpha'] })).to.equal(failure);
            expect(network.submit(() => undefined)).to.equal(Code.VALID);
        });

        it('for the key of a client, an orderer, or the same peer twice', () => {
            const [alpha, beta] = [network.peer('alpha'), network.client('beta')];
            expect(network.submit(put('k'), { signers: [alpha, beta] })).to.equal(failure);
            const orderer = network.node('beta', 'orderer0.beta');
            expect(network.submit(put('k'), { signers: [alpha, orderer] })).to.equal(failure);
            network.deploy('twice', "OutOf(2, 'AlphaMSP.peer', 'AlphaMSP.peer')");
            const write = (s: Simulator): void => s.setState('twice', 'k', text('x'));
            expect(network.submit(write, { chaincode: 'twice', signers: [alpha, alpha] })).to.equal(failure);
            const both = [alpha, network.peer('alpha', 1)];
            expect(network.submit(write, { chaincode: 'twice', signers: both })).to.equal(Code.VALID);
        });

        it('for endorsements of another response', () => {
            const other = network.transaction(put('other'));
            const response = peer.ChaincodeActionPayload.deserializeBinary(actionBytes(other.envelope)).getAction();
            const mine = network.transaction(put('mine'));
            const envelope = altered(mine.envelope, network.client('alpha'), {
                actionPayload: (p) => p.getAction()?.setEndorsementsList(response?.getEndorsementsList() ?? []),
            });
            expect(codeOf(envelope)).to.equal(failure);
        });

        it('for writes of a called chaincode whose own policy is not met', () => {
            network.deploy('seal', "OR('GammaMSP.peer')");
            const write = (s: Simulator): void => {
                put('k')(s);
                s.setState('seal', 'k', text('x'));
            };
            expect(network.submit(write)).to.equal(failure);
            expect(network.submit((s) => void s.getState('seal', 'k'))).to.equal(Code.VALID);
            expect(network.submit(write, { endorsers: ['alpha', 'beta', 'gamma'] })).to.equal(Code.VALID);
        });

        it('for a definition that not all organisations endorse', () => {
            const redefine = (s: Simulator): void =>
                s.setState('_lifecycle', 'namespaces/fields/notes/Sequence', text('x'));
            const options = { chaincode: '_lifecycle', endorsers: ['alpha', 'beta'] };
            expect(network.submit(redefine, options)).to.equal(failure);
        });

        it('for a collection with a policy of its own, which replaces that of the namespace', () => {
            const guarded = (s: Simulator): void => s.setPrivateData('notes', 'guarded', 'k', text('x'));
            expect(network.submit(guarded)).to.equal(failure);
            expect(network.submit(guarded, { endorsers: ['gamma'] })).to.equal(Code.VALID);
            const plain = (s: Simulator): void => s.setPrivateData('notes', 'plain', 'k', text('x'));
            expect(network.submit(plain, { endorsers: ['gamma'] })).to.equal(failure);
            const both = (s: Simulator): void => {
                guarded(s);
                plain(s);
            };
            expect(network.submit(both, { endorsers: ['alpha', 'beta'] })).to.equal(failure);
            expect(network.submit(both, { endorsers: ['alpha', 'beta', 'gamma'] })).to.equal(Code.VALID);
        });

        it('for an implicit collection without a peer of its organisation', () => {
            const write = (s: Simulator): void => s.setPrivateData('notes', '_implicit_org_GammaMSP', 'k', text('x'));
            expect(network.submit(write)).to.equal(failure);
            expect(network.submit(write, { endorsers: ['gamma'] })).to.equal(Code.VALID);
        });

        it("for a key whose own parameter is not met, and not for the namespace's policy then", () => {
            const owner = parsePolicyExpression("OR('GammaMSP.peer')").serializeBinary();
            const parameter = new Map([['VALIDATION_PARAMETER', owner]]);
            const create = (s: Simulator): void => {
                put('k')(s);
                s.setMetadata('notes', 'k', parameter);
            };
            expect(network.submit(create, { endorsers: ['gamma'] })).to.equal(failure);
            expect(network.submit(create)).to.equal(Code.VALID);
            expect(network.submit(put('k'))).to.equal(failure);
            expect(network.submit(put('k', 'y'), { endorsers: ['gamma'] })).to.equal(Code.VALID);
            expect(network.submit((s) => s.setMetadata('notes', 'k', new Map()))).to.equal(failure);
            const twoKeys = (s: Simulator): void => {
                put('k')(s);
                put('l')(s);
            };
            expect(network.submit(twoKeys, { endorsers: ['gamma'] })).to.equal(failure);
            const metadata = network.ledger.read({ mspId: 'AlphaMSP' }).getMetadata('notes', 'k');
            expect(metadata, 'a value keeps the metadata').to.have.lengthOf(1);
            expect(network.submit((s) => s.deleteState('notes', 'k'), { endorsers: ['gamma'] })).to.equal(Code.VALID);
            expect(network.submit(put('k')), 'deletion drops it').to.equal(Code.VALID);
        });

        it('for a private key whose own parameter is not met', () => {
            const owner = parsePolicyExpression("OR('GammaMSP.peer')").serializeBinary();
            const write = (s: Simulator): void => s.setPrivateData('notes', 'plain', 'k', text('x'));
            const create = (s: Simulator): void => {
                write(s);
                s.setPrivateDataMetadata('notes', 'plain', 'k', new Map([['VALIDATION_PARAMETER', owner]]));
            };
            expect(network.submit(create)).to.equal(Code.VALID);
            expect(network.submit(write)).to.equal(failure);
            expect(network.submit(write, { endorsers: ['gamma'] })).to.equal(Code.VALID);
        });

        it('for a parameter that cannot be read', () => {
            const broken = new Map([['VALIDATION_PARAMETER', BROKEN]]);
            const create = (s: Simulator): void => {
                put('k')(s);
                s.setMetadata('notes', 'k', broken);
            };
            expect(network.submit(create)).to.equal(Code.VALID);
            const write = new RwsetBuilder();
            write.addWrite('notes', 'k', text('y'));
            const results = write.build().publicRwset;
            const unrelated = network.transaction(() => undefined);
            expect(spoiled({ action: (a) => a.setResults(results) }, unrelated)).to.equal(failure);
        });

        it('for a key whose parameter an earlier valid transaction of the block changed', () => {
            network.submit(put('k'));
            const anyone = parsePolicyExpression("OR('AlphaMSP.peer', 'BetaMSP.peer')").serializeBinary();
            const change = (s: Simulator): void =>
                s.setMetadata('notes', 'k', new Map([['VALIDATION_PARAMETER', anyone]]));
            const [first, second, third] = [change, put('k'), put('l')].map((work) => network.transaction(work));
            if (first === undefined || second === undefined || third === undefined) {
                throw new Error('three transactions');
            }
            const codes = network.commit(first, second, third).transactions.map(({ code }) => code);
            expect(codes).to.deep.equal([Code.VALID, failure, Code.VALID]);
            const refused = network.transaction(change, { endorsers: ['gamma'] });
            const after = network.transaction(put('k'), { endorsers: ['alpha'] });
            expect(network.commit(refused, after).transactions.map(({ code }) => code)).to.deep.equal([
                failure,
                Code.VALID,
            ]);
        });
    });

    it('MVCC_READ_CONFLICT for what a redefinition overtook', () => {
        const inFlight = network.transaction(put('k'));
        network.deploy('notes', "OR('AlphaMSP.peer')", [], 2);
        expect(network.commit(inFlight).transactions[0]?.code).to.equal(Code.MVCC_READ_CONFLICT);
        expect(network.submit(put('k'), { endorsers: ['alpha'] })).to.equal(Code.VALID);
    });
});

function actionBytes(envelope: common.Envelope): Uint8Array {
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    const [action] = peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList();
    return action?.getPayload_asU8() ?? new Uint8Array();
}
