import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NetworkLayout, ProcessSpec } from '@linguang/network';

const GATEWAY_MAIN = fileURLToPath(new URL('../../../gateway/dist/main.js', import.meta.url));
const DISTRICT_MAIN = fileURLToPath(new URL('../district/main.js', import.meta.url));

/** How far above the gateways' first port the network's ports begin. */
const NETWORK_OFFSET = 1000;

/** What one instance of Linguang on this machine consists of besides the network: its folders, ports and addresses. */
export class Instance {
    constructor(
        readonly folder: string,
        /** Port of the community's gateway; the others follow. */
        readonly portBase: number,
    ) {}

    get networkFolder(): string {
        return join(this.folder, 'network');
    }

    get networkPortBase(): number {
        return this.portBase + NETWORK_OFFSET;
    }

    get stateFile(): string {
        return join(this.folder, 'state.json');
    }

    get logs(): string {
        return join(this.folder, 'logs');
    }

    /** The gateways in the order of their ports. */
    get gateways(): readonly Readonly<{ organisation: string; port: number; address: string; purpose: string }>[] {
        return [
            ['community', '居民 residents: choose clean energy, see energy, money and certificates'],
            ['grid', '电网 grid: slots, meters, tariffs'],
            ['certifier', '认证 certifier: plants, certificates to issue; verify a certificate'],
        ].map(([organisation = '', purpose = ''], index) => {
            const port = this.portBase + index;
            return { organisation, port, address: `http://localhost:${port}`, purpose };
        });
    }
}

/** The gateway processes, one per organisation, each with its own client identity and folder. */
export function gatewayProcesses(instance: Instance, network: NetworkLayout): ProcessSpec[] {
    return instance.gateways.map(({ organisation, port, address }) => ({
        name: `gateway.${organisation}`,
        command: process.execPath,
        args: [
            '--max-semi-space-size=32',
            GATEWAY_MAIN,
            ...['--profile', network.profile(organisation)],
            ...['--identity', 'gateway'],
            ...['--port', String(port)],
            ...['--data', join(instance.folder, 'gateways', organisation)],
            ...['--residents', join(instance.folder, 'district', 'residents.json')],
            '--development',
            '--simulation',
        ],
        ports: [port],
        ready: [{ kind: 'http', url: `${address.replace('localhost', '127.0.0.1')}/readyz` }],
        readyTimeoutMs: 90_000,
    }));
}

/**
 * The simulated district: meters and residents that use the gateways as anybody would.
 * @returns undefined when this build has none
 */
export function districtProcess(instance: Instance, slotSeconds: number): ProcessSpec | undefined {
    if (!existsSync(DISTRICT_MAIN)) {
        return undefined;
    }
    return {
        name: 'district',
        command: process.execPath,
        args: [
            DISTRICT_MAIN,
            ...instance.gateways.flatMap(({ organisation, address }) => [`--${organisation}`, address]),
            ...['--data', join(instance.folder, 'district')],
            ...['--slot-seconds', String(slotSeconds)],
        ],
        restart: 'on-failure',
    };
}
