import { createPrivateKey } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import {
    type Contract,
    EndorseError,
    type Gateway,
    GatewayError,
    type Network,
    type Proposal,
} from '@hyperledger/fabric-gateway';
import { common, msp, peer, gateway as protos } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { fixtureChaincode, fixtureTopology } from '../../../bench/fixture/topology.js';
import { readClientCredentials } from '../../../profile/profile.js';
import { type EmbeddedHandle, startEmbedded } from '../../../testing.js';
import { signMessage } from '../../identity/signature.js';

const ORG1 = 'org1.example.com';
const ORG2 = 'org2.example.com';
const ORG3 = 'org3.example.com';
const anyOf = "OR('Org1MSP.member','Org2MSP.member','Org3MSP.member')";

const topology = fixtureTopology([
    fixtureChaincode({ name: 'all', policy: "AND('Org1MSP.member','Org2MSP.member','Org3MSP.member')" }),
    fixtureChaincode({ name: 'two', policy: "OutOf(2,'Org1MSP.peer','Org2MSP.peer','Org3MSP.peer')" }),
    fixtureChaincode({ name: 'pair', policy: "AND('Org1MSP.peer','Org1MSP.peer','Org2MSP.peer')" }),
    fixtureChaincode({ name: 'third', policy: "AND('Org3MSP.peer')", organisations: [ORG3] }),
    fixtureChaincode({
        name: 'private',
        policy: anyOf,
        collections: [
            { name: 'Shared', policy: "OR('Org1MSP.member','Org3MSP.member')" },
            {
                name: 'Org1Only',
                policy: "OR('Org1MSP.member')",
                memberOnlyWrite: false,
                endorsementPolicy: "OR('Org1MSP.member')",
            },
            {
                name: 'Org3Only',
                policy: "OR('Org3MSP.member')",
                memberOnlyRead: false,
                memberOnlyWrite: false,
                endorsementPolicy: "OR('Org3MSP.member')",
            },
            {
                name: 'Foreign',
                policy: "OR('Org1MSP.member')",
                endorsementPolicy: "AND('Org1MSP.member','Org2MSP.member')",
            },
        ],
    }),
]);

/** What an error says: code, message and details as `address | MSP | message`. */
async function failure(action: Promise<unknown>): Promise<{ code: number; message: string; details: string[] }> {
    try {
        await action;
    } catch (error) {
        if (error instanceof GatewayError) {
            const details = error.details.map(({ address, mspId, message }) => `${address}|${mspId}|${message}`);
            return { code: error.code, message: error.message, details };
        }
        throw error;
    }
    throw new Error('it succeeded');
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

describe('the gateway service, used by the unmodified client library', function () {
    this.timeout(60_000);
    let net: EmbeddedHandle;
    let gateway: Gateway;
    let network: Network;
    const addresses = new Map<string, string>();
    const contract = (name: string): Contract => network.getContract(name);
    const at = (name: string): string => addresses.get(name) ?? '';

    before(async () => {
        net = await startEmbedded({ topology });
        gateway = await net.connect(ORG1, 'User1');
        network = gateway.getNetwork('mychannel');
        for (const { name, address } of (await net.profile(ORG1)).peers) {
            addresses.set(name, address);
        }
    });
    after(() => net.stop());

    it('evaluates, submits and reads back', async () => {
        expect(text(await contract('two').evaluateTransaction('echo', 'conga'))).to.equal('conga');
        expect(text(await contract('two').submitTransaction('put', 'update', 'ledger'))).to.equal('ledger');
        expect(text(await contract('two').evaluateTransaction('get', 'update'))).to.equal('ledger');
    });

    it('hands transient data to the chaincode and keeps it out of the block', async () => {
        const transientData = { key1: 'value1', key2: 'secret-on-no-ledger' };
        const answer = await contract('two').evaluate('transient', { transientData });
        expect(JSON.parse(text(answer))).to.deep.equal(transientData);
        await contract('two').submit('noop', {
            transientData,
            endorsingOrganizations: ['Org1MSP', 'Org2MSP'],
        });
        const newest = net.network.ledger.blockBytes(net.network.ledger.height - 1) ?? new Uint8Array();
        expect(text(newest)).not.to.contain('secret-on-no-ledger');
    });

    it('tells block and code of a transaction, before and after its commit', async () => {
        const commit = await contract('two').submitAsync('put', { arguments: ['status', '1'] });
        const result = await commit.getStatus();
        expect(result.successful).to.equal(true);
        expect(result.code).to.equal(peer.TxValidationCode.VALID);
        expect(Number(result.blockNumber)).to.equal(net.network.ledger.height - 1);
        expect((await commit.getStatus()).blockNumber).to.equal(result.blockNumber);
    });

    it('chooses endorsers that satisfy the policy when none are named', async () => {
        for (const name of ['all', 'two', 'pair']) {
            const chosen = await endorsersOf(contract(name).newProposal('put', { arguments: [`by-${name}`, 'x'] }));
            const counts = Map.groupBy(chosen, (mspId) => mspId);
            const shape = [...counts].map(([mspId, all]) => `${mspId}×${all.length}`).sort();
            if (name === 'two') {
                expect(shape).to.have.length(2);
                expect(shape).to.include('Org1MSP×1');
            } else {
                const expected = name === 'all' ? ['Org1MSP×1', 'Org2MSP×1', 'Org3MSP×1'] : ['Org1MSP×2', 'Org2MSP×1'];
                expect(shape).to.deep.equal(expected);
            }
        }
        await contract('pair').submitTransaction('put', 'paired', 'x');
    });

    it('endorses a chaincode that its own organisation does not run', async () => {
        await contract('third').submitTransaction('put', 'a', 'b');
        expect(text(await contract('third').evaluateTransaction('organisation'))).to.equal('Org3MSP');
        const refused = await failure(contract('third').submit('transient', { transientData: { a: 'b' } }));
        expect(refused.code).to.equal(status.FAILED_PRECONDITION);
        expect(refused.message).to.contain(
            "no endorsers found in the gateway's organization; retry specifying endorsing organization(s) to protect transient data",
        );
        const evaluated = await failure(contract('third').evaluate('transient', { transientData: { a: 'b' } }));
        expect(evaluated.code).to.equal(status.FAILED_PRECONDITION);
        expect(evaluated.message).to.contain('retry specifying target organization(s) to protect transient data');
    });

    it('sends to the named organisations only, without regard to the policy', async () => {
        for (const mspId of ['Org1MSP', 'Org2MSP', 'Org3MSP']) {
            const options = { endorsingOrganizations: [mspId] };
            expect(text(await contract('private').submit('organisation', options))).to.equal(mspId);
            expect(text(await contract('private').evaluate('organisation', options))).to.equal(mspId);
        }
        const commit = await contract('two').submitAsync('put', {
            arguments: ['lonely', 'x'],
            endorsingOrganizations: ['Org2MSP'],
        });
        expect((await commit.getStatus()).code).to.equal(peer.TxValidationCode.ENDORSEMENT_POLICY_FAILURE);
        expect(text(await contract('two').evaluateTransaction('get', 'lonely'))).to.equal('');
    });

    it('signs offline: proposal, transaction and commit status', async () => {
        const proposal = contract('two').newProposal('put', { arguments: ['offline', 'signed'] });
        const sign = await offlineSigner(net);
        const signedProposal = gateway.newSignedProposal(proposal.getBytes(), sign(proposal.getDigest()));
        const unsigned = await signedProposal.endorse();
        const transaction = gateway.newSignedTransaction(unsigned.getBytes(), sign(unsigned.getDigest()));
        const commit = await transaction.submit();
        const signedCommit = gateway.newSignedCommit(commit.getBytes(), sign(commit.getDigest()));
        expect((await signedCommit.getStatus()).successful).to.equal(true);
        expect(text(await contract('two').evaluateTransaction('get', 'offline'))).to.equal('signed');
    });

    describe('answers an error as a real peer', () => {
        it('of the chaincode: evaluate UNKNOWN, endorse ABORTED with one line per peer asked', async () => {
            const evaluated = await failure(contract('all').evaluateTransaction('fail', 'ALL_YOUR_ERROR'));
            expect(evaluated.code).to.equal(status.UNKNOWN);
            expect(evaluated.message).to.contain(
                'evaluate call to endorser returned error: chaincode response 500, ALL_YOUR_ERROR',
            );
            const submitted = await failure(contract('all').submitTransaction('fail', 'ALL_YOUR_ERROR'));
            expect(submitted.code).to.equal(status.ABORTED);
            expect(submitted.message).to.contain('failed to endorse transaction, see attached details for more info');
            expect(submitted.details).to.deep.equal([
                `${at('peer0.org1.example.com')}|Org1MSP|chaincode response 500, ALL_YOUR_ERROR`,
                `${at('peer1.org1.example.com')}|Org1MSP|chaincode response 500, ALL_YOUR_ERROR`,
            ]);
        });

        it('of an unknown chaincode: three different texts', async () => {
            const nonexistent = contract('nonexistent');
            const evaluated = await failure(nonexistent.evaluateTransaction('echo', 'x'));
            expect(evaluated.code).to.equal(status.FAILED_PRECONDITION);
            expect(evaluated.message).to.contain(
                'no peers available to evaluate chaincode nonexistent in channel mychannel',
            );
            const endorsed = await failure(nonexistent.submitTransaction('echo', 'x'));
            expect(endorsed.code).to.equal(status.FAILED_PRECONDITION);
            expect(endorsed.message).to.contain(
                'no combination of peers can be derived which satisfy the endorsement policy: No metadata was found for chaincode nonexistent in channel mychannel',
            );
            const named = await failure(nonexistent.submit('echo', { endorsingOrganizations: ['Org1MSP', 'Org2MSP'] }));
            expect(named.code).to.equal(status.UNAVAILABLE);
            expect(named.message).to.contain('failed to find any endorsing peers for org(s): Org1MSP, Org2MSP');
        });

        it('of an unknown channel', async () => {
            const elsewhere = gateway.getNetwork('elsewhere').getContract('two');
            const evaluated = await failure(elsewhere.evaluateTransaction('echo', 'x'));
            expect(evaluated.code).to.equal(status.UNAVAILABLE);
            expect(evaluated.message).to.contain('failed to get config for channel [elsewhere]');
            const endorsed = await failure(elsewhere.submitTransaction('echo', 'x'));
            expect(endorsed.code).to.equal(status.FAILED_PRECONDITION);
            expect(endorsed.message).to.contain('No metadata was found for chaincode two in channel elsewhere');
        });

        it('of some organisations: all their peers are tried', async () => {
            const one = await failure(contract('all').submitTransaction('failOn', 'Org3MSP'));
            expect(one.code).to.equal(status.ABORTED);
            expect(one.message).to.contain('failed to collect enough transaction endorsements');
            expect(one.details).to.deep.equal([
                `${at('peer0.org3.example.com')}|Org3MSP|chaincode response 500, Org3MSP refuses to endorse this`,
            ]);
            const two = await failure(contract('all').submitTransaction('failOn', 'Org2MSP'));
            expect(two.details.map((line) => line.split('|')[0]).sort()).to.deep.equal(
                [at('peer0.org2.example.com'), at('peer1.org2.example.com')].sort(),
            );
        });

        it('of results that differ', async () => {
            const error = await failure(contract('all').submitTransaction('random'));
            expect(error.code).to.equal(status.ABORTED);
            expect(error.message).to.contain('failed to collect enough transaction endorsements');
            expect(error.details.sort()).to.deep.equal(
                ['peer0.org2.example.com', 'peer1.org2.example.com', 'peer0.org3.example.com']
                    .map((name) => {
                        const mspId = name.includes('org2') ? 'Org2MSP' : 'Org3MSP';
                        return `${at(name)}|${mspId}|ProposalResponsePayloads do not match`;
                    })
                    .sort(),
            );
        });

        it('of a creator who did not sign: FAILED_PRECONDITION at the own peer, UNAVAILABLE at a remote one', async () => {
            const sign = await offlineSigner(net, ORG3);
            const proposal = contract('all').newProposal('echo', { arguments: ['x'] });
            const forged = gateway.newSignedProposal(proposal.getBytes(), sign(proposal.getDigest()));
            const denied = 'error validating proposal: access denied: channel [mychannel] creator org [Org1MSP]';
            const evaluated = await failure(forged.evaluate());
            expect(evaluated.code).to.equal(status.FAILED_PRECONDITION);
            expect(evaluated.message).to.contain(`evaluate call to endorser returned error: ${denied}`);
            expect(evaluated.details).to.deep.equal([`${at('peer0.org1.example.com')}|Org1MSP|${denied}`]);
            const remote = contract('all').newProposal('echo', {
                arguments: ['x'],
                endorsingOrganizations: ['Org3MSP'],
            });
            const forgedRemote = gateway.newSignedProposal(remote.getBytes(), sign(remote.getDigest()));
            const unavailable = await failure(forgedRemote.evaluate());
            expect(unavailable.code).to.equal(status.UNAVAILABLE);
            expect(unavailable.details).to.deep.equal([
                `${at('peer0.org3.example.com')}|Org3MSP|rpc error: code = Unknown desc = ${denied}`,
            ]);
            expect((await failure(forged.endorse())).code).to.equal(status.ABORTED);
        });

        it('of an envelope that was tampered with: ABORTED without details', async () => {
            const transaction = await contract('two')
                .newProposal('put', { arguments: ['t', 'x'] })
                .endorse();
            const sign = await offlineSigner(net, ORG3);
            const forged = gateway.newSignedTransaction(transaction.getBytes(), sign(transaction.getDigest()));
            const error = await failure(forged.submit());
            expect(error.code).to.equal(status.ABORTED);
            expect(error.message).to.match(/received unsuccessful response from orderer: status=FORBIDDEN, info=/);
            expect(error.details).to.deep.equal([]);
        });

        it('of an unsigned commit status request and of one for another channel: PERMISSION_DENIED', async () => {
            const commit = await contract('two').submitAsync('put', { arguments: ['u', 'x'] });
            const forged = gateway.newSignedCommit(commit.getBytes(), Buffer.from('not a signature'));
            expect((await failure(forged.getStatus())).code).to.equal(status.PERMISSION_DENIED);
        });

        it('of a deadline', async () => {
            const options = { deadline: Date.now() + 300 };
            const slow = contract('two').newProposal('wait', { arguments: ['1500'] });
            expect((await failure(slow.evaluate(options))).code).to.equal(status.DEADLINE_EXCEEDED);
        });
    });

    describe('with private data', () => {
        const write = (name: string, collections: string, key: string, organisations?: string[]) => {
            const options = { arguments: [collections, key], transientData: { value: `value of ${key}` } };
            return network
                .getContract(name)
                .submit(
                    'putPrivate',
                    organisations === undefined ? options : { ...options, endorsingOrganizations: organisations },
                );
        };
        const read = (who: Gateway, collection: string, key: string, mspId: string) =>
            who
                .getNetwork('mychannel')
                .getContract('private')
                .evaluate('getPrivate', { arguments: [collection, key], endorsingOrganizations: [mspId] });

        it('is written and read where policies allow it, and nowhere else', async () => {
            const other = await net.connect(ORG2, 'User1');
            await write('private', 'Org1Only', 'k1', ['Org1MSP']);
            expect(text(await read(gateway, 'Org1Only', 'k1', 'Org1MSP'))).to.equal('value of k1');
            await failure(read(gateway, 'Org1Only', 'k1', 'Org2MSP'));
            await failure(read(other, 'Org1Only', 'k1', 'Org1MSP'));
            const submitted = failure(
                other
                    .getNetwork('mychannel')
                    .getContract('private')
                    .submit('putPrivate', {
                        arguments: ['Shared', 'k2'],
                        transientData: { value: 'x' },
                        endorsingOrganizations: ['Org1MSP'],
                    }),
            );
            expect((await submitted).code).to.equal(status.ABORTED);
        });

        it('chooses organisations by the policies of the collections touched', async () => {
            await write('private', 'Shared', 'k3');
            expect(text(await read(gateway, 'Shared', 'k3', 'Org1MSP'))).to.equal('value of k3');
            await write('private', 'Shared,Org3Only', 'k4');
            expect(text(await read(gateway, 'Org3Only', 'k4', 'Org3MSP'))).to.equal('value of k4');
        });

        it('does not show transient data to organisations outside the collection, unless they are named', async () => {
            const error = await failure(write('private', 'Foreign', 'k5'));
            expect(error.code).to.equal(status.FAILED_PRECONDITION);
            expect(error.message).to.contain(
                'requires endorsement from organisation(s) that are not in the distribution policy of the private data collection(s): [Foreign]; retry specifying trusted endorsing organizations to protect transient data',
            );
        });
    });

    describe('with endorsement policies of single keys', () => {
        it('adds the organisations that the key wants', async () => {
            const keyed = contract('private');
            await keyed.submitTransaction('put', 'sbe', 'value-001');
            await keyed.submitTransaction('setEndorsers', 'sbe', 'Org2MSP', 'Org3MSP');
            await keyed.submitTransaction('put', 'sbe', 'value-Org2-Org3');
            expect(text(await keyed.evaluateTransaction('get', 'sbe'))).to.equal('value-Org2-Org3');
            const wrong = await keyed.submitAsync('put', {
                arguments: ['sbe', 'stolen'],
                endorsingOrganizations: ['Org1MSP', 'Org2MSP'],
            });
            expect((await wrong.getStatus()).code).to.equal(peer.TxValidationCode.ENDORSEMENT_POLICY_FAILURE);
            expect(text(await keyed.evaluateTransaction('get', 'sbe'))).to.equal('value-Org2-Org3');
        });
    });

    describe('when nodes fail', () => {
        afterEach(async () => {
            for (const { name } of (await net.profile(ORG1)).peers) {
                await net.controls.startPeer(name);
                net.controls.release(name);
                net.controls.slow(name, 0);
                net.controls.refuse(name, undefined);
                net.controls.lie(name, undefined);
            }
            for (const { name } of (await net.profile(ORG1)).orderers) {
                await net.controls.startOrderer(name);
            }
        });

        it('does not mind one peer of two', async () => {
            await net.controls.stopPeer('peer0.org2.example.com');
            await net.controls.stopPeer('peer1.org1.example.com');
            await contract('all').submitTransaction('put', 'down', '1');
            const elsewhere = await net.connect(ORG1, 'User1', { peer: 'peer1.org1.example.com', timeoutMs: 1000 });
            const error = await failure(
                elsewhere.getNetwork('mychannel').getContract('two').evaluateTransaction('echo', 'x'),
            );
            expect([status.UNAVAILABLE, status.DEADLINE_EXCEEDED]).to.include(error.code);
        });

        it('says which organisation is missing', async () => {
            await net.controls.stopPeer('peer0.org3.example.com');
            const chosen = await failure(contract('all').submitTransaction('put', 'down', '2'));
            expect(chosen.code).to.equal(status.FAILED_PRECONDITION);
            expect(chosen.message).to.contain('no peer combination can satisfy the endorsement policy');
            const named = await failure(
                contract('all').submit('put', {
                    arguments: ['down', '3'],
                    endorsingOrganizations: ['Org1MSP', 'Org3MSP'],
                }),
            );
            expect(named.code).to.equal(status.UNAVAILABLE);
            expect(named.message).to.contain('failed to find any endorsing peers for org(s): Org3MSP');
            await contract('two').submitTransaction('put', 'down', '4');
        });

        it('goes on to another organisation when a chosen one refuses', async () => {
            net.controls.refuse('peer0.org2.example.com', 'out of order');
            net.controls.refuse('peer1.org2.example.com', 'out of order');
            await contract('two').submitTransaction('put', 'refused', '1');
            const all = await failure(contract('all').submitTransaction('put', 'refused', '2'));
            expect(all.code).to.equal(status.ABORTED);
            expect(all.details.some((line) => line.endsWith('rpc error: code = Unknown desc = out of order'))).to.equal(
                true,
            );
        });

        it('replaces a lying peer by an honest one of its organisation, and never commits the lie', async () => {
            net.controls.lie('peer0.org2.example.com', (action) => {
                action.getResponse()?.setPayload(Buffer.from('a lie'));
            });
            await contract('all').submitTransaction('put', 'truth', 'told');
            net.controls.lie('peer1.org2.example.com', (action) => {
                action.getResponse()?.setPayload(Buffer.from('a lie'));
            });
            const error = await failure(contract('all').submitTransaction('put', 'truth', 'bent'));
            expect(error.code).to.equal(status.ABORTED);
            expect(text(await contract('all').evaluateTransaction('get', 'truth'))).to.equal('told');
        });

        it('prefers the highest peers, and does not accept a result that a lagging one sees differently', async () => {
            await contract('all').submitTransaction('increment', 'lag');
            net.controls.holdHeight('peer1.org2.example.com');
            net.controls.holdHeight('peer0.org3.example.com');
            await contract('all')
                .submitTransaction('put', 'other', 'x')
                .catch(() => undefined);
            await contract('two').submitTransaction('put', 'other', 'x');
            await contract('two').submit('increment', {
                arguments: ['lag'],
                endorsingOrganizations: ['Org1MSP', 'Org2MSP'],
            });
            const error = await failure(
                contract('two').submit('increment', {
                    arguments: ['lag'],
                    endorsingOrganizations: ['Org1MSP', 'Org3MSP'],
                }),
            );
            expect(error.code).to.equal(status.ABORTED);
            // Both are asked at once; whoever answers first is taken at its word, and the other one differs.
            const differing = error.details.map((line) => line.split('|')[1]);
            expect([['Org3MSP'], ['Org1MSP', 'Org1MSP']]).to.deep.include(differing);
            expect(error.details.every((line) => line.endsWith('ProposalResponsePayloads do not match'))).to.equal(
                true,
            );
        });

        it('does not wait for a slow peer longer than the endorsement timeout', async () => {
            net.controls.slow('peer0.org3.example.com', 8000);
            const error = await failure(
                contract('two').submit('put', {
                    arguments: ['s', '1'],
                    endorsingOrganizations: ['Org1MSP', 'Org3MSP'],
                }),
            );
            expect(error.details).to.deep.equal([
                `${at('peer0.org3.example.com')}|Org3MSP|rpc error: code = DeadlineExceeded desc = context deadline exceeded`,
            ]);
        });

        it('submits through any orderer that is left, and names all when none is', async () => {
            const orderers = (await net.profile(ORG1)).orderers;
            for (const { name } of orderers.slice(1)) {
                await net.controls.stopOrderer(name);
            }
            await contract('two').submitTransaction('put', 'ordered', '1');
            await net.controls.stopOrderer(orderers[0]?.name ?? '');
            const transaction = await contract('two')
                .newProposal('put', { arguments: ['ordered', '2'] })
                .endorse();
            const error = await failure(transaction.submit());
            expect(error.code).to.equal(status.UNAVAILABLE);
            expect(error.message).to.contain('no orderers could successfully process transaction');
            expect(error.details).to.have.length(3);
            await net.controls.startOrderer(orderers[1]?.name ?? '');
            expect((await (await transaction.submit()).getStatus()).successful).to.equal(true);
        });

        it('has the chaincode process back after a crash', async () => {
            const crashed = await failure(contract('third').evaluateTransaction('crash'));
            expect(crashed.code).to.equal(status.ABORTED);
            expect(crashed.message).to.contain('failed to evaluate transaction, see attached details for more info');
            expect(crashed.details).to.have.length(1);
            expect(crashed.details[0]).to.match(/chaincode stream terminated$/);
            await net.controls.stopChaincode('third.org3.example.com');
            await net.controls.startChaincode('third.org3.example.com');
            expect(text(await contract('third').evaluateTransaction('echo', 'back'))).to.equal('back');
        });
    });

    it('answers a transaction that was submitted twice by its first outcome', async () => {
        const transaction = await contract('two')
            .newProposal('put', { arguments: ['twice', '1'] })
            .endorse();
        const first = await (await transaction.submit()).getStatus();
        const second = await (await transaction.submit()).getStatus();
        expect(second.blockNumber).to.equal(first.blockNumber);
        expect(second.successful).to.equal(true);
    });

    it('types errors by the step that failed', async () => {
        const proposal: Proposal = contract('all').newProposal('fail', { arguments: ['x'] });
        const error = await proposal.endorse().catch((reason: unknown) => reason);
        expect(error).to.be.instanceOf(EndorseError);
    });
});

/** MSP ids of those who endorsed a proposal, in order. */
async function endorsersOf(proposal: Proposal): Promise<string[]> {
    const bytes = (await proposal.endorse()).getBytes();
    const envelope = protos.PreparedTransaction.deserializeBinary(bytes).getEnvelope();
    const payload = common.Payload.deserializeBinary(envelope?.getPayload_asU8() ?? new Uint8Array());
    const [action] = peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList();
    const endorsed = peer.ChaincodeActionPayload.deserializeBinary(action?.getPayload_asU8() ?? new Uint8Array());
    return (endorsed.getAction()?.getEndorsementsList() ?? []).map((endorsement) =>
        msp.SerializedIdentity.deserializeBinary(endorsement.getEndorser_asU8()).getMspid(),
    );
}

/** Signs outside the client library, as User1 of an organisation; digests are whole messages here. */
async function offlineSigner(net: EmbeddedHandle, organisation = ORG1): Promise<(message: Uint8Array) => Uint8Array> {
    const { privateKey } = await readClientCredentials(await net.profile(organisation), 'User1');
    const key = createPrivateKey(privateKey);
    return (message) => signMessage(key, message);
}
