import type { ChaincodeResponse } from 'fabric-shim-api';
import type { LinguangContract } from '../contracts/context/contract.js';
import { chaincodes, isChaincodeName } from '../contracts/contracts.js';
import { inputsOf } from './inputs.js';
import { RecomputingStub } from './stub.js';
import {
    type ReadOnlyWorld,
    type Recomputed,
    type Recorded,
    Unavailable,
    UnknownFunction,
    type World,
    type Write,
} from './world.js';

/** The contract refuses what the ledger says it did. */
export class Refusal extends Error {
    override readonly name = 'Refusal';
}

const contracts = new Map<string, ReadonlyMap<string, LinguangContract>>(
    Object.entries(chaincodes).map(([chaincode, classes]) => [
        chaincode,
        new Map(
            classes.map((Contract): [string, LinguangContract] => {
                const contract = new Contract();
                return [contract.getName(), contract];
            }),
        ),
    ]),
);

/** Whether this package knows the chaincode, hence can run its functions again. */
export function isRecomputable(chaincode: string): boolean {
    return isChaincodeName(chaincode);
}

/**
 * Runs a recorded transaction again with the contracts of this package: its recorded argument, caller and time, on the state that it
 * read, with its private input as the private data it wrote show it.
 * @param world - what the contract reads and writes
 * @param peek - the same state, for what is read besides
 * @throws Refusal where the contract refuses it; Unavailable where something is not disclosed or not on the ledger
 */
export async function recompute(
    recorded: Recorded,
    { world, peek }: Readonly<{ world: ReadOnlyWorld; peek: ReadOnlyWorld }>,
): Promise<Recomputed> {
    const { transient, args = recorded.args, world: changed, finish } = inputsOf(recorded, peek);
    const done = await execute({ ...recorded, args }, changed?.(world) ?? world, transient);
    return finish === undefined ? done : finish(done);
}

/**
 * Runs a function with the private input it is given. Writes are gathered; the world is only read.
 * @throws Refusal, Unavailable
 */
export async function execute(
    called: Transaction,
    world: ReadOnlyWorld,
    transient: ReadonlyMap<string, Uint8Array>,
): Promise<Recomputed> {
    const writes: Write[] = [];
    const writing: World = {
        getState: (chaincode, key) => world.getState(chaincode, key),
        getStateRange: (chaincode, start, end) => world.getStateRange(chaincode, start, end),
        getPrivateData: (chaincode, collection, key) => world.getPrivateData(chaincode, collection, key),
        getPrivateDataHash: (chaincode, collection, key) => world.getPrivateDataHash(chaincode, collection, key),
        write: (write) => {
            writes.push(write);
        },
    };
    const { chaincode, args } = called;
    const stub = new RecomputingStub(called, { chaincode, args }, writing, transient, (inner) =>
        invoke(called, inner, writing),
    );
    const payload = Buffer.from(await call(chaincode, args, stub));
    return { payload, event: stub.event, writes };
}

/** What the stub tells of the transaction. */
type Transaction = Omit<Recorded, 'publicWrites' | 'privateWrites' | 'keysRead'>;

async function invoke(
    recorded: Transaction,
    called: Readonly<{ chaincode: string; args: readonly string[] }>,
    world: World,
): Promise<ChaincodeResponse> {
    const stub = new RecomputingStub(recorded, called, world, new Map(), (inner) => invoke(recorded, inner, world));
    try {
        const payload = Buffer.from(await call(called.chaincode, called.args, stub));
        return { status: 200, payload };
    } catch (error) {
        if (error instanceof Refusal) {
            return { status: 500, message: error.message };
        }
        throw error;
    }
}

async function call(chaincode: string, args: readonly string[], stub: RecomputingStub): Promise<string> {
    const [name = '', argument, ...more] = args;
    const at = name.indexOf(':');
    const contract = contracts.get(chaincode)?.get(name.slice(0, at));
    if (contract === undefined || argument === undefined || more.length > 0) {
        throw new UnknownFunction(
            `the function "${name}" of the chaincode ${chaincode}, which this version does not know`,
        );
    }
    try {
        return await contract.call(stub.asStub(), name.slice(at + 1), argument);
    } catch (error) {
        if (error instanceof Unavailable) {
            throw error;
        }
        throw new Refusal(error instanceof Error ? error.message : String(error));
    }
}
