import type { Gateway } from '@hyperledger/fabric-gateway';
import type { TopologyInput } from '@linguang/network';
import { type ClientOptions, type EmbeddedHandle, startEmbedded } from '@linguang/network/testing';
import { Client } from './client.js';
import { energyTopology } from './topology.js';

/** The consortium's network for tests: the network runs in this process, the contracts in processes of their own. */
export class EnergyNetwork {
    readonly #clients = new Map<string, Promise<Client>>();

    private constructor(readonly handle: EmbeddedHandle) {}

    static async start(topology: TopologyInput = energyTopology): Promise<EnergyNetwork> {
        return new EnergyNetwork(await startEmbedded({ topology }));
    }

    /** A client identity of an organisation; kept until the end. */
    async client(organisation: string, name = 'gateway', options: ClientOptions = {}): Promise<Client> {
        const key = `${organisation} ${name} ${JSON.stringify(options)}`;
        const known = this.#clients.get(key);
        if (known !== undefined) {
            return await known;
        }
        const client = this.gateway(organisation, name, options).then((gateway) => new Client(gateway));
        this.#clients.set(key, client);
        return await client;
    }

    gateway(organisation: string, name = 'gateway', options: ClientOptions = {}): Promise<Gateway> {
        return this.handle.connect(organisation, name, options);
    }

    async stop(): Promise<void> {
        await this.handle.stop();
    }
}
