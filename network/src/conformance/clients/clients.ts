import type { NetworkLayout } from '../../layout.js';
import { type ConnectedClient, connectClient } from '../../lifecycle/client.js';
import { readConnectionProfile } from '../../profile/profile.js';

export type Organisation = 'alpha' | 'beta' | 'gamma';
/** MSP ids of the organisations. */
export const MSP_IDS: Readonly<Record<Organisation, string>> = {
    alpha: 'AlphaMSP',
    beta: 'BetaMSP',
    gamma: 'GammaMSP',
};

export type CallOptions = Readonly<{
    transient?: Readonly<Record<string, string>>;
    /** Organisations whose peers are to endorse, by name. */
    endorsers?: readonly string[];
    organisation?: Organisation;
    user?: string;
    /** Peer whose gateway is used; the organisation's first by default. */
    gateway?: string;
    timeoutMs?: number;
}>;

/** Connections of the unmodified client library, one for each client and gateway. */
export class Clients {
    readonly #layout: NetworkLayout;
    readonly #connected = new Map<string, ConnectedClient>();

    constructor(layout: NetworkLayout) {
        this.#layout = layout;
    }

    async connected({ organisation = 'alpha', user = 'user', gateway: at }: CallOptions): Promise<ConnectedClient> {
        const name = `${organisation}/${user}/${at ?? ''}`;
        const known = this.#connected.get(name);
        if (known !== undefined) {
            return known;
        }
        const profile = await readConnectionProfile(this.#layout.profile(organisation));
        const client = await connectClient(profile, user, at === undefined ? {} : { peer: at });
        this.#connected.set(name, client);
        return client;
    }

    close(): void {
        for (const client of this.#connected.values()) {
            client.close();
        }
        this.#connected.clear();
    }
}

/** The organisation of a name in the topology. */
export function organisationOf(name: string): Organisation {
    return name === 'beta' ? 'beta' : name === 'gamma' ? 'gamma' : 'alpha';
}

/** Options of one call of the client library. */
export function deadline({ timeoutMs }: CallOptions) {
    return timeoutMs === undefined ? {} : { deadline: Date.now() + timeoutMs };
}
