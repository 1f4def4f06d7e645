import { expect } from 'chai';
import * as fc from 'fast-check';
import { Code } from './codes.js';
import type { Simulator } from './simulator.js';
import { TestNetwork } from './testing/testnetwork.js';

/** What a random transaction does; values depend on what it read, so that a wrong read shows. */
type Step =
    | { readonly kind: 'add'; readonly from: number; readonly to: number }
    | { readonly kind: 'blind'; readonly to: number; readonly value: number }
    | { readonly kind: 'delete'; readonly to: number; readonly read: boolean }
    | {
          readonly kind: 'sum';
          readonly start: number;
          readonly length: number;
          readonly stop: number;
          readonly to: number;
      };

/** The same steps on a map or in a simulation. */
interface State {
    get(key: string): string | undefined;
    range(start: string, end: string, stop: number): readonly string[];
    set(key: string, value: string): void;
    delete(key: string): void;
}

const key = fc.integer({ min: 0, max: 7 });
const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ kind: fc.constant('add' as const), from: key, to: key }),
    fc.record({ kind: fc.constant('blind' as const), to: key, value: fc.nat(99) }),
    fc.record({ kind: fc.constant('delete' as const), to: key, read: fc.boolean() }),
    fc.record({
        kind: fc.constant('sum' as const),
        start: key,
        length: fc.integer({ min: 1, max: 5 }),
        stop: fc.integer({ min: 1, max: 9 }),
        to: key,
    }),
);
/** A block: transactions with the age of the snapshot they were simulated on (in blocks). */
const block = fc.array(fc.record({ steps: fc.array(step, { minLength: 1, maxLength: 3 }), age: fc.nat(2) }), {
    minLength: 1,
    maxLength: 6,
});

function run(steps: readonly Step[], state: State): void {
    for (const one of steps) {
        switch (one.kind) {
            case 'add':
                state.set(name(one.to), `${state.get(name(one.from)) ?? '-'}+`.slice(-12));
                break;
            case 'blind':
                state.set(name(one.to), `b${one.value}`);
                break;
            case 'delete':
                if (!one.read || state.get(name(one.to)) !== undefined) {
                    state.delete(name(one.to));
                }
                break;
            case 'sum': {
                const found = state.range(name(one.start), name(one.start + one.length), one.stop);
                state.set(name(one.to), `s${found.join(',')}`.slice(0, 40));
            }
        }
    }
}

const name = (number: number): string => `key${number}`;

/** A serial execution: own writes of a transaction are not visible to it. */
function serially(state: Map<string, string>, steps: readonly Step[]): void {
    const writes = new Map<string, string | undefined>();
    run(steps, {
        get: (at) => state.get(at),
        range: (start, end, stop) =>
            [...state]
                .filter(([at]) => at >= start && at < end)
                .sort(([a], [b]) => (a < b ? -1 : 1))
                .slice(0, stop)
                .map(([at, value]) => `${at}=${value}`),
        set: (at, value) => void writes.set(at, value),
        delete: (at) => void writes.set(at, undefined),
    });
    for (const [at, value] of writes) {
        if (value === undefined) {
            state.delete(at);
        } else {
            state.set(at, value);
        }
    }
}

function simulated(simulator: Simulator): State {
    return {
        get: (at) => {
            const value = simulator.getState('notes', at);
            return value && Buffer.from(value).toString();
        },
        range: (start, end, stop) => {
            const found: string[] = [];
            for (const entry of simulator.getStateRange('notes', start, end)) {
                found.push(`${entry.key}=${Buffer.from(entry.value).toString()}`);
                if (found.length === stop) {
                    break;
                }
            }
            return found;
        },
        set: (at, value) => simulator.setState('notes', at, Buffer.from(value)),
        delete: (at) => simulator.deleteState('notes', at),
    };
}

describe('concurrent transactions', function () {
    this.timeout(60_000);

    it('leave the state that the valid ones give one after the other, and each invalid one had read something stale', async function () {
        this.timeout(120_000);
        let valid = 0;
        let conflicts = 0;
        await fc.assert(
            fc.asyncProperty(fc.array(block, { minLength: 1, maxLength: 5 }), async (blocks) => {
                const network = await TestNetwork.open();
                try {
                    network.deploy('notes', "OR('AlphaMSP.peer')");
                    const first = network.ledger.height;
                    const state = new Map<string, string>();
                    for (const transactions of blocks) {
                        const made = transactions.map(({ steps, age }) => ({
                            steps,
                            pieces: network.transaction((s) => run(steps, simulated(s)), {
                                endorsers: ['alpha'],
                                height: Math.max(first, network.ledger.height - age),
                            }),
                        }));
                        const results = network.commit(...made.map(({ pieces }) => pieces)).transactions;
                        results.forEach(({ code }, at) => {
                            if (code === Code.VALID) {
                                valid += 1;
                                serially(state, made[at]?.steps ?? []);
                            } else {
                                conflicts += 1;
                                expect([Code.MVCC_READ_CONFLICT, Code.PHANTOM_READ_CONFLICT]).to.include(code);
                            }
                        });
                        const reader = network.ledger.read({ mspId: 'AlphaMSP' });
                        const stored = [...reader.getStateRange('notes', '', '')].map(
                            (entry) => [entry.key, Buffer.from(entry.value).toString()] as const,
                        );
                        expect(new Map(stored)).to.deep.equal(state);
                    }
                } finally {
                    network.close();
                }
            }),
            { numRuns: 60 },
        );
        expect(valid).to.be.greaterThan(100);
        expect(conflicts).to.be.greaterThan(50);
    });

    it('that share nothing are all valid', async () => {
        const network = await TestNetwork.open();
        network.deploy('notes', "OR('AlphaMSP.peer')");
        const made = Array.from({ length: 20 }, (_, at) =>
            network.transaction(
                (s) => {
                    s.getState('notes', `own${at}`);
                    s.setState('notes', `own${at}`, Buffer.from('x'));
                },
                { endorsers: ['alpha'] },
            ),
        );
        const codes = new Set(network.commit(...made).transactions.map(({ code }) => code));
        network.close();
        expect([...codes]).to.deep.equal([Code.VALID]);
    });
});
