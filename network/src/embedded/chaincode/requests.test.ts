import { createHash } from 'node:crypto';
import { peer as protos } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { type Fixture, startFixture } from '../endorser/testbed/fixture.js';
import { actionOf, collections, Testbed } from '../endorser/testbed/testbed.js';
import { parsePolicyExpression } from '../policy/expression.js';

const PACKAGE = 'asset_1.0:0000';
const VALID = protos.TxValidationCode.VALID;

/** Every request of the shim protocol, made by the real Node shim. */
describe('Requests of a chaincode', function () {
    this.timeout(60_000);
    let testbed: Testbed;
    let fixture: Fixture;
    const call = (...args: string[]) => ({ chaincode: 'asset', args });
    const secret = (value: string, ...args: string[]) => ({ ...call(...args), transient: { value } });

    before(async () => {
        testbed = await Testbed.open();
        fixture = await startFixture({ packageId: PACKAGE });
        await testbed.deploy('asset', {
            packageId: PACKAGE,
            server: { address: fixture.address },
            policy: "OR('AlphaMSP.peer','BetaMSP.peer')",
            collections: collections(
                { name: 'shared', members: ['AlphaMSP', 'BetaMSP'] },
                { name: 'open', members: ['AlphaMSP'], memberOnly: false },
            ),
        });
        await testbed.submit(call('putMany', 'row', '250'));
    });

    after(async () => {
        await fixture?.kill();
        await testbed?.close();
    });

    describe('for public state', () => {
        it('do not see their own writes', async () => {
            await testbed.submit(call('put', 'own', 'before'));
            expect(await testbed.evaluate(call('readBack', 'own', 'after'))).to.equal('before');
        });

        it('delete keys', async () => {
            await testbed.submit(call('put', 'gone', 'x'));
            expect(await testbed.submit(call('delete', 'gone'))).to.equal(VALID);
            expect(await testbed.evaluate(call('get', 'gone'))).to.equal('');
        });

        it('delete a key by writing nothing to it', async () => {
            await testbed.submit(call('put', 'emptied', 'x'));
            expect(await testbed.submit(call('put', 'emptied', ''))).to.equal(VALID);
            expect(await testbed.evaluate(call('history', 'emptied'))).to.equal('-@true,x@true');
        });

        it('use composite keys, apart from plain ones', async () => {
            await testbed.submit(call('putComposite', 'owner', 'ann', 'car'));
            await testbed.submit(call('putComposite', 'owner', 'ann', 'boat'));
            await testbed.submit(call('putComposite', 'owner', 'bert', 'house'));
            expect(await testbed.evaluate(call('composite', 'owner', 'ann'))).to.equal('ann,boat;ann,car');
            expect(await testbed.evaluate(call('range', 'ann', 'anz'))).to.equal('');
        });

        it('whose policy is no policy cannot be written again, and the peer says why', async () => {
            await testbed.submit(call('put', 'spoiled', 'x'));
            await testbed.submit(call('setPolicy', 'spoiled', Buffer.from('garbage').toString('hex')));
            expect(await testbed.refusal(call('put', 'spoiled', 'x'))).to.equal(
                'error in simulation: error unmarshalling SignaturePolicyEnvelope: proto: cannot parse invalid wire-format data',
            );
        });

        it('set and get the policy of a key', async () => {
            const policy = Buffer.from(parsePolicyExpression("AND('GammaMSP.peer')").serializeBinary()).toString('hex');
            await testbed.submit(call('put', 'guarded', 'x'));
            await testbed.submit(call('setPolicy', 'guarded', policy));
            expect(await testbed.evaluate(call('policy', 'guarded'))).to.equal(policy);
            expect(await testbed.submit(call('put', 'guarded', 'y'))).to.equal(
                protos.TxValidationCode.ENDORSEMENT_POLICY_FAILURE,
            );
            expect(await testbed.submit(call('put', 'guarded', 'y'), ['peer0.gamma'])).to.equal(VALID);
        });

        it('conflict when two read and write the same key', async () => {
            const first = await testbed.endorse(call('increment', 'counter'));
            const second = await testbed.endorse(call('increment', 'counter'));
            expect(await testbed.commit(first, second)).to.equal(protos.TxValidationCode.MVCC_READ_CONFLICT);
            expect(await testbed.evaluate(call('get', 'counter'))).to.equal('1');
        });
    });

    describe('for ranges', () => {
        it('get more results than fit into one message', async () => {
            expect(await testbed.evaluate(call('count', 'row', 'row~'))).to.equal('250');
            expect(await testbed.evaluate(call('count', 'row0000', 'row0100'))).to.equal('100');
            expect(await testbed.evaluate(call('count', 'row0000', 'row0101'))).to.equal('101');
        });

        it('get them in order, end excluded', async () => {
            expect(await testbed.evaluate(call('range', 'row0003', 'row0006'))).to.equal(
                'row0003=3,row0004=4,row0005=5',
            );
        });

        it('may stop early', async () => {
            expect(await testbed.evaluate(call('firstOf', 'row', 'row~'))).to.equal('row0000');
        });

        it('record no more than what was read ahead', async () => {
            const action = actionOf(await testbed.response(call('firstOf', 'row', 'row~')));
            const results = Buffer.from(action.getResults_asU8()).toString('latin1');
            expect(results).to.include('row0100');
            expect(results).not.to.include('row0101');
            expect(results).not.to.include('row~');
        });

        it('page with bookmarks', async () => {
            expect(await testbed.evaluate(call('page', 'row0000', 'row0005', '2'))).to.equal(
                'row0000,row0001|2|row0002',
            );
            expect(await testbed.evaluate(call('page', 'row0000', 'row0005', '2', 'row0002'))).to.equal(
                'row0002,row0003|2|row0004',
            );
            expect(await testbed.evaluate(call('page', 'row0000', 'row0005', '2', 'row0004'))).to.equal('row0004|1|');
            expect(await testbed.evaluate(call('page', 'row', 'row~', '150'))).to.match(/\|150\|row0150$/);
        });

        it('may not page and then write', async () => {
            expect(await testbed.refusal(call('pageThenPut', 'row', 'row~'))).to.match(
                /PUT_STATE failed: transaction ID: [0-9a-f]{64}: txid \[[0-9a-f]{64}\]: unsuppored transaction. Transaction has already performed a paginated query. Writes are not allowed$/,
            );
        });

        it('get the history of a key, newest first', async () => {
            await testbed.submit(call('put', 'told', 'one'));
            await testbed.submit(call('put', 'told', 'two'));
            await testbed.submit(call('delete', 'told'));
            expect(await testbed.evaluate(call('history', 'told'))).to.equal('-@true,two@true,one@true');
        });

        it('cannot be rich queries', async () => {
            expect(await testbed.refusal(call('query', '{}'))).to.match(
                /GET_QUERY_RESULT failed: transaction ID: [0-9a-f]{64}: ExecuteQuery not supported for leveldb$/,
            );
            expect(await testbed.refusal(call('pagedQuery', '{}'))).to.match(
                /: ExecuteQueryWithMetadata not supported for leveldb$/,
            );
            expect(await testbed.refusal(call('privateQuery', 'shared'))).to.match(
                /: ExecuteQuery not supported for leveldb$/,
            );
        });
    });

    describe('for private data', () => {
        it('write, read, hash, delete and purge', async () => {
            await testbed.submit(secret('42', 'putPrivate', 'shared', 'p'));
            expect(await testbed.evaluate(call('getPrivate', 'shared', 'p'), 'peer0.beta')).to.equal('42');
            expect(await testbed.evaluate(call('hash', 'shared', 'p'), 'peer0.gamma')).to.equal(
                createHash('sha256').update('42').digest('hex'),
            );
            expect(await testbed.evaluate(call('privateRange', 'shared', 'p', 'q'))).to.equal('p');
            expect(await testbed.submit(call('deletePrivate', 'shared', 'p'))).to.equal(VALID);
            expect(await testbed.evaluate(call('getPrivate', 'shared', 'p'))).to.equal('');
            await testbed.submit(secret('43', 'putPrivate', 'shared', 'p'));
            expect(await testbed.submit(call('purge', 'shared', 'p'))).to.equal(VALID);
            expect(await testbed.evaluate(call('getPrivate', 'shared', 'p'))).to.equal('');
            expect(await testbed.evaluate(call('hash', 'shared', 'p'))).to.equal('');
        });

        it('are only for members where the collection says so', async () => {
            const reason = (right: string) =>
                new RegExp(
                    `: tx creator does not have ${right} access permission on privatedata in chaincodeName:asset collectionName: shared$`,
                );
            const carol = (request: ReturnType<typeof call>) => testbed.refusal(request, 'peer0.alpha', 'carol.gamma');
            expect(await carol(call('getPrivate', 'shared', 'p'))).to.match(reason('read'));
            expect(await carol(call('privateRange', 'shared', 'p', 'q'))).to.match(reason('read'));
            expect(await carol(call('privatePolicy', 'shared', 'p'))).to.match(reason('read'));
            expect(await carol(call('privateQuery', 'shared'))).to.match(reason('read'));
            expect(await carol(secret('1', 'putPrivate', 'shared', 'p'))).to.match(reason('write'));
            expect(await carol(call('deletePrivate', 'shared', 'p'))).to.match(reason('write'));
            expect(await carol(call('purge', 'shared', 'p'))).to.match(reason('write'));
            expect(await carol(call('setPrivatePolicy', 'shared', 'p', '00'))).to.match(reason('write'));
        });

        it('are for everybody where it does not', async () => {
            expect(
                await testbed.submit(secret('7', 'putPrivate', 'open', 'k'), ['peer0.alpha'], 'carol.gamma'),
            ).to.equal(VALID);
            const read = call('getPrivate', 'open', 'k');
            expect(await testbed.evaluate(read, 'peer0.alpha', 'carol.gamma')).to.equal('7');
        });

        it('cannot be read where only the hash is', async () => {
            await testbed.submit(secret('7', 'putPrivate', 'open', 'h'));
            expect(await testbed.refusal(call('getPrivate', 'open', 'h'), 'peer0.gamma')).to.match(
                /GET_STATE failed: transaction ID: [0-9a-f]{64}: private data matching public hash version is not available\. /,
            );
        });

        it('of an unknown collection are refused by name', async () => {
            expect(await testbed.refusal(call('getPrivate', 'nowhere', 'k'))).to.match(
                /GET_STATE failed: transaction ID: [0-9a-f]{64}: collection trade\/asset\/nowhere could not be found$/,
            );
            expect(await testbed.refusal(call('hash', 'nowhere', 'k'))).to.match(
                /GET_PRIVATE_DATA_HASH failed: transaction ID: [0-9a-f]{64}: collection \[nowhere\] not defined in the collection config for chaincode \[asset\]$/,
            );
        });

        it('of an organisation that is not in the channel have no implicit collection', async () => {
            const write = secret('x', 'putPrivate', '_implicit_org_OmegaMSP', 'k');
            expect(await testbed.refusal(write)).to.match(
                /PUT_STATE failed: transaction ID: [0-9a-f]{64}: collection \[_implicit_org_OmegaMSP\] not defined in the collection config for chaincode \[asset\]$/,
            );
        });

        it('live in the implicit collection of every organisation', async () => {
            const collection = '_implicit_org_BetaMSP';
            await testbed.submit(secret('mine', 'putPrivate', collection, 'k'), ['peer0.beta'], 'bob.beta');
            expect(await testbed.evaluate(call('getPrivate', collection, 'k'), 'peer0.beta')).to.equal('mine');
            expect(await testbed.evaluate(call('hash', collection, 'k'), 'peer0.alpha')).to.equal(
                createHash('sha256').update('mine').digest('hex'),
            );
        });

        it('have policies per key', async () => {
            const policy = Buffer.from(parsePolicyExpression("AND('GammaMSP.peer')").serializeBinary()).toString('hex');
            await testbed.submit(secret('1', 'putPrivate', 'shared', 'g'));
            await testbed.submit(call('setPrivatePolicy', 'shared', 'g', policy));
            expect(await testbed.evaluate(call('privatePolicy', 'shared', 'g'))).to.equal(policy);
            expect(await testbed.submit(secret('2', 'putPrivate', 'shared', 'g'))).to.equal(
                protos.TxValidationCode.ENDORSEMENT_POLICY_FAILURE,
            );
        });
    });
});
