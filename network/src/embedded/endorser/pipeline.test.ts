import { createHash, verify, X509Certificate } from 'node:crypto';
import { common, ledger as ledgerProtos, msp, peer as protos } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { type Fixture, startFixture } from './testbed/fixture.js';
import { assemble, propose } from './testbed/proposals.js';
import { actionOf, collections, Testbed } from './testbed/testbed.js';

const PACKAGE = 'basic_1.0:0000';
const put = { chaincode: 'basic', args: ['put', 'a', 'one'] };

describe('EndorserPipeline', function () {
    this.timeout(60_000);
    let testbed: Testbed;
    let fixture: Fixture;
    let now: Date | undefined;

    before(async () => {
        testbed = await Testbed.open({ now: () => now ?? new Date() });
        fixture = await startFixture({ packageId: PACKAGE });
        await testbed.deploy('basic', {
            packageId: PACKAGE,
            server: { address: fixture.address },
            policy: "OR('AlphaMSP.peer','BetaMSP.peer')",
            collections: collections({ name: 'shared', members: ['AlphaMSP', 'BetaMSP'] }),
        });
    });

    after(async () => {
        await fixture?.kill();
        await testbed?.close();
    });

    afterEach(() => {
        now = undefined;
        for (const peer of testbed.peers.values()) {
            peer.held = undefined;
            peer.lie = undefined;
        }
    });

    describe('answers', () => {
        it('commits what a chaincode wrote, and reads it afterwards on another peer', async () => {
            expect(await testbed.submit(put)).to.equal(protos.TxValidationCode.VALID);
            expect(await testbed.evaluate({ chaincode: 'basic', args: ['get', 'a'] }, 'peer0.beta')).to.equal('one');
        });

        it('names proposal, chaincode, response and write set in the payload', async () => {
            const request = testbed.propose(put);
            const response = await testbed.response(request);
            const payload = protos.ProposalResponsePayload.deserializeBinary(response.getPayload_asU8());
            expect(Buffer.from(payload.getProposalHash_asU8())).to.deep.equal(hashOf(request.signed));
            const action = actionOf(response);
            expect(action.getChaincodeId()?.toObject()).to.deep.equal({ path: '', name: 'basic', version: '1.0' });
            expect(action.getResponse()?.getStatus()).to.equal(200);
            expect(writes(action)).to.deep.equal(['basic a=one']);
            expect(response.getVersion()).to.equal(1);
        });

        it('reads the sequence of the definition, so that a redefinition invalidates what is in flight', async () => {
            expect(reads(actionOf(await testbed.response(put)))).to.deep.equal([
                '_lifecycle namespaces/fields/basic/Sequence',
            ]);
        });

        it('is signed by the peer over payload and identity, with a low S', async () => {
            const response = await testbed.response(put);
            const endorsement = response.getEndorsement();
            const endorser = endorsement?.getEndorser_asU8() ?? new Uint8Array();
            const pem = Buffer.from(msp.SerializedIdentity.deserializeBinary(endorser).getIdBytes_asU8());
            const signed = Buffer.concat([response.getPayload_asU8(), endorser]);
            const signature = endorsement?.getSignature_asU8() ?? new Uint8Array();
            expect(verify('sha256', signed, new X509Certificate(pem).publicKey, signature)).to.equal(true);
            expect(sOf(signature) <= HALF_ORDER).to.equal(true);
        });

        it('gives the same payload on every peer at the same height', async () => {
            const request = testbed.propose({ chaincode: 'basic', args: ['putMany', 'same', '20'] });
            const payloads = await Promise.all(
                ['peer0.alpha', 'peer1.alpha', 'peer0.beta', 'peer0.gamma'].map(async (peer) =>
                    Buffer.from((await testbed.response(request, peer)).getPayload_asU8()).toString('hex'),
                ),
            );
            expect(new Set(payloads).size).to.equal(1);
        });

        it('carries the event with the names of chaincode and transaction', async () => {
            const request = testbed.propose({ chaincode: 'basic', args: ['announce', 'sold'] });
            const event = protos.ChaincodeEvent.deserializeBinary(
                actionOf(await testbed.response(request)).getEvents_asU8(),
            );
            expect(event.getEventName()).to.equal('sold');
            expect(event.getChaincodeId()).to.equal('basic');
            expect(event.getTxId()).to.equal(request.txId);
            expect(Buffer.from(event.getPayload_asU8()).toString()).to.equal('details');
        });

        it('says which namespaces and collections decide about endorsement', async () => {
            const response = await testbed.response({
                chaincode: 'basic',
                args: ['putPrivate', 'shared', 'k'],
                transient: { value: 'secret' },
            });
            const interest = response.getInterest()?.getChaincodesList() ?? [];
            expect(interest.map((call) => [call.getName(), ...call.getCollectionNamesList()])).to.deep.include([
                'basic',
                'shared',
            ]);
        });

        it('is not signed and stages nothing when only evaluated', async () => {
            const request = testbed.propose({
                chaincode: 'basic',
                args: ['putPrivate', 'shared', 'k'],
                transient: { value: 'secret' },
            });
            const outcome = await testbed.ask(request, 'peer0.alpha', 'alice.alpha', { endorse: false });
            expect(outcome.kind).to.equal('answered');
            if (outcome.kind === 'answered') {
                expect(outcome.response.hasEndorsement()).to.equal(false);
                expect(outcome.response.getPayload_asU8()).not.to.be.empty;
            }
            expect(testbed.ledger.transientStore.has(request.txId)).to.equal(false);
        });

        it('keeps private data out of the payload and ready for the commit', async () => {
            const request = {
                chaincode: 'basic',
                args: ['putPrivate', 'shared', 'private-key'],
                transient: { value: 'top secret' },
            };
            const response = await testbed.response(request);
            expect(Buffer.from(response.getPayload_asU8()).includes('top secret')).to.equal(false);
            expect(Buffer.from(response.getPayload_asU8()).includes('private-key')).to.equal(false);
            expect(await testbed.submit(request)).to.equal(protos.TxValidationCode.VALID);
            const read = { chaincode: 'basic', args: ['getPrivate', 'shared', 'private-key'] };
            expect(await testbed.evaluate(read, 'peer0.beta')).to.equal('top secret');
        });

        it('comes from the height of the peer that was asked', async () => {
            const height = testbed.ledger.height;
            await testbed.submit({ chaincode: 'basic', args: ['put', 'lag', 'new'] });
            testbed.peer('peer0.beta').held = height;
            const read = { chaincode: 'basic', args: ['get', 'lag'] };
            expect(await testbed.evaluate(read, 'peer0.alpha')).to.equal('new');
            expect(await testbed.evaluate(read, 'peer0.beta')).to.equal('');
        });

        it('can be made a well-signed lie by test controls', async () => {
            testbed.peer('peer0.beta').lie = (action) => action.getResponse()?.setPayload(Buffer.from('lie'));
            const request = testbed.propose({ chaincode: 'basic', args: ['get', 'a'] });
            const honest = await testbed.response(request, 'peer0.alpha');
            const lie = await testbed.response(request, 'peer0.beta');
            expect(lie.hasEndorsement()).to.equal(true);
            expect(lie.getPayload_asB64()).not.to.equal(honest.getPayload_asB64());
        });

        it('with 500 has the payload of the chaincode but no endorsement', async () => {
            const response = await testbed.response({ chaincode: 'basic', args: ['fail'] });
            expect(response.getResponse()?.getStatus()).to.equal(500);
            expect(response.getResponse()?.getMessage()).to.equal('OUT_OF_STOCK: none left');
            expect(response.getPayload_asU8()).not.to.be.empty;
            expect(response.hasEndorsement()).to.equal(false);
        });

        it('with 400 to 499 has neither payload nor endorsement', async () => {
            const response = await testbed.response({ chaincode: 'basic', args: ['answer', '404', 'gone'] });
            expect(response.getResponse()?.toObject()).to.include({ status: 404, message: 'gone' });
            expect(response.getPayload_asU8()).to.be.empty;
            expect(response.hasEndorsement()).to.equal(false);
        });

        it('below 400 is endorsed', async () => {
            const response = await testbed.response({ chaincode: 'basic', args: ['answer', '399', 'odd'] });
            expect(response.hasEndorsement()).to.equal(true);
        });

        it('hands the creator, the channel and the transaction id to the chaincode', async () => {
            const answer = await testbed.evaluate({ chaincode: 'basic', args: ['who'] }, 'peer0.alpha', 'bob.beta');
            expect(answer).to.equal('BetaMSP 64 trade');
        });

        it('hands transient data to the chaincode', async () => {
            const request = { chaincode: 'basic', args: ['transient', 'note'], transient: { note: 'psst' } };
            expect(await testbed.evaluate(request)).to.equal('psst');
        });
    });

    describe('turns away', () => {
        it('a chaincode that is not defined', async () => {
            expect(await testbed.refusal({ chaincode: 'nothing', args: ['get'] })).to.equal(
                'make sure the chaincode nothing has been successfully defined on channel trade and try again: chaincode nothing not found',
            );
        });

        it('a channel it does not have', async () => {
            const outcome = await testbed.ask({ ...put, channel: 'elsewhere' });
            expect(outcome.kind).to.equal('answered');
            expect(await testbed.refusal({ ...put, channel: 'elsewhere' })).to.equal("channel 'elsewhere' not found");
        });

        it('a transaction id that does not come from nonce and creator', async () => {
            const { txId } = testbed.propose(put);
            const refusal = await testbed.refusal({ ...put, txId });
            expect(refusal).to.match(
                new RegExp(
                    `^error validating proposal: incorrectly computed txid '${txId}' -- expected '[0-9a-f]{64}'$`,
                ),
            );
        });

        it('a transaction that was committed before', async () => {
            const request = testbed.propose(put);
            const envelope = assemble(testbed.client('alice.alpha'), request, [await testbed.response(request)]);
            await testbed.commit({ envelope, txId: request.txId });
            const creator = Buffer.from(testbed.client('alice.alpha').serialized).toString('hex');
            const outcome = await testbed.ask(request);
            expect(outcome.kind).to.equal('rejected');
            expect(await testbed.refusal(request)).to.equal(
                `duplicate transaction found [${request.txId}]. Creator [${creator}]`,
            );
        });

        it('a signature over something else', async () => {
            const { signed } = testbed.propose(put);
            signed.setSignature(testbed.client('alice.alpha').sign(Buffer.from('another')));
            const outcome = await testbed.ask({ signed, txId: '' });
            expect(outcome).to.deep.include({
                kind: 'rejected',
                error: 'error validating proposal: access denied: channel [trade] creator org [AlphaMSP]',
            });
        });

        it('a missing signature', async () => {
            const { signed } = testbed.propose(put);
            signed.setSignature('');
            expect(await testbed.refusal({ signed, txId: '' })).to.equal(
                'error validating proposal: empty signature bytes',
            );
        });

        it('a creator of an unknown organisation', async () => {
            const stranger = new msp.SerializedIdentity();
            stranger.setMspid('OmegaMSP');
            stranger.setIdBytes(Buffer.from(testbed.client('alice.alpha').identity.pem));
            expect(await testbed.refusal({ ...put, creator: stranger.serializeBinary() })).to.equal(
                'error validating proposal: access denied: channel [trade] creator org unknown, creator is malformed',
            );
        });

        it('a creator whose certificate another organisation issued', async () => {
            const impostor = new msp.SerializedIdentity();
            impostor.setMspid('BetaMSP');
            impostor.setIdBytes(Buffer.from(testbed.client('alice.alpha').identity.pem));
            expect(await testbed.refusal({ ...put, creator: impostor.serializeBinary() })).to.equal(
                'error validating proposal: access denied: channel [trade] creator org unknown, creator is malformed',
            );
        });

        it('a creator that is not even a message', async () => {
            expect(await testbed.refusal({ ...put, creator: Buffer.from('nobody') })).to.equal(
                'error validating proposal: access denied: channel [trade] creator org unknown, creator is malformed',
            );
        });

        it('a peer as client, which is no writer', async () => {
            const peer = testbed.peer('peer0.beta');
            const signer = {
                ...testbed.client('bob.beta'),
                serialized: peer.serializedIdentity,
                sign: (message: Uint8Array) => peer.sign(message),
            };
            const refusal = await testbed.refusal(propose(signer, 'trade', put));
            expect(refusal).to.match(
                /^Failed evaluating policy on signed data during check policy on channel \[trade\] with policy \[\/Channel\/Application\/Writers\]: \[implicit policy evaluation failed - 0 sub-policies were satisfied, but this policy requires 1 of the 'Writers' sub-policies to be satisfied\]$/,
            );
        });

        it('missing nonce, missing creator, epochs and other kinds of messages', async () => {
            const prefix = 'error validating proposal: ';
            expect(await testbed.refusal({ ...put, nonce: new Uint8Array() })).to.equal(`${prefix}nonce is empty`);
            expect(await testbed.refusal({ ...put, creator: new Uint8Array() })).to.equal(`${prefix}creator is empty`);
            expect(await testbed.refusal({ ...put, epoch: 7 })).to.equal(`${prefix}epoch is non-zero`);
            expect(await testbed.refusal({ ...put, type: common.HeaderType.MESSAGE })).to.equal(
                `${prefix}invalid header type MESSAGE`,
            );
        });

        it('proposals that lack a part', async () => {
            const extension = new protos.ChaincodeHeaderExtension();
            expect(await testbed.refusal({ ...put, extension: extension.serializeBinary() })).to.equal(
                'ChaincodeHeaderExtension.ChaincodeId is nil',
            );
            extension.setChaincodeId(new protos.ChaincodeID());
            expect(await testbed.refusal({ ...put, extension: extension.serializeBinary() })).to.equal(
                'ChaincodeHeaderExtension.ChaincodeId.Name is empty',
            );
            expect(await testbed.refusal({ ...put, payload: new Uint8Array() })).to.equal(
                'chaincode invocation spec did not contain chaincode spec',
            );
            const invocation = new protos.ChaincodeInvocationSpec();
            invocation.setChaincodeSpec(new protos.ChaincodeSpec());
            const payload = new protos.ChaincodeProposalPayload();
            payload.setInput(invocation.serializeBinary());
            expect(await testbed.refusal({ ...put, payload: payload.serializeBinary() })).to.equal(
                'chaincode input did not contain any input',
            );
        });

        it('bytes that are no proposal', async () => {
            const signed = new protos.SignedProposal();
            signed.setProposalBytes(Buffer.from([0xff, 0xff, 0xff]));
            const outcome = await testbed.ask({ signed, txId: '' });
            expect(outcome).to.deep.equal({
                kind: 'refused',
                unavailable: false,
                error: 'failed parsing proposal: error unmarshalling Proposal: proto: cannot parse invalid wire-format data',
            });
        });

        it('a payload that cannot be parsed', async () => {
            expect(await testbed.refusal({ ...put, payload: Buffer.from([0x0a, 0xff]) })).to.match(
                /^error unmarshalling ChaincodeProposalPayload: /,
            );
        });

        it('a timestamp more than 15 minutes away, either way', async () => {
            now = new Date('2026-03-01T10:00:00.400Z');
            const at = (time: string) => testbed.ask({ ...put, time: new Date(time) });
            expect(await at('2026-03-01T09:44:59Z')).to.deep.equal({
                kind: 'refused',
                unavailable: false,
                error: 'request unauthorized due to incorrect timestamp 2026-03-01T09:44:59Z, peer time 2026-03-01T10:00:00Z, peer.authentication.timewindow 15m0s',
            });
            expect((await at('2026-03-01T10:15:02Z')).kind).to.equal('refused');
            expect((await at('2026-03-01T09:46:00Z')).kind).to.equal('answered');
            expect((await at('2026-03-01T10:14:00Z')).kind).to.equal('answered');
        });

        it('an identity that has expired', async () => {
            now = new Date('2999-01-01T00:00:00Z');
            expect(await testbed.ask({ ...put, time: now })).to.deep.equal({
                kind: 'refused',
                unavailable: false,
                error: 'proposal client identity expired',
            });
        });

        it('a proposal whose caller has gone', async () => {
            const outcome = await testbed.ask(put, 'peer0.alpha', 'alice.alpha', { signal: AbortSignal.abort() });
            expect(outcome.kind).to.equal('refused');
        });

        it('an old timestamp only where a time window is set', async () => {
            const lenient = await Testbed.open({ timeWindowMs: null });
            try {
                const outcome = await lenient.ask({ ...put, time: new Date('2001-01-01T00:00:00Z') });
                expect(outcome.kind).to.equal('answered');
            } finally {
                await lenient.close();
            }
        });
    });
});

/** Half of the order of P-256 (SEC 2, 2.4.2). */
const HALF_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n / 2n;

/** The S of a DER signature: SEQUENCE { INTEGER r, INTEGER s }. */
function sOf(der: Uint8Array): bigint {
    const rLength = der[3] ?? 0;
    return BigInt(`0x${Buffer.from(der.subarray(6 + rLength)).toString('hex')}`);
}

function hashOf(signed: protos.SignedProposal): Buffer {
    const proposal = protos.Proposal.deserializeBinary(signed.getProposalBytes_asU8());
    const header = common.Header.deserializeBinary(proposal.getHeader_asU8());
    return createHash('sha256')
        .update(header.getChannelHeader_asU8())
        .update(header.getSignatureHeader_asU8())
        .update(proposal.getPayload_asU8())
        .digest();
}

function sets(action: protos.ChaincodeAction): [string, ledgerProtos.rwset.kvrwset.KVRWSet][] {
    return ledgerProtos.rwset.TxReadWriteSet.deserializeBinary(action.getResults_asU8())
        .getNsRwsetList()
        .map((set) => [set.getNamespace(), ledgerProtos.rwset.kvrwset.KVRWSet.deserializeBinary(set.getRwset_asU8())]);
}

function writes(action: protos.ChaincodeAction): string[] {
    return sets(action).flatMap(([namespace, set]) =>
        set
            .getWritesList()
            .map((write) => `${namespace} ${write.getKey()}=${Buffer.from(write.getValue_asU8()).toString()}`),
    );
}

function reads(action: protos.ChaincodeAction): string[] {
    return sets(action).flatMap(([namespace, set]) =>
        set.getReadsList().map((read) => `${namespace} ${read.getKey()}`),
    );
}
