import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** The part of Chrome's CPU profile format that says where time was spent. */
const Profile = z.object({
    nodes: z.array(
        z.object({
            id: z.number(),
            callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.number() }),
        }),
    ),
    samples: z.array(z.number()),
    timeDeltas: z.array(z.number()),
});
type Profile = z.infer<typeof Profile>;

/** Programs of ours by their main file. */
const PROGRAMS: readonly (readonly [program: string, main: RegExp])[] = [
    ['embedded network', /network\/dist\/embedded\/main\.js$/],
    ['gateway', /gateway\/dist\/main\.js$/],
    ['load driver', /bench\/driver\.js$/],
    ['plain chaincode', /bench\/fixture\/main\.js$/],
    ['chaincode', /chaincode\/dist\/main\.js$/],
    ['benchmark', /bench\/network\/main\.js$/],
];
const LINES = 25;
/** Milliseconds below which a process did nothing worth a line. */
const LEAST_MS = 200;

const [folder] = process.argv.slice(2);
if (folder === undefined) {
    process.stderr.write('usage: bench profile DIR (where --cpu-prof left its files)\n');
    process.exitCode = 2;
} else {
    for (const file of (await readdir(folder)).filter((name) => name.endsWith('.cpuprofile')).sort()) {
        print(file, Profile.parse(JSON.parse(await readFile(join(folder, file), 'utf8'))));
    }
}

/** The functions in which a process itself spent most, and the packages they belong to. */
function print(file: string, profile: Profile): void {
    const functions = selfTimes(
        profile,
        ({ functionName, url, lineNumber }) =>
            `${functionName || '(anonymous)'} ${shortened(url)}${url === '' ? '' : `:${lineNumber + 1}`}`,
    );
    const busy = [...functions].filter(([name]) => !/^\((idle|program|root)\)/.test(name));
    const total = busy.reduce((sum, [, ms]) => sum + ms, 0);
    if (total < LEAST_MS) {
        return;
    }
    const parts = selfTimes(profile, ({ functionName, url }) => (url === '' ? functionName : partOf(url)));
    const line = ([name, ms]: readonly [string, number]) =>
        `${ms.toFixed(0).padStart(8)} ms ${((100 * ms) / total).toFixed(1).padStart(5)} %  ${name}`;
    const largest = (entries: readonly (readonly [string, number])[], count: number) =>
        entries
            .toSorted((a, b) => b[1] - a[1])
            .slice(0, count)
            .map(line);
    const partsBusy = [...parts].filter(([name]) => !/^\((idle|program|root)\)$/.test(name));
    process.stdout.write(
        [
            `\n${programOf(profile)} (${file}), busy ${total.toFixed(0)} ms`,
            ...largest(partsBusy, 12),
            '  by function',
            ...largest(busy, LINES),
            '',
        ].join('\n'),
    );
}

function selfTimes(
    { nodes, samples, timeDeltas }: Profile,
    nameOf: (frame: Profile['nodes'][number]['callFrame']) => string,
): Map<string, number> {
    const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
    const times = new Map<string, number>();
    for (const [index, sample] of samples.entries()) {
        const name = names.get(sample) ?? '';
        // A sample is taken at the end of its interval.
        times.set(name, (times.get(name) ?? 0) + (timeDeltas[index] ?? 0) / 1000);
    }
    return times;
}

function programOf({ nodes }: Profile): string {
    const urls = new Set(nodes.map(({ callFrame }) => callFrame.url));
    return PROGRAMS.find(([, main]) => [...urls].some((url) => main.test(url)))?.[0] ?? 'a process';
}

/** The library, or the folder of ours, that a file belongs to. */
function partOf(url: string): string {
    const library = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(url)?.[1];
    const own = /\/(network|chaincode|gateway|cli)\/dist\/((?:[^/]+\/){0,2})/.exec(url);
    return library ?? (own === null ? url : `${own[1]}/${own[2]}`);
}

function shortened(url: string): string {
    return url
        .replace(/^.*\/node_modules\//, '')
        .replace(/^file:\/\/.*\/((?:network|chaincode|gateway|cli)\/dist\/)/, '$1');
}
