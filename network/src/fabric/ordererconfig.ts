import { join } from 'node:path';
import type { NetworkLayout } from '../layout.js';
import { LISTEN_HOST, type OrdererNode, type Topology } from '../topology.js';
import { FabricLayout } from './layout.js';
import { toYaml } from './yaml.js';

/** orderer.yaml of an orderer that is told its channels through the participation API, with TLS on both its endpoints. */
export function ordererConfiguration(topology: Topology, layout: NetworkLayout, orderer: OrdererNode): string {
    const ledger = new FabricLayout(layout).ledger(orderer.name);
    const consensus = join(ledger, topology.consensus.type === 'bft' ? 'smartbft' : 'etcdraft');
    const msp = layout.nodeMsp(orderer.organisation, orderer.name);
    const folder = layout.nodeTls(orderer.organisation, orderer.name);
    const certificate = join(folder, 'server.crt');
    const key = join(folder, 'server.key');
    const authority = join(folder, 'ca.crt');
    return toYaml({
        General: {
            ListenAddress: LISTEN_HOST,
            ListenPort: orderer.ports.listen,
            TLS: {
                Enabled: true,
                Certificate: certificate,
                PrivateKey: key,
                RootCAs: [authority],
                ClientAuthRequired: false,
            },
            // A peer's gateway pings every 10 s; a longer minimum would answer it with GOAWAY.
            Keepalive: { ServerMinInterval: '5s', ServerInterval: '7200s', ServerTimeout: '20s' },
            Cluster: { SendBufferSize: 100, ClientCertificate: certificate, ClientPrivateKey: key },
            MaxRecvMsgSize: topology.limits.messageBytes,
            MaxSendMsgSize: topology.limits.messageBytes,
            BootstrapMethod: 'none',
            LocalMSPDir: msp,
            LocalMSPID: orderer.mspId,
            BCCSP: {
                Default: 'SW',
                SW: { Hash: 'SHA2', Security: 256, FileKeyStore: { KeyStore: join(msp, 'keystore') } },
            },
            Authentication: { TimeWindow: '15m' },
        },
        FileLedger: { Location: ledger },
        Operations: { ListenAddress: `${LISTEN_HOST}:${orderer.ports.operations}`, TLS: { Enabled: false } },
        Metrics: { Provider: 'prometheus' },
        Admin: {
            ListenAddress: `${LISTEN_HOST}:${orderer.ports.admin}`,
            TLS: {
                Enabled: true,
                Certificate: certificate,
                PrivateKey: key,
                RootCAs: [authority],
                ClientAuthRequired: true,
                ClientRootCAs: [authority],
            },
        },
        ChannelParticipation: { Enabled: true, MaxRequestBodySize: '1 MB' },
        Consensus: { WALDir: join(consensus, 'wal'), SnapDir: join(consensus, 'snapshot') },
    });
}
