import { type FabricBinaries, findInstallations } from '../binaries.js';
import { matchesVersion } from '../version.js';

/** Lines of Fabric that everything must run on, as `--fabric-version` takes them. */
export const LINES = ['3', '2.5'] as const;
export type FabricLine = (typeof LINES)[number];

/**
 * A suite that runs once per line of Fabric. Where the programs of a line are not on this machine its tests are skipped
 * and say so.
 * @param define - the suite's content; `line` chooses the programs as `fabricVersion` of `startNetwork`
 * @param lines - which lines matter; all by default
 */
export function describeLines(
    title: string,
    define: (this: Mocha.Suite, line: FabricLine) => void,
    lines: readonly FabricLine[] = LINES,
): void {
    for (const line of lines) {
        describe(title, () => {
            before(async function () {
                await binariesOrSkip(this, line);
            });
            // A suite of its own: hooks beside the one that skips would run all the same.
            describe(`on Fabric ${line}`, function () {
                define.call(this, line);
            });
        });
    }
}

/** Fabric's programs for a test that needs them; without them the test is skipped and says so. */
export async function binariesOrSkip(context: Mocha.Context, line?: FabricLine): Promise<FabricBinaries> {
    const all = await findInstallations();
    const found = all.find(({ version }) => line === undefined || matchesVersion(version, line));
    if (found === undefined) {
        const there = all.length === 0 ? 'no Fabric' : `only Fabric ${all.map(({ version }) => version).join(', ')}`;
        console.warn(
            `      SKIPPED: needs Hyperledger Fabric ${line ?? ''}; there is ${there} on PATH or in FABRIC_BIN`,
        );
        return context.skip();
    }
    return found;
}
