import { join, relative } from 'node:path';
import type { NetworkLayout } from '../layout.js';
import { hostAndPort, type Organisation, orderersOf, peersOf, type Topology } from '../topology.js';
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
        OrdererType: 'etcdraft',
        BatchTimeout: `${batch.timeoutMs}ms`,
        BatchSize: {
            MaxMessageCount: batch.maxMessages,
            AbsoluteMaxBytes: batch.absoluteMaxBytes,
            PreferredMaxBytes: batch.preferredMaxBytes,
        },
        EtcdRaft: {
            Consenters: orderersOf(topology).map(({ name, organisation, externalAddress }) => {
                const certificate = relativeTo(layout, join(layout.nodeTls(organisation, name), 'server.crt'));
                return { ...endpoint(externalAddress), ClientTLSCert: certificate, ServerTLSCert: certificate };
            }),
            Options: {
                TickInterval: '500ms',
                ElectionTick: 10,
                HeartbeatTick: 1,
                MaxInflightBlocks: 5,
                SnapshotIntervalSize: '16 MB',
            },
        },
        Organizations: topology.organisations
            .filter(({ orderers }) => orderers > 0)
            .map((organisation) => orderingMember(topology, layout, organisation)),
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
