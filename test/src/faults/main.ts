import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { catalogue } from './catalogue.js';
import { type Fault, PLACES, type Place } from './fault.js';
import { againInOwnNetwork } from './ownnetwork.js';
import { type Outcome, Stage } from './stage.js';
import { tableOf } from './table.js';

const USAGE = `usage: npm run faults -- [--engine embedded|fabric] [--profile raft|bft] [--seed N] [--only 1,7] [--name TEXT] [--from TEXT]
  [--operations N] [--fabric-version 3.1] [--out DIR]
  --only takes numbers of faults, --name a part of their names, --from a part of the first one's; --out keeps the history and the table`;

const { values } = parseArgs({
    options: {
        engine: { type: 'string', default: 'embedded' },
        profile: { type: 'string', default: 'raft' },
        seed: { type: 'string', default: '20260331' },
        only: { type: 'string' },
        name: { type: 'string' },
        from: { type: 'string' },
        operations: { type: 'string', default: '20' },
        'fabric-version': { type: 'string' },
        out: { type: 'string' },
        help: { type: 'boolean', default: false },
    },
});

const place = PLACES.find((one) => one === (values.engine === 'fabric' ? values.profile : values.engine));
const numbers = values.only?.split(',').map(Number);
if (values.help || place === undefined || numbers?.some((number) => !Number.isInteger(number))) {
    console.error(USAGE);
    process.exit(values.help ? 0 : 2);
}
const controller = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => controller.abort());
}
// Whoever keeps a channel to us is gone when it ends; so are we then.
process.channel?.unref();
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
const again = await againInOwnNetwork();
if (again !== undefined) {
    process.exit(again);
}
process.exitCode = await run(place, faultsAt(place)).catch((error: unknown) => {
    console.error(error);
    return 1;
});
process.exit();

function faultsAt(where: Place): Fault[] {
    const { from = '' } = values;
    const begin = catalogue.findIndex(({ name, places }) => name.includes(from) && places.includes(where));
    return catalogue
        .slice(begin < 0 ? catalogue.length : begin)
        .filter(({ places }) => places.includes(where))
        .filter(({ number }) => numbers?.includes(number) ?? true)
        .filter(({ name }) => values.name === undefined || name.includes(values.name));
}

/** Makes the faults one after the other on one network. @returns the exit status */
async function run(where: Place, faults: readonly Fault[]): Promise<number> {
    const { out } = values;
    if (out !== undefined) {
        mkdirSync(out, { recursive: true });
    }
    const outcomes: Outcome[] = [];
    const wrong: string[] = [];
    const stage = await Stage.start({
        place: where,
        seed: Number(values.seed),
        wholeDay: true,
        operations: Number(values.operations),
        patienceMs: where === 'embedded' ? 120_000 : 240_000,
        ...(out === undefined ? {} : { historyFile: join(out, `history-${where}-${values.seed}.jsonl`) }),
        ...(values['fabric-version'] === undefined ? {} : { fabricVersion: values['fabric-version'] }),
        say: (line) => console.log(line),
        signal: controller.signal,
    });
    try {
        for (const fault of faults) {
            outcomes.push(await stage.make(fault));
            controller.signal.throwIfAborted();
        }
        console.log('read models from block 0, audit of the whole ledger');
        wrong.push(...(await stage.close()));
    } finally {
        await stage.stop();
    }
    for (const one of wrong) {
        console.log(`FAULT: ${one}`);
    }
    const table = tableOf(outcomes);
    console.log(table);
    if (out !== undefined) {
        writeFileSync(join(out, `table-${where}-${values.seed}.md`), `${table}\n`);
    }
    const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0);
    const [lost, doubled] = [sum((outcome) => outcome.lost), sum((outcome) => outcome.doubled)];
    const made = outcomes.filter(({ result }) => result !== 'skipped').length;
    const failed = outcomes.filter(({ result }) => result === 'failed').length;
    if (failed + wrong.length > 0) {
        console.log(`${failed} faults left something wrong behind, ${wrong.length} findings at the end`);
    }
    console.log(`${made} faults, ${sum(({ operations }) => operations)} operations, ${lost} lost, ${doubled} doubled`);
    return lost + doubled + failed + wrong.length > 0 ? 1 : 0;
}
