import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { HttpClient } from './httpclient.js';
import { type ClientSpec, LedgerClient } from './ledgerclient.js';
import { type Load, type LoadResult, sendLoad } from './load.js';
import type { Operation, Outcome } from './operation.js';

/** What a driver process is asked for: the operations of a file, one JSON text a line, sent by a load. */
export type DriverRequest = Readonly<{
    id: number;
    file: string;
    load: Load;
    /** Who submits and evaluates; not needed for HTTP. */
    client?: ClientSpec;
    collect?: boolean;
}>;
export type DriverAnswer = Readonly<{ id: number; result: LoadResult; cpuMs: number } | { id: number; error: string }>;

/*
 * A load driver as a process of its own: nothing else that the measuring program does takes its time. Reads everything it
 * will send before it begins.
 */
const http = new HttpClient();
const ledgers = new Map<string, Promise<LedgerClient>>();

process.on('message', (request: DriverRequest) => void answer(request));
process.on('disconnect', () => process.exit(0));

async function answer(request: DriverRequest): Promise<void> {
    const reply = await serve(request).catch(
        (error: unknown): DriverAnswer => ({
            id: request.id,
            error: error instanceof Error ? error.message : String(error),
        }),
    );
    process.send?.(reply);
}

async function serve({ id, file, load, client, collect }: DriverRequest): Promise<DriverAnswer> {
    const operations: Operation[] = [];
    for await (const line of createInterface(createReadStream(file))) {
        operations.push(JSON.parse(line));
    }
    const ledger = client === undefined ? undefined : await ledgerOf(client);
    const run = async (operation: Operation): Promise<Outcome> => {
        if (operation.kind === 'http') {
            return await http.run(operation);
        }
        return ledger === undefined ? { failure: 'no client is named' } : await ledger.run(operation);
    };
    const before = process.cpuUsage();
    const result = await sendLoad(operations, load, run, collect);
    const { user, system } = process.cpuUsage(before);
    return { id, result, cpuMs: (user + system) / 1000 };
}

function ledgerOf(client: ClientSpec): Promise<LedgerClient> {
    const name = JSON.stringify(client);
    const ledger = ledgers.get(name) ?? LedgerClient.connect(client);
    ledgers.set(name, ledger);
    return ledger;
}
