import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TopologyInput } from '@linguang/network';
import { type EmbeddedHandle, startEmbedded } from '@linguang/network/testing';
import type { FabricLine } from '@linguang/network/testing/fabric';
import { pino } from 'pino';
import type { Role } from '../http/api.js';
import { type GatewayOptions, type RunningGateway, runGateway } from '../run.js';
import { ApiClient } from './apiclient.js';
import { FabricNetwork } from './fabricnetwork.js';

const chaincodeMain = fileURLToPath(new URL('../../../chaincode/dist/main.js', import.meta.url));
const members = "OR('GridMSP.member','CommunityMSP.member','CertifierMSP.member')";

const collection = (name: string, policy: string = members) => ({
    name,
    policy,
    memberOnlyRead: true,
    memberOnlyWrite: true,
    blockToLive: 0,
});

const topology = {
    channel: 'linguang',
    organisations: [
        { name: 'grid', mspId: 'GridMSP', peers: 2, orderers: 1, clients: ['gateway'] },
        { name: 'community', mspId: 'CommunityMSP', peers: 2, orderers: 1, clients: ['gateway'] },
        { name: 'certifier', mspId: 'CertifierMSP', peers: 1, orderers: 1, clients: ['gateway'] },
    ],
    chaincodes: [
        {
            name: 'energy',
            version: '1.0',
            policy: "AND('GridMSP.peer','CommunityMSP.peer')",
            collections: [
                collection('readings'),
                collection('lines'),
                collection('bills', "OR('GridMSP.member','CommunityMSP.member')"),
            ],
            process: 'per-organisation',
            command: [process.execPath, chaincodeMain, 'energy'],
        },
        {
            name: 'certificate',
            version: '1.0',
            policy: "AND('CertifierMSP.peer',OR('GridMSP.peer','CommunityMSP.peer'))",
            process: 'per-organisation',
            command: [process.execPath, chaincodeMain, 'certificate'],
        },
    ],
    batch: { maxMessages: 500, timeoutMs: 20 },
    portBase: 9080,
} satisfies TopologyInput;

export type OrganisationName = 'grid' | 'community' | 'certifier';

const officers: Readonly<Record<OrganisationName, Role>> = {
    grid: 'grid.operator',
    community: 'community.office',
    certifier: 'certifier.officer',
};

/** What the network of a test must give to gateways. */
type Network = Readonly<{ profileFile(organisation: string): string; stop(): Promise<void> }>;

/** The network of Linguang with the real chaincode, and gateways on demand, for tests of this workspace. */
export class Consortium<On extends Network = EmbeddedHandle> {
    readonly network: On;
    readonly #folder: string;
    readonly #running = new Set<RunningGateway>();

    private constructor(network: On, folder: string) {
        this.network = network;
        this.#folder = folder;
    }

    /** On the embedded network. */
    static async start(): Promise<Consortium> {
        return new Consortium(await startEmbedded({ topology }), await temporaryFolder());
    }

    /** On real peers and orderers, one of each in every organisation. */
    static async onFabric(line: FabricLine): Promise<Consortium<FabricNetwork>> {
        const organisations = topology.organisations.map((one) => ({ ...one, peers: 1 }));
        const chaincodes = topology.chaincodes.map((one) => ({ ...one, tls: true }));
        const batch = { ...topology.batch, timeoutMs: 50 };
        const network = await FabricNetwork.start({ ...topology, organisations, chaincodes, batch }, line);
        return new Consortium(network, await temporaryFolder());
    }

    /** Options of an organisation's gateway; its data folder is the same every time. */
    options(organisation: OrganisationName): GatewayOptions {
        return {
            profile: this.network.profileFile(organisation),
            identity: 'gateway',
            port: 0,
            data: join(this.#folder, organisation),
            development: true,
            simulation: true,
            logger: pino({ level: process.env['LOG_LEVEL'] ?? 'silent' }),
        };
    }

    /** Starts an organisation's gateway and waits until it is ready. */
    async gateway(organisation: OrganisationName, options: Partial<GatewayOptions> = {}): Promise<RunningGateway> {
        const running = await runGateway({ ...this.options(organisation), ...options });
        this.#running.add(running);
        await new ApiClient(running.port).untilReady();
        return running;
    }

    async stopGateway(running: RunningGateway): Promise<void> {
        this.#running.delete(running);
        await running.stop();
    }

    /** The office of an organisation at its running gateway. */
    async officer(organisation: OrganisationName, { port }: Readonly<{ port: number }>): Promise<ApiClient> {
        return await new ApiClient(port).signIn({ role: officers[organisation] });
    }

    async stop(): Promise<void> {
        await Promise.all([...this.#running].map((running) => running.stop()));
        await this.network.stop();
        await rm(this.#folder, { recursive: true, force: true });
    }
}

function temporaryFolder(): Promise<string> {
    return mkdtemp(join(tmpdir(), 'linguang-gateway-'));
}
