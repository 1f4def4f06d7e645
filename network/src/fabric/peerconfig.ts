import { join } from 'node:path';
import type { NetworkLayout } from '../layout.js';
import { LISTEN_HOST, type PeerNode, peersOf, type Topology } from '../topology.js';
import type { FabricBinaries } from './binaries.js';
import { BUILDER_CONFIGURATION } from './builder.js';
import { FabricLayout } from './layout.js';
import { toYaml, type Yaml } from './yaml.js';

/** Calls the gateway service serves at once; the default of 500 limits the throughput of a busy network. */
const GATEWAY_CONCURRENCY = 5000;

/**
 * core.yaml of a peer that runs natively: no `vm` section, since chaincodes are services and nothing asks for Docker.
 * What is left out has Fabric's default.
 */
export function peerConfiguration(
    topology: Topology,
    layout: NetworkLayout,
    peer: PeerNode,
    { major }: Pick<FabricBinaries, 'major'>,
): string {
    const fabric = new FabricLayout(layout);
    const msp = layout.nodeMsp(peer.organisation, peer.name);
    return toYaml({
        peer: {
            id: peer.name,
            networkId: topology.channel,
            listenAddress: `${LISTEN_HOST}:${peer.ports.listen}`,
            address: peer.externalAddress,
            chaincodeListenAddress: `${LISTEN_HOST}:${peer.ports.chaincode}`,
            localMspId: peer.mspId,
            localMspType: 'bccsp',
            mspConfigPath: msp,
            fileSystemPath: fabric.ledger(peer.name),
            BCCSP: {
                Default: 'SW',
                SW: { Hash: 'SHA2', Security: 256, FileKeyStore: { KeyStore: join(msp, 'keystore') } },
            },
            tls: tls(layout, peer),
            // A peer's gateway pings other nodes every 10 s whatever is set; a longer minimum answers it with GOAWAY.
            keepalive: {
                interval: '7200s',
                timeout: '20s',
                minInterval: '5s',
                client: { interval: '60s', timeout: '20s' },
                deliveryClient: { interval: '60s', timeout: '20s' },
            },
            gateway: {
                enabled: true,
                endorsementTimeout: `${topology.limits.endorsementTimeoutMs}ms`,
                broadcastTimeout: '30s',
                dialTimeout: '30s',
            },
            gossip: gossip(topology, peer),
            deliveryclient: {
                blockGossipEnabled: false,
                reconnectTotalTimeThreshold: '3600s',
                connTimeout: '3s',
                // Peers of a network that just started must not wait for long until they ask its orderers again.
                reConnectBackoffThreshold: '5s',
                minimalReconnectInterval: '100ms',
                policy: 'cluster',
            },
            authentication: { timewindow: '15m' },
            handlers: {
                // Fabric 2 ends with a panic at a filter it does not know.
                authFilters: ['DefaultAuth', 'ExpirationCheck', ...(major >= 3 ? ['TimeWindowCheck'] : [])].map(
                    (name) => ({ name }),
                ),
                decorators: [{ name: 'DefaultDecorator' }],
                endorsers: { escc: { name: 'DefaultEndorsement' } },
                validators: { vscc: { name: 'DefaultValidation' } },
            },
            discovery: { enabled: true, authCacheEnabled: true, orgMembersAllowedAccess: true },
            limits: {
                concurrency: {
                    endorserService: 2500,
                    deliverService: 2500,
                    gatewayService: GATEWAY_CONCURRENCY,
                },
            },
            maxRecvMsgSize: topology.limits.messageBytes,
            maxSendMsgSize: topology.limits.messageBytes,
        },
        chaincode: {
            externalBuilders: [
                { name: 'service', path: fabric.builder, propagateEnvironment: [BUILDER_CONFIGURATION] },
            ],
            mode: 'net',
            installTimeout: '60s',
            startuptimeout: '60s',
            executetimeout: `${topology.limits.executeTimeoutMs}ms`,
            // The chaincode library for Node ends its process at a KEEPALIVE message.
            keepalive: 0,
            system: { _lifecycle: 'enable', cscc: 'enable', lscc: 'enable', qscc: 'enable' },
            logging: { level: 'info', shim: 'warning' },
            runtimeParams: {
                useWriteBatch: true,
                maxSizeWriteBatch: 1000,
                useGetMultipleKeys: true,
                maxSizeGetMultipleKeys: 1000,
            },
        },
        ledger: {
            state: { stateDatabase: 'goleveldb', totalQueryLimit: 100_000 },
            history: { enableHistoryDatabase: true },
            pvtdataStore: {
                collElgProcMaxDbBatchSize: 5000,
                collElgProcDbBatchesInterval: 1000,
                deprioritizedDataReconcilerInterval: '60m',
                purgeInterval: 100,
                purgedKeyAuditLogging: true,
            },
            snapshots: { rootDir: join(fabric.ledger(peer.name), 'snapshots') },
        },
        operations: { listenAddress: `${LISTEN_HOST}:${peer.ports.operations}`, tls: { enabled: false } },
        metrics: { provider: 'prometheus' },
    });
}

function tls(layout: NetworkLayout, peer: PeerNode): Yaml {
    const folder = layout.nodeTls(peer.organisation, peer.name);
    return {
        enabled: true,
        clientAuthRequired: false,
        cert: { file: join(folder, 'server.crt') },
        key: { file: join(folder, 'server.key') },
        rootcert: { file: join(folder, 'ca.crt') },
    };
}

/** Every peer fetches blocks from the orderers itself; gossip carries membership and private data. */
function gossip(topology: Topology, peer: PeerNode): Yaml {
    const others = peersOf(topology)
        .filter(({ organisation, name }) => organisation === peer.organisation && name !== peer.name)
        .map(({ externalAddress }) => externalAddress);
    return {
        bootstrap: others.length === 0 ? [peer.externalAddress] : others,
        endpoint: peer.externalAddress,
        externalEndpoint: peer.externalAddress,
        useLeaderElection: false,
        orgLeader: true,
        state: { enabled: false },
        // Short intervals: a network on one machine is complete seconds after its start, not half a minute.
        aliveTimeInterval: '2s',
        aliveExpirationTimeout: '10s',
        reconnectInterval: '5s',
        membershipTrackerInterval: '2s',
        publishStateInfoInterval: '1s',
        requestStateInfoInterval: '1s',
        pvtData: {
            pullRetryThreshold: '10s',
            transientstoreMaxBlockRetention: 20_000,
            pushAckTimeout: '3s',
            btlPullMargin: 10,
            reconcileBatchSize: 100,
            reconcileSleepInterval: '10s',
            reconciliationEnabled: true,
            skipPullingInvalidTransactionsDuringCommit: false,
            implicitCollectionDisseminationPolicy: { requiredPeerCount: 0, maxPeerCount: others.length },
        },
    };
}
