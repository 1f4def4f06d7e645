import { common, msp, orderer, peer } from '@hyperledger/fabric-protos';
import { readMspFolder } from '../identity/mspfolder.js';
import type { OrganisationMaterial } from '../ledger.js';
import { parsePolicyExpression } from '../policy/expression.js';
import type { Topology } from './topology.js';

/** Whoever may change an element: the `Admins` policy of its group. */
const ADMINS = 'Admins';
const MAX_UINT32 = 0xffffffff;

interface Serializable {
    serializeBinary(): Uint8Array;
}

/** The channel's root group (configtxgen's encoder.NewChannelGroup for a channel without consortium). */
export function channelGroup(topology: Topology, organisations: readonly OrganisationMaterial[]): common.ConfigGroup {
    const { readers = 'ANY', writers = 'ANY', admins = 'ALL' } = topology.policies ?? {};
    const group = newGroup();
    addPolicy(group, 'Readers', readers, 'Readers');
    addPolicy(group, 'Writers', writers, 'Writers');
    addPolicy(group, 'Admins', admins, ADMINS);
    const hashing = new common.HashingAlgorithm();
    hashing.setName('SHA256');
    addValue(group, 'HashingAlgorithm', hashing);
    const structure = new common.BlockDataHashingStructure();
    structure.setWidth(MAX_UINT32);
    addValue(group, 'BlockDataHashingStructure', structure);
    addValue(group, 'Capabilities', capabilities('V3_0'));
    group.getGroupsMap().set('Orderer', ordererGroup(topology, organisations));
    group.getGroupsMap().set('Application', applicationGroup(topology, organisations));
    return group;
}

function applicationGroup(topology: Topology, organisations: readonly OrganisationMaterial[]): common.ConfigGroup {
    const {
        readers = 'ANY',
        writers = 'ANY',
        admins = 'ALL',
        endorsement,
        lifecycleEndorsement,
    } = topology.policies ?? {};
    const group = newGroup();
    addPolicy(group, 'Readers', readers, 'Readers');
    addPolicy(group, 'Writers', writers, 'Writers');
    addPolicy(group, 'Admins', admins, ADMINS);
    addPolicy(group, 'Endorsement', endorsement ?? 'MAJORITY', 'Endorsement');
    addPolicy(group, 'LifecycleEndorsement', lifecycleEndorsement ?? 'ALL', 'Endorsement');
    addValue(group, 'Capabilities', capabilities('V2_5'));
    addValue(group, 'ACLs', new peer.ACLs());
    for (const organisation of organisations) {
        const { mspId, name } = organisation;
        if (peersOf(topology, mspId) > 0) {
            const member = organisationGroup(organisation);
            addPolicy(member, 'Readers', `OR('${mspId}.admin', '${mspId}.peer', '${mspId}.client')`, '');
            addPolicy(member, 'Writers', `OR('${mspId}.admin', '${mspId}.client')`, '');
            addPolicy(member, 'Admins', `OR('${mspId}.admin')`, '');
            addPolicy(member, 'Endorsement', `OR('${mspId}.peer')`, '');
            addAnchors(member, organisation);
            group.getGroupsMap().set(name, member);
        }
    }
    return group;
}

function ordererGroup(topology: Topology, organisations: readonly OrganisationMaterial[]): common.ConfigGroup {
    const { readers = 'ANY', writers = 'ANY', admins = 'ALL' } = topology.policies ?? {};
    const group = newGroup();
    addPolicy(group, 'Readers', readers, 'Readers');
    addPolicy(group, 'Writers', writers, 'Writers');
    addPolicy(group, 'Admins', admins, ADMINS);
    addPolicy(group, 'BlockValidation', 'ANY', 'Writers');
    const size = new orderer.BatchSize();
    size.setMaxMessageCount(topology.batch.maxMessages);
    size.setAbsoluteMaxBytes(topology.batch.absoluteMaxBytes);
    size.setPreferredMaxBytes(topology.batch.preferredMaxBytes);
    addValue(group, 'BatchSize', size);
    const timeout = new orderer.BatchTimeout();
    timeout.setTimeout(`${topology.batch.timeoutMs}ms`);
    addValue(group, 'BatchTimeout', timeout);
    addValue(group, 'ChannelRestrictions', new orderer.ChannelRestrictions());
    addValue(group, 'Capabilities', capabilities('V2_0'));
    addValue(group, 'ConsensusType', consensus(organisations));
    for (const organisation of organisations.filter(({ orderers }) => orderers.length > 0)) {
        const { mspId, name, orderers } = organisation;
        const member = organisationGroup(organisation);
        addPolicy(member, 'Readers', `OR('${mspId}.member')`, '');
        addPolicy(member, 'Writers', `OR('${mspId}.member')`, '');
        addPolicy(member, 'Admins', `OR('${mspId}.admin')`, '');
        const endpoints = new common.OrdererAddresses();
        endpoints.setAddressesList(orderers.map(({ host, port }) => `${host}:${port}`));
        addValue(member, 'Endpoints', endpoints);
        group.getGroupsMap().set(name, member);
    }
    return group;
}

function consensus(organisations: readonly OrganisationMaterial[]): orderer.ConsensusType {
    const options = new orderer.etcdraft.Options();
    options.setTickInterval('500ms');
    options.setElectionTick(10);
    options.setHeartbeatTick(1);
    options.setMaxInflightBlocks(5);
    options.setSnapshotIntervalSize(16 * 1024 * 1024);
    const metadata = new orderer.etcdraft.ConfigMetadata();
    metadata.setOptions(options);
    metadata.setConsentersList(
        organisations.flatMap(({ orderers }) =>
            orderers.map(({ host, port, tlsCertificate }) => {
                const consenter = new orderer.etcdraft.Consenter();
                consenter.setHost(host);
                consenter.setPort(port);
                consenter.setClientTlsCert(Buffer.from(tlsCertificate));
                consenter.setServerTlsCert(Buffer.from(tlsCertificate));
                return consenter;
            }),
        ),
    );
    const type = new orderer.ConsensusType();
    type.setType('etcdraft');
    type.setMetadata(metadata.serializeBinary());
    return type;
}

function organisationGroup({ mspDirectory, mspId }: OrganisationMaterial): common.ConfigGroup {
    const group = newGroup();
    const config = new msp.MSPConfig();
    config.setType(0);
    config.setConfig(readMspFolder(mspDirectory, mspId).serializeBinary());
    addValue(group, 'MSP', config);
    return group;
}

function addAnchors(group: common.ConfigGroup, { anchorPeers }: OrganisationMaterial): void {
    if (anchorPeers.length === 0) {
        return;
    }
    const anchors = new peer.AnchorPeers();
    anchors.setAnchorPeersList(
        anchorPeers.map(({ host, port }) => {
            const anchor = new peer.AnchorPeer();
            anchor.setHost(host);
            anchor.setPort(port);
            return anchor;
        }),
    );
    addValue(group, 'AnchorPeers', anchors);
}

function peersOf(topology: Topology, mspId: string): number {
    return topology.organisations.find((organisation) => organisation.mspId === mspId)?.peers ?? 0;
}

function newGroup(): common.ConfigGroup {
    const group = new common.ConfigGroup();
    group.setModPolicy(ADMINS);
    return group;
}

function addValue(group: common.ConfigGroup, name: string, content: Serializable): void {
    const value = new common.ConfigValue();
    value.setValue(content.serializeBinary());
    value.setModPolicy(ADMINS);
    group.getValuesMap().set(name, value);
}

/** @param rule - ALL, ANY, MAJORITY (optionally followed by the name of a sub-policy) or a signature policy expression */
function addPolicy(group: common.ConfigGroup, name: string, rule: string, subPolicy: string): void {
    const policy = new common.Policy();
    const [, meta, named] = /^(ALL|ANY|MAJORITY)(?:\s+(\w+))?$/.exec(rule.trim()) ?? [];
    if (meta === 'ALL' || meta === 'ANY' || meta === 'MAJORITY') {
        const implicit = new common.ImplicitMetaPolicy();
        implicit.setRule(common.ImplicitMetaPolicy.Rule[meta]);
        implicit.setSubPolicy(named ?? subPolicy);
        policy.setType(common.Policy.PolicyType.IMPLICIT_META);
        policy.setValue(implicit.serializeBinary());
    } else {
        policy.setType(common.Policy.PolicyType.SIGNATURE);
        policy.setValue(parsePolicyExpression(rule).serializeBinary());
    }
    const entry = new common.ConfigPolicy();
    entry.setModPolicy(ADMINS);
    entry.setPolicy(policy);
    group.getPoliciesMap().set(name, entry);
}

function capabilities(name: string): common.Capabilities {
    const required = new common.Capabilities();
    required.getCapabilitiesMap().set(name, new common.Capability());
    return required;
}
