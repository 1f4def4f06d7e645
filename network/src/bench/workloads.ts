import type { ClientSpec } from './ledgerclient.js';
import type { Workload } from './measurement.js';
import type { Operation } from './operation.js';

/** Puts in one transaction of the workload that has many. */
export const PUTS = 50;
const VALUE = 'x'.repeat(100);

/** Workloads on the plain fixture chaincode: what the network costs before a contract does anything. */
export type PlainWorkloads = Readonly<
    Record<'evaluate' | 'noop' | 'put' | 'readModifyWrite' | 'order' | 'puts' | 'hot', Workload>
>;

/**
 * @param endorsers - MSP ids of the organisations that endorse each transaction
 * @param chaincode - name under which the fixture runs
 */
export function plainWorkloads(
    client: ClientSpec,
    endorsers: readonly string[],
    chaincode = 'fixture',
): PlainWorkloads {
    let number = 0;
    const run = process.pid;
    const submit = (transaction: string, args: (key: string) => string[]) => (): Operation => ({
        kind: 'submit',
        chaincode,
        transaction,
        arguments: args(`${run}-${number++}`),
        endorsers,
    });
    const one = (name: string, next: () => Operation): Workload => ({ name, client, next });
    return {
        evaluate: one('no-op evaluate', () => ({ kind: 'evaluate', chaincode, transaction: 'noop', arguments: [] })),
        noop: one(
            'no-op submit',
            submit('noop', () => []),
        ),
        put: one(
            'blind put (100 B)',
            submit('put', (key) => [`key-${key}`, VALUE]),
        ),
        readModifyWrite: one(
            'read-modify-write',
            submit('increment', (key) => [`count-${key}`]),
        ),
        order: one(
            'order (1 read, 2 writes)',
            submit('order', (key) => [key, VALUE]),
        ),
        puts: {
            ...one(
                `${PUTS} puts in one`,
                submit('puts', (key) => [String(PUTS), `many-${key}`, VALUE]),
            ),
            items: { count: PUTS, name: 'puts' },
        },
        hot: one(
            'read-modify-write of 5 hot keys',
            submit('increment', () => [`hot-${number % 5}`]),
        ),
    };
}
