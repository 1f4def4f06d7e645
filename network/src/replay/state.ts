import { Definitions } from '../embedded/ledger/definitions.js';
import { Simulation } from '../embedded/ledger/simulation.js';
import type { Simulator } from '../embedded/ledger/simulator.js';
import { Snapshot } from '../embedded/ledger/snapshot.js';
import { Store } from '../embedded/ledger/store.js';

/** The state that a `ChainReplay` builds in a folder, for another thread to simulate transactions on. */
export class ReplayedState {
    readonly #store: Store;
    readonly #definitions: Definitions;
    #mspIds: readonly string[] = [];

    constructor(directory: string) {
        this.#store = new Store(directory, 'reading');
        this.#definitions = new Definitions(this.#store, () => this.#mspIds);
    }

    /** Takes notice of the blocks below `height`. */
    refresh(height: number, mspIds: readonly string[]): void {
        this.#store.refresh(height);
        this.#mspIds = mspIds;
    }

    /**
     * A simulation on the state as it was after so many blocks, as on a peer of the organisation: private data that organisation was
     * no member for is not to be seen, nor what was not disclosed.
     */
    simulate(at: Readonly<{ height: number; mspId: string; txId: string }>): Simulator {
        const snapshot = new Snapshot(this.#store, at.height);
        return new Simulation(this.#store, snapshot, this.#definitions, at.mspId, at.txId);
    }

    close(): void {
        this.#store.close();
    }
}
