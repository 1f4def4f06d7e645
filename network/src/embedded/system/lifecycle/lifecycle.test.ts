import { peer as protos } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { type Fixture, startFixture } from '../../endorser/testbed/fixture.js';
import {
    approveArguments,
    collections,
    commitArguments,
    type Deployment,
    lifecycleRequest,
    readinessArguments,
    Testbed,
} from '../../endorser/testbed/testbed.js';
import { parsePolicyExpression } from '../../policy/expression.js';

const messages = protos.lifecycle;
const VALID = protos.TxValidationCode.VALID;
const ALL = ['peer0.alpha', 'peer0.beta', 'peer0.gamma'];

describe('_lifecycle', function () {
    this.timeout(60_000);
    let testbed: Testbed;
    let fixture: Fixture;

    before(async () => {
        testbed = await Testbed.open();
        fixture = await startFixture({ packageId: 'asset_1.0:00' });
    });

    after(async () => {
        await fixture?.kill();
        await testbed?.close();
    });

    const approve = (name: string, deployment: Deployment) =>
        lifecycleRequest('ApproveChaincodeDefinitionForMyOrg', approveArguments(name, deployment));
    const commit = (name: string, deployment: Deployment) =>
        lifecycleRequest('CommitChaincodeDefinition', commitArguments(name, deployment));
    const bytes = async (request: Parameters<Testbed['response']>[0], peer = 'peer0.alpha', client = 'admin.alpha') => {
        const response = (await testbed.response(request, peer, client)).getResponse();
        if (response?.getStatus() !== 200) {
            throw new Error(`${response?.getStatus()} ${response?.getMessage()}`);
        }
        return response.getPayload_asU8();
    };
    const backing = (name: string, text: string): string =>
        `failed to invoke backing implementation of '${name}': ${text}`;

    it('needs the approval of every organisation, and tells who is missing', async () => {
        const deployment = { packageId: 'asset_1.0:00', server: { address: fixture.address } };
        const readiness = async () =>
            messages.CheckCommitReadinessResult.deserializeBinary(
                await bytes(lifecycleRequest('CheckCommitReadiness', readinessArguments('asset', deployment))),
            )
                .getApprovalsMap()
                .toObject();
        expect(Object.fromEntries(await readiness())).to.deep.equal({
            AlphaMSP: false,
            BetaMSP: false,
            GammaMSP: false,
        });
        await testbed.approve('alpha', 'asset', deployment);
        await testbed.approve('beta', 'asset', { ...deployment, version: '2.0' });
        expect(Object.fromEntries(await readiness())).to.deep.equal({
            AlphaMSP: true,
            BetaMSP: false,
            GammaMSP: false,
        });
        const result = messages.CheckCommitReadinessResult.deserializeBinary(
            await bytes(lifecycleRequest('CheckCommitReadiness', readinessArguments('asset', deployment))),
        );
        expect(result.getMismatchesMap().get('BetaMSP')?.getItemsList()).to.deep.equal(['EndorsementInfo']);
        expect(result.getMismatchesMap().get('GammaMSP')?.getItemsList()).to.deep.equal(['ChaincodeParameters']);
        expect(await testbed.refusal(commit('asset', deployment), 'peer0.beta', 'admin.alpha')).to.equal(
            backing('CommitChaincodeDefinition', 'chaincode definition not agreed to by this org (BetaMSP)'),
        );
        expect(await testbed.submit(commit('asset', deployment), ['peer0.alpha'], 'admin.alpha')).to.equal(
            protos.TxValidationCode.ENDORSEMENT_POLICY_FAILURE,
        );
        await testbed.approve('beta', 'asset', deployment);
        await testbed.approve('gamma', 'asset', deployment);
        expect(await testbed.submit(commit('asset', deployment), ALL, 'admin.alpha')).to.equal(VALID);
        for (const peer of testbed.peers.keys()) {
            testbed.runtime.chaincodes.install(peer, 'asset_1.0:00', { address: fixture.address });
        }
        const answer = await testbed.evaluate({ chaincode: 'asset', args: ['who'] });
        expect(answer).to.equal('AlphaMSP 64 trade');
    });

    it('keeps the definition where a real peer keeps it', () => {
        const reader = testbed.ledger.read({ mspId: 'AlphaMSP' });
        const metadata = messages.StateMetadata.deserializeBinary(
            reader.getState('_lifecycle', 'namespaces/metadata/asset') ?? new Uint8Array(),
        );
        expect(metadata.toObject()).to.deep.equal({
            datatype: 'ChaincodeDefinition',
            fieldsList: ['Sequence', 'EndorsementInfo', 'ValidationInfo', 'Collections'],
        });
        const sequence = reader.getState('_lifecycle', 'namespaces/fields/asset/Sequence') ?? new Uint8Array();
        expect(Buffer.from(sequence).toString('hex')).to.equal('0801');
        const none = reader.getState('_lifecycle', 'namespaces/fields/asset/Collections') ?? new Uint8Array();
        expect(Buffer.from(none).toString('hex')).to.equal('1200');
        const source = reader.getPrivateData(
            '_lifecycle',
            '_implicit_org_AlphaMSP',
            'chaincode-sources/fields/asset#1/PackageID',
        );
        expect(messages.StateData.deserializeBinary(source ?? new Uint8Array()).getString()).to.equal('asset_1.0:00');
    });

    it('shows definitions and approvals', async () => {
        const args = new messages.QueryChaincodeDefinitionArgs();
        args.setName('asset');
        const shown = messages.QueryChaincodeDefinitionResult.deserializeBinary(
            await bytes(lifecycleRequest('QueryChaincodeDefinition', args), 'peer0.alpha', 'alice.alpha'),
        );
        expect(shown.getSequence()).to.equal(1);
        expect(shown.getVersion()).to.equal('1.0');
        expect(shown.getEndorsementPlugin()).to.equal('escc');
        expect(shown.getValidationPlugin()).to.equal('vscc');
        expect(
            protos.ApplicationPolicy.deserializeBinary(
                shown.getValidationParameter_asU8(),
            ).getChannelConfigPolicyReference(),
        ).to.equal('/Channel/Application/Endorsement');
        expect(Object.fromEntries(shown.getApprovalsMap().toObject())).to.deep.equal({
            AlphaMSP: true,
            BetaMSP: true,
            GammaMSP: true,
        });
        const all = messages.QueryChaincodeDefinitionsResult.deserializeBinary(
            await bytes(lifecycleRequest('QueryChaincodeDefinitions', new messages.QueryChaincodeDefinitionsArgs())),
        );
        expect(all.getChaincodeDefinitionsList().map((entry) => entry.getName())).to.deep.equal(['asset']);
        const approved = new messages.QueryApprovedChaincodeDefinitionArgs();
        approved.setName('asset');
        const approval = messages.QueryApprovedChaincodeDefinitionResult.deserializeBinary(
            await bytes(lifecycleRequest('QueryApprovedChaincodeDefinition', approved)),
        );
        expect(approval.getSequence()).to.equal(1);
        expect(approval.getSource()?.getLocalPackage()?.getPackageId()).to.equal('asset_1.0:00');
        const approvals = messages.QueryApprovedChaincodeDefinitionsResult.deserializeBinary(
            await bytes(
                lifecycleRequest(
                    'QueryApprovedChaincodeDefinitions',
                    new messages.QueryApprovedChaincodeDefinitionsArgs(),
                ),
            ),
        );
        expect(
            approvals.getApprovedChaincodeDefinitionsList().map((entry) => `${entry.getName()} ${entry.getSequence()}`),
        ).to.deep.equal(['asset 1']);
    });

    it('counts sequences', async () => {
        const refusal = (deployment: Deployment) =>
            testbed.refusal(approve('asset', deployment), 'peer0.alpha', 'admin.alpha');
        const base = { packageId: 'asset_1.0:00' };
        const name = 'ApproveChaincodeDefinitionForMyOrg';
        expect(await refusal(base)).to.equal(
            backing(name, 'attempted to redefine the current committed sequence (1) for namespace asset'),
        );
        expect(await refusal({ ...base, version: '9' })).to.equal(
            backing(
                name,
                "attempted to redefine the current committed sequence (1) for namespace asset with different parameters: expected Version '1.0' does not match passed Version '9'",
            ),
        );
        expect(await refusal({ ...base, collections: collections({ name: 'c', members: ['AlphaMSP'] }) })).to.match(
            /: Collections do not match$/,
        );
        expect(await refusal({ ...base, sequence: 3 })).to.equal(
            backing(name, 'requested sequence 3 is larger than the next available sequence number 2'),
        );
        expect(await refusal({ ...base, sequence: 0 })).to.equal(
            backing(name, 'currently defined sequence 1 is larger than requested sequence 0'),
        );
        const fresh = approve('fresh', { ...base, sequence: 0 });
        expect(await testbed.refusal(fresh, 'peer0.alpha', 'admin.alpha')).to.equal(
            backing(name, 'requested sequence is 0, but first definable sequence number is 1'),
        );
        expect(await testbed.refusal(commit('asset', { ...base, sequence: 1 }), 'peer0.alpha', 'admin.alpha')).to.equal(
            backing('CommitChaincodeDefinition', 'requested sequence is 1, but new definition must be sequence 2'),
        );
        await testbed.approve('alpha', 'twice', base);
        expect(await testbed.refusal(approve('twice', base), 'peer0.alpha', 'admin.alpha')).to.equal(
            backing(name, 'attempted to redefine uncommitted sequence (1) for namespace twice with unchanged content'),
        );
        await testbed.approve('alpha', 'twice', { ...base, version: '1.1' });
    });

    it('lets an organisation change its package without a new definition', async () => {
        const other = await startFixture({ packageId: 'asset_other:00' });
        try {
            testbed.runtime.chaincodes.install('peer0.alpha', 'asset_other:00', { address: other.address });
            await testbed.approve('alpha', 'asset', { packageId: 'asset_other:00' });
            expect(await testbed.evaluate({ chaincode: 'asset', args: ['who'] })).to.equal('AlphaMSP 64 trade');
            expect(testbed.runtime.chaincodes.state('peer0.alpha', 'asset_other:00')).to.equal('ready');
            await testbed.approve('alpha', 'asset', { packageId: 'asset_1.0:00' });
        } finally {
            await other.kill();
        }
    });

    it('invalidates what is in flight when a definition changes, and then holds its new policy', async () => {
        const put = { chaincode: 'asset', args: ['put', 'k', 'v'] };
        const before = await testbed.endorse(put, ['peer0.alpha', 'peer0.beta']);
        const next = { packageId: 'asset_1.0:00', sequence: 2, policy: "AND('GammaMSP.peer')" };
        for (const organisation of ['alpha', 'beta', 'gamma']) {
            await testbed.approve(organisation, 'asset', next);
        }
        await testbed.expectValid(testbed.submit(commit('asset', next), ALL, 'admin.alpha'));
        expect(await testbed.commit(before)).to.be.oneOf([
            protos.TxValidationCode.MVCC_READ_CONFLICT,
            protos.TxValidationCode.ENDORSEMENT_POLICY_FAILURE,
        ]);
        expect(await testbed.submit(put, ['peer0.alpha', 'peer0.beta'])).to.equal(
            protos.TxValidationCode.ENDORSEMENT_POLICY_FAILURE,
        );
        expect(await testbed.submit(put, ['peer0.gamma'])).to.equal(VALID);
    });

    it('does not let a peer endorse for what its organisation did not approve', async () => {
        const deployment = { packageId: 'asset_1.0:00', version: '7', policy: "OR('AlphaMSP.peer')" };
        await testbed.approve('alpha', 'partly', deployment);
        await testbed.approve('beta', 'partly', deployment);
        await testbed.approve('gamma', 'partly', deployment);
        await testbed.expectValid(testbed.submit(commit('partly', deployment), ALL, 'admin.alpha'));
        testbed.peer('peer0.alpha').held = undefined;
        const next = { ...deployment, sequence: 2, version: '8' };
        for (const organisation of ['beta', 'gamma']) {
            await testbed.approve(organisation, 'partly', next);
        }
        expect(await testbed.refusal(commit('partly', next), 'peer0.alpha', 'admin.alpha')).to.match(
            /chaincode definition not agreed to by this org \(AlphaMSP\)$/,
        );
    });

    it('is for administrators, and each for the own organisation', async () => {
        const deployment = { packageId: 'x_1:00' };
        expect(await testbed.refusal(approve('x', deployment), 'peer0.alpha', 'alice.alpha')).to.match(
            /^Failed to authorize invocation due to failed ACL check: Failed verifying that proposal's creator satisfies local MSP principal during channelless check policy with policy \[Admins\]: \[/,
        );
        expect(await testbed.refusal(approve('x', deployment), 'peer0.alpha', 'admin.beta')).to.equal(
            'Failed to authorize invocation due to failed ACL check: Failed deserializing proposal creator during channelless check policy with policy [Admins]: [expected MSP ID AlphaMSP, received BetaMSP]',
        );
    });

    it('checks names, versions and collections', async () => {
        const refused = async (name: string, deployment: Partial<Deployment>, text: string | RegExp): Promise<void> => {
            const refusal = await testbed.refusal(
                approve(name, { packageId: 'x_1:00', ...deployment }),
                'peer0.alpha',
                'admin.alpha',
            );
            const prefix = backing('ApproveChaincodeDefinitionForMyOrg', 'error validating chaincode definition: ');
            expect(refusal.startsWith(prefix), refusal).to.equal(true);
            expect(refusal.slice(prefix.length)).to.match(typeof text === 'string' ? literally(text) : text);
        };
        await refused('bad name', {}, /^invalid chaincode name 'bad name'\. Names can only consist of alphanumerics/);
        await refused('qscc', {}, "chaincode name 'qscc' is the name of a system chaincode");
        await refused('x', { version: 'v/1' }, /^invalid chaincode version 'v\/1'\. Versions can only consist of/);
        const make = (change: (collection: protos.StaticCollectionConfig) => void) => {
            const result = collections({ name: 'c', members: ['AlphaMSP'] });
            const collection = result.getConfigList()[0]?.getStaticCollectionConfig();
            if (collection) {
                change(collection);
            }
            return { collections: result };
        };
        await refused(
            'x',
            make((c) => c.setName('_c')),
            /^invalid collection name '_c'\. Names can only consist of/,
        );
        await refused(
            'x',
            make((c) => c.setRequiredPeerCount(4)),
            'collection-name: c -- maximum peer count (3) cannot be less than the required peer count (4)',
        );
        await refused(
            'x',
            make((c) => c.setRequiredPeerCount(-1)),
            'collection-name: c -- requiredPeerCount (-1) cannot be less than zero',
        );
        await refused(
            'x',
            make((c) => c.setMemberOrgsPolicy(undefined)),
            "collection member policy is not set for collection 'c'",
        );
        await refused(
            'x',
            make((c) => c.setMemberOrgsPolicy(new protos.CollectionPolicyConfig())),
            "collection member org policy is empty for collection 'c'",
        );
        const members = (text: string) => (c: protos.StaticCollectionConfig) =>
            c.getMemberOrgsPolicy()?.setSignaturePolicy(parsePolicyExpression(text));
        await refused(
            'x',
            make(members("OR('OmegaMSP.member')")),
            "collection-name: c -- collection member 'OmegaMSP' is not part of the channel",
        );
        await refused(
            'x',
            make(members("AND('AlphaMSP.member','BetaMSP.member')")),
            'collection-name: c -- error in member org policy: signature policy is not an OR concatenation, NOutOf 2',
        );
        await refused(
            'x',
            { collections: collections({ name: 'c', members: ['AlphaMSP'] }, { name: 'c', members: ['AlphaMSP'] }) },
            'collection-name: c -- found duplicate in collection configuration',
        );
        const empty = new protos.CollectionConfigPackage();
        empty.addConfig(new protos.CollectionConfig());
        await refused('x', { collections: empty }, 'collection config contains unexpected payload type: <nil>');
    });

    it('does not lose collections, nor change how long they live', async () => {
        const base = { packageId: 'asset_1.0:00' };
        await testbed.deploy('kept', { ...base, collections: collections({ name: 'c', members: ['AlphaMSP'] }) });
        const next = async (changed: protos.CollectionConfigPackage | undefined): Promise<string> => {
            const deployment = { ...base, sequence: 2, ...(changed ? { collections: changed } : {}) };
            return await testbed.refusal(approve('kept', deployment), 'peer0.alpha', 'admin.alpha');
        };
        expect(await next(undefined)).to.match(
            /the proposed collection config does not contain previously defined collections$/,
        );
        expect(await next(collections({ name: 'd', members: ['AlphaMSP'] }))).to.match(
            /existing collection \[c\] missing in the proposed collection configuration$/,
        );
        const shorter = collections({ name: 'c', members: ['AlphaMSP'] });
        shorter.getConfigList()[0]?.getStaticCollectionConfig()?.setBlockToLive(9);
        expect(await next(shorter)).to.match(
            /the BlockToLive in an existing collection \[c\] modified\. Existing value \[0\]$/,
        );
    });

    it('says what is missing or wrong', async () => {
        const refusal = (...args: (string | Uint8Array)[]) =>
            testbed.refusal({ chaincode: '_lifecycle', args }, 'peer0.alpha', 'admin.alpha');
        expect(await refusal()).to.equal('lifecycle scc must be invoked with arguments');
        expect(await refusal('CommitChaincodeDefinition')).to.equal(
            'lifecycle scc operations require exactly two arguments but received 1',
        );
        expect(await refusal('Destroy', '')).to.equal(
            'Failed to authorize invocation due to failed ACL check: Unmapped policy for _lifecycle/Destroy',
        );
        expect(await refusal('CommitChaincodeDefinition', Buffer.from([0x0a, 0xff]))).to.match(
            /^failed to invoke backing implementation of 'CommitChaincodeDefinition': could not decode input arg for \*lifecycle.Invocation.CommitChaincodeDefinition: proto: /,
        );
        const undefinedName = new messages.QueryChaincodeDefinitionArgs();
        undefinedName.setName('nothing');
        const response = await testbed.response(lifecycleRequest('QueryChaincodeDefinition', undefinedName));
        expect(response.getResponse()?.toObject()).to.include({
            status: 404,
            message: 'namespace nothing is not defined',
        });
        const unapproved = new messages.QueryApprovedChaincodeDefinitionArgs();
        unapproved.setName('nothing');
        unapproved.setSequence(4);
        expect(
            await testbed.refusal(
                lifecycleRequest('QueryApprovedChaincodeDefinition', unapproved),
                'peer0.alpha',
                'admin.alpha',
            ),
        ).to.equal(
            backing(
                'QueryApprovedChaincodeDefinition',
                "could not fetch approved chaincode definition (name: 'nothing', sequence: '4') on channel 'trade'",
            ),
        );
        expect(
            await testbed.refusal(
                {
                    ...lifecycleRequest('QueryChaincodeDefinitions', new messages.QueryChaincodeDefinitionsArgs()),
                    channel: '',
                },
                'peer0.alpha',
                'admin.alpha',
            ),
        ).to.match(/channelless check policy/);
        expect(
            await testbed.refusal({ ...approve('x', { packageId: 'x' }), channel: '' }, 'peer0.alpha', 'admin.alpha'),
        ).to.match(/no application config for channel ''$/);
    });
});

function literally(text: string): RegExp {
    return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}
