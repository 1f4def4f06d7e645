import type { Engine } from '../engine/engine.js';
import { packageId as fabricPackageId } from '../fabric/chaincodepackage.js';
import type { NetworkLayout } from '../layout.js';
import type { Supervisor } from '../supervisor/supervisor.js';
import { type Chaincode, chaincodeProcessesOf, packageId, type Topology } from '../topology.js';

/** The processes of one version of a chaincode. */
export type ServiceGroup = Readonly<{
    /** Bound version, `1.0+3f2a…`. */
    version: string;
    packageId: string;
    /** Names in the supervisor, each with the peers it serves and where it listens. */
    processes: readonly Readonly<{ name: string; port: number; peers: readonly string[] }>[];
}>;

/** A running network as its supervisor knows it, and as upgrades change it. */
export class LiveNetwork {
    readonly engine: Engine;
    readonly layout: NetworkLayout;
    readonly supervisor: Supervisor;
    /** Chaincodes as the topology given at the start describes them. */
    readonly original: Topology;
    readonly #groups = new Map<string, ServiceGroup>();
    readonly #standby = new Map<string, ServiceGroup>();
    #topology: Topology;
    #bound: Topology;

    /**
     * @param options.topology - as started, versions as written
     * @param options.bound - the same with versions bound to the code
     * @param options.packageIdOf - package of a bound chaincode
     */
    constructor(
        options: Readonly<{
            engine: Engine;
            layout: NetworkLayout;
            supervisor: Supervisor;
            original: Topology;
            topology: Topology;
            bound: Topology;
            packageIdOf: (chaincode: Chaincode) => string;
        }>,
    ) {
        this.engine = options.engine;
        this.layout = options.layout;
        this.supervisor = options.supervisor;
        this.original = options.original;
        this.#topology = options.topology;
        this.#bound = options.bound;
        for (const chaincode of this.#bound.chaincodes) {
            const processes = chaincodeProcessesOf(this.#bound).filter(
                ({ chaincode: { name } }) => name === chaincode.name,
            );
            this.#groups.set(chaincode.name, {
                version: chaincode.version,
                packageId: options.packageIdOf(chaincode),
                processes: processes.map(({ name, port, peers }) => ({ name, port, peers })),
            });
        }
    }

    /** As written: what the next start is given. */
    get topology(): Topology {
        return this.#topology;
    }

    /** With versions bound to the code that runs. */
    get bound(): Topology {
        return this.#bound;
    }

    /** The processes of the version in force. */
    group(chaincode: string): ServiceGroup | undefined {
        return this.#groups.get(chaincode);
    }

    /** Processes of a version that is not in force, or not known to be. */
    standby(chaincode: string): ServiceGroup | undefined {
        return this.#standby.get(chaincode);
    }

    setStandby(chaincode: string, group: ServiceGroup | undefined): void {
        if (group === undefined) {
            this.#standby.delete(chaincode);
        } else {
            this.#standby.set(chaincode, group);
        }
    }

    /** Ports of all chaincode processes, whether or not they listen at the moment. */
    get ports(): number[] {
        return [...this.#groups.values(), ...this.#standby.values()].flatMap(({ processes }) =>
            processes.map(({ port }) => port),
        );
    }

    /** A definition has come into force, with other processes where its code is other. */
    change(entry: Chaincode, bound: Chaincode, group: ServiceGroup): void {
        this.#topology = withChaincode(this.#topology, entry);
        this.#bound = withChaincode(this.#bound, bound);
        this.#groups.set(entry.name, group);
        this.#standby.delete(entry.name);
    }
}

/** A network that is about to start. */
export async function liveNetwork(
    options: Omit<ConstructorParameters<typeof LiveNetwork>[0], 'packageIdOf'>,
): Promise<LiveNetwork> {
    const ids = new Map<string, string>();
    for (const chaincode of options.bound.chaincodes) {
        const id = options.engine === 'fabric' ? await fabricPackageId(chaincode) : packageId(chaincode);
        ids.set(chaincode.name, id);
    }
    return new LiveNetwork({ ...options, packageIdOf: ({ name }) => ids.get(name) ?? '' });
}

/** A topology with one chaincode described otherwise. */
export function withChaincode(topology: Topology, chaincode: Chaincode): Topology {
    const chaincodes = topology.chaincodes.map((one) => (one.name === chaincode.name ? chaincode : one));
    return { ...topology, chaincodes };
}
