import { type ReadOnlyWorld, Unavailable } from '@linguang/chaincode/recompute';
import { inPeersBatches, type Simulator } from '@linguang/network/replay';

/** The state a transaction saw, read the way a peer reads for a chaincode. */
export class SimulatedWorld implements ReadOnlyWorld {
    readonly #simulator: Simulator;

    constructor(simulator: Simulator) {
        this.#simulator = simulator;
    }

    getState(chaincode: string, key: string): Uint8Array | undefined {
        return this.#simulator.getState(chaincode, key);
    }

    getStateRange(chaincode: string, start: string, end: string): Iterable<{ key: string; value: Uint8Array }> {
        return inPeersBatches(this.#simulator.getStateRange(chaincode, start, end));
    }

    getPrivateData(chaincode: string, collection: string, key: string): Uint8Array | undefined {
        try {
            return this.#simulator.getPrivateData(chaincode, collection, key);
        } catch (error) {
            if (error instanceof Error && error.message.startsWith('private data matching public hash version')) {
                const [kind] = key.split('~');
                throw new Unavailable(`private data "${kind}" of ${collection} that it read, which was not disclosed`);
            }
            throw error;
        }
    }

    getPrivateDataHash(chaincode: string, collection: string, key: string): Uint8Array | undefined {
        return this.#simulator.getPrivateDataHash(chaincode, collection, key);
    }
}
