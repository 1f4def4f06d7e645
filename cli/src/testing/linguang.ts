import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
/** The published profiles that lie beside the repository on some machines. */
export const HAMLET = fileURLToPath(new URL('../../../../shared/data/hamlet', import.meta.url));

/** Skips a test, saying so, where the published profiles are not there. */
export function needsHamlet(context: Mocha.Context): void {
    if (!existsSync(HAMLET)) {
        console.log(`      SKIPPED: there are no profiles in ${HAMLET}`);
        context.skip();
    }
}

export type Run = { readonly child: ChildProcess; readonly output: () => string; readonly errors: () => string };

/** Starts `linguang …` as a person would. @param input - for its standard input */
export function linguang(args: readonly string[], environment: Readonly<Record<string, string>> = {}, input = ''): Run {
    const child = spawn(process.execPath, [MAIN, ...args], {
        stdio: ['pipe', 'pipe', 'pipe'],
        env: { ...process.env, ...environment },
    });
    child.stdin.end(input);
    let [output, errors] = ['', ''];
    child.stdout.on('data', (part) => {
        output += part;
    });
    child.stderr.on('data', (part) => {
        errors += part;
    });
    return { child, output: () => output, errors: () => errors };
}

/** Runs `linguang …` to its end. */
export async function finished(
    run: Run,
): Promise<{ readonly code: number | null; readonly output: string; readonly errors: string }> {
    const [code] = await once(run.child, 'close');
    return { code: typeof code === 'number' ? code : null, output: run.output(), errors: run.errors() };
}
