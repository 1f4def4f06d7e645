import { relative } from 'node:path';
import type { NetworkLayout } from '../layout.js';
import { hostAndPort, type Organisation, orderersOf, peersOf, type Topology } from '../topology.js';
import { consensusSection } from './consensus.js';
import { FabricLayout } from './layout.js';
import { toYaml, type Yaml } from './yaml.js';

/** Name of the only profile in the generated configtx.yaml. */
export const PROFILE = 'Channel';

/** `V3_0` where all nodes are of Fabric 3; Fabric 2 knows `V2_0` only. */
export type ChannelCapability = 'V2_0' | 'V3_0';

/**
 * configtx.yaml of the topology's channel: what `configtxgen` makes the first block of. Paths are relative, so the data
 * directory can be moved.
 */
export function configtx(topology: Topology, layout: NetworkLayout, capability: ChannelCapability): string {
    return toYaml({
        Profiles: {
            [PROFILE]: {
                Policies: accessPolicies(topology),
                Capabilities: { [capability]: true },
                Orderer: orderer(topology, layout),
                Application: {
                    Organizations: topology.organisations
                        .filter(({ peers }) => peers > 0)
                        .map((organisation) => applicationMember(topology, layout, organisation)),
                    Policies: {
                        ...accessPolicies(topology),
                        Endorsement: policy(topology.policies.endorsement),
                        LifecycleEndorsement: policy(topology.policies.lifecycleEndorsement),
                    },
                    Capabilities: { V2_5: true },
                },
            },
        },
    });
}

function orderer(topology: Topology, layout: NetworkLayout): Yaml {
    const { batch } = topology;
    return {
        OrdererType: topology.consensus.type === 'bft' ? 'BFT' : 'etcdraft',
        BatchTimeout: `${batch.timeoutMs}ms`,
        BatchSize: {
            MaxMessageCount: batch.maxMessages,
            AbsoluteMaxBytes: batch.absoluteMaxBytes,
            PreferredMaxBytes: batch.preferredMaxBytes,
        },
        ...consensusSection(topology, layout, (path) => relativeTo(layout, path)),
        Organizations: topology.organisations
            .filter(({ orderers }) => orderers > 0)
            .map((organisation) => orderingMember(topology, layout, organisation)),
        // For SmartBFT configtxgen puts a policy of its own in place of BlockValidation: a quorum of the consenters.
        Policies: { ...accessPolicies(topology), BlockValidation: policy('ANY Writers') },
        Capabilities: { V2_0: true },
    };
}

function applicationMember(topology: Topology, layout: NetworkLayout, { name, mspId }: Organisation): Yaml {
    const anchor = peersOf(topology).find(({ organisation }) => organisation === name);
    return {
        ...member(layout, name, mspId),
        Policies: {
            Readers: policy(`OR('${mspId}.admin', '${mspId}.peer', '${mspId}.client')`),
            Writers: policy(`OR('${mspId}.admin', '${mspId}.client')`),
            Admins: policy(`OR('${mspId}.admin')`),
            Endorsement: policy(`OR('${mspId}.peer')`),
        },
        // Without an anchor the gateways of other organisations do not discover this one's peers.
        AnchorPeers: anchor === undefined ? [] : [endpoint(anchor.externalAddress)],
    };
}

function orderingMember(topology: Topology, layout: NetworkLayout, { name, mspId }: Organisation): Yaml {
    return {
        ...member(layout, name, mspId),
        Policies: {
            Readers: policy(`OR('${mspId}.member')`),
            Writers: policy(`OR('${mspId}.member')`),
            Admins: policy(`OR('${mspId}.admin')`),
        },
        OrdererEndpoints: orderersOf(topology)
            .filter(({ organisation }) => organisation === name)
            .map(({ externalAddress }) => externalAddress),
    };
}

function member(layout: NetworkLayout, name: string, mspId: string) {
    return { Name: name, ID: mspId, MSPDir: relativeTo(layout, layout.organisationMsp(name)) };
}

function accessPolicies({ policies }: Topology) {
    return {
        Readers: policy(policies.readers),
        Writers: policy(policies.writers),
        Admins: policy(policies.admins),
    };
}

function policy(rule: string): Yaml {
    return { Type: /^(ANY|ALL|MAJORITY) /.test(rule) ? 'ImplicitMeta' : 'Signature', Rule: rule };
}

function endpoint(address: string) {
    const { host, port } = hostAndPort(address);
    return { Host: host, Port: port };
}

function relativeTo(layout: NetworkLayout, path: string): string {
    return relative(new FabricLayout(layout).channel, path);
}
