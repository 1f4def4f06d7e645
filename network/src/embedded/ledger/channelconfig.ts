import { common, msp, orderer, peer } from '@hyperledger/fabric-protos';
import type { BatchSettings, ChannelConfig, ConfiguredOrganisation } from '../ledger.js';
import { dataOf } from './block.js';

const READERS = '/Channel/Application/Readers';
const WRITERS = '/Channel/Application/Writers';

/** Resources that need Writers when the channel sets no ACL (core/aclmgmt/defaultaclprovider.go); all others Readers. */
const WRITERS_RESOURCES: ReadonlySet<string> = new Set([
    '_lifecycle/CommitChaincodeDefinition',
    '_lifecycle/QueryChaincodeDefinition',
    '_lifecycle/QueryChaincodeDefinitions',
    '_lifecycle/CheckCommitReadiness',
    'peer/Propose',
    'peer/ChaincodeToChaincode',
]);

/** The configuration carried by a config block. */
export class Configuration implements ChannelConfig {
    readonly channel: string;
    readonly block: number;
    readonly config: common.Config;
    readonly organisations: readonly ConfiguredOrganisation[];
    readonly batch: BatchSettings;
    readonly ordererAddresses: readonly string[];
    readonly mspConfigs: readonly msp.FabricMSPConfig[];
    readonly #acls: ReadonlyMap<string, string>;

    /** @throws Error when the block is no config block */
    constructor(block: common.Block) {
        const { channel, config } = configOf(block);
        this.channel = channel;
        this.block = block.getHeader()?.getNumber() ?? 0;
        this.config = config;
        const application = group(config.getChannelGroup(), 'Application');
        const ordering = group(config.getChannelGroup(), 'Orderer');
        const mspConfigs = new Map<string, msp.FabricMSPConfig>();
        const organisations = new Map<string, ConfiguredOrganisation>();
        for (const [kind, parent] of [['application', application] as const, ['orderer', ordering] as const]) {
            for (const [name, member] of groups(parent)) {
                const mspConfig = mspConfigOf(member);
                const mspId = mspConfig.getName();
                mspConfigs.set(mspId, mspConfig);
                const known = organisations.get(mspId);
                organisations.set(mspId, {
                    name: kind === 'application' ? name : (known?.name ?? name),
                    mspId,
                    application: kind === 'application' || (known?.application ?? false),
                    orderer: kind === 'orderer' || (known?.orderer ?? false),
                    anchorPeers: [...(known?.anchorPeers ?? []), ...anchorPeers(member)],
                    tlsRoots: mspConfig.getTlsRootCertsList_asU8().map((pem) => Buffer.from(pem).toString()),
                });
            }
        }
        this.organisations = [...organisations.values()];
        this.mspConfigs = [...mspConfigs.values()];
        this.batch = batchOf(ordering);
        this.ordererAddresses = groups(ordering).flatMap(([, member]) => {
            const value = bytesOf(member, 'Endpoints');
            return value === undefined ? [] : common.OrdererAddresses.deserializeBinary(value).getAddressesList();
        });
        this.#acls = aclsOf(application);
    }

    acl(resource: string): string {
        const path = this.#acls.get(resource);
        if (path !== undefined) {
            return path.startsWith('/') ? path : `/Channel/Application/${path}`;
        }
        return WRITERS_RESOURCES.has(resource) ? WRITERS : READERS;
    }

    hasCapability(name: 'Channel' | 'Application' | 'Orderer', capability: string): boolean {
        const root = this.config.getChannelGroup();
        const value = bytesOf(name === 'Channel' ? root : group(root, name), 'Capabilities');
        return value !== undefined && common.Capabilities.deserializeBinary(value).getCapabilitiesMap().has(capability);
    }
}

function configOf(block: common.Block): { readonly channel: string; readonly config: common.Config } {
    const envelope = common.Envelope.deserializeBinary(dataOf(block)[0] ?? new Uint8Array());
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    const header = common.ChannelHeader.deserializeBinary(
        payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array(),
    );
    const config = common.ConfigEnvelope.deserializeBinary(payload.getData_asU8()).getConfig();
    if (header.getType() !== common.HeaderType.CONFIG || config === undefined) {
        throw new Error('block is not a config block');
    }
    return { channel: header.getChannelId(), config };
}

function group(parent: common.ConfigGroup | undefined, name: string): common.ConfigGroup | undefined {
    return parent?.getGroupsMap().get(name);
}

function groups(parent: common.ConfigGroup | undefined): [string, common.ConfigGroup][] {
    const found: [string, common.ConfigGroup][] = [];
    parent?.getGroupsMap().forEach((child: common.ConfigGroup, name: string) => {
        found.push([name, child]);
    });
    return found;
}

function bytesOf(parent: common.ConfigGroup | undefined, name: string): Uint8Array | undefined {
    return parent?.getValuesMap().get(name)?.getValue_asU8();
}

function mspConfigOf(organisation: common.ConfigGroup): msp.FabricMSPConfig {
    const value = bytesOf(organisation, 'MSP') ?? new Uint8Array();
    return msp.FabricMSPConfig.deserializeBinary(msp.MSPConfig.deserializeBinary(value).getConfig_asU8());
}

function anchorPeers(organisation: common.ConfigGroup): readonly { readonly host: string; readonly port: number }[] {
    const value = bytesOf(organisation, 'AnchorPeers');
    return value === undefined
        ? []
        : peer.AnchorPeers.deserializeBinary(value)
              .getAnchorPeersList()
              .map((anchor) => ({ host: anchor.getHost(), port: anchor.getPort() }));
}

function batchOf(ordering: common.ConfigGroup | undefined): BatchSettings {
    const size = orderer.BatchSize.deserializeBinary(bytesOf(ordering, 'BatchSize') ?? new Uint8Array());
    const timeout = orderer.BatchTimeout.deserializeBinary(bytesOf(ordering, 'BatchTimeout') ?? new Uint8Array());
    return {
        maxMessages: size.getMaxMessageCount(),
        absoluteMaxBytes: size.getAbsoluteMaxBytes(),
        preferredMaxBytes: size.getPreferredMaxBytes(),
        timeoutMs: milliseconds(timeout.getTimeout()),
    };
}

/** Go's duration notation, e.g. `1m30s`, `30ms`. */
function milliseconds(duration: string): number {
    const units: Readonly<Record<string, number>> = {
        h: 3_600_000,
        m: 60_000,
        s: 1000,
        ms: 1,
        us: 0.001,
        µs: 0.001,
        ns: 1e-6,
    };
    return [...duration.matchAll(/([\d.]+)(ms|us|µs|ns|h|m|s)/g)].reduce(
        (sum, [, value, unit]) => sum + Number(value) * (units[unit ?? ''] ?? 0),
        0,
    );
}

function aclsOf(application: common.ConfigGroup | undefined): ReadonlyMap<string, string> {
    const value = bytesOf(application, 'ACLs');
    const acls = new Map<string, string>();
    if (value !== undefined) {
        peer.ACLs.deserializeBinary(value)
            .getAclsMap()
            .forEach((resource: peer.APIResource, name: string) => {
                acls.set(name, resource.getPolicyRef());
            });
    }
    return acls;
}
