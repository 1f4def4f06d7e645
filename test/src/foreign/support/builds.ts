import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCES = fileURLToPath(new URL('../../../foreign', import.meta.url));

/** What cannot be built here because a compiler or a library is not to be had; everything else is a failure. */
export class NotHere extends Error {}

/** Programs built from the sources in `test/foreign`, each a command with its arguments. */
export type Programs = Readonly<{
    goContract: string[];
    goShim: string[];
    goClient: string[];
    javaContract: string[];
    javaClient: string[];
    nodeContract: string[];
}>;

const JVM = ['java', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx256m'];

/**
 * Builds everything into a folder that goes with this process.
 * @throws NotHere naming what is missing on this machine
 */
export async function buildPrograms(): Promise<Programs> {
    const folder = mkdtempSync(join(tmpdir(), 'linguang-foreign-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const go = join(folder, 'go');
    const java = join(folder, 'java');
    await Promise.all([buildGo(go), buildJava(java)]);
    const jar = join(java, 'goods.jar');
    const shim = fileURLToPath(import.meta.resolve('fabric-shim/cli.js'));
    return {
        goContract: [join(go, 'contract')],
        goShim: [join(go, 'shim')],
        goClient: [join(go, 'client')],
        javaContract: [...JVM, '-jar', jar],
        javaClient: [...JVM, '-cp', jar, 'foreign.client.Main'],
        nodeContract: ['node', shim, 'server', '--module-path', join(SOURCES, 'node')],
    };
}

async function buildGo(output: string): Promise<void> {
    const cwd = join(SOURCES, 'go');
    await orNotHere('go', run('go', ['version'], cwd));
    await orNotHere("Go's modules", run('go', ['mod', 'download'], cwd));
    await run('go', ['build', '-o', `${output}/`, './...'], cwd);
}

async function buildJava(output: string): Promise<void> {
    const cwd = join(SOURCES, 'java');
    await orNotHere('java', run('java', ['-version'], cwd));
    await orNotHere('mvn', run('mvn', ['-version'], cwd));
    const build = ['-q', '-B', `-Doutput=${output}`, 'package'];
    try {
        await run('mvn', ['-o', ...build], cwd);
    } catch {
        // Not all libraries are in the local repository yet, or the sources are wrong: this build says which.
        await run('mvn', build, cwd).catch((error: unknown) => {
            const missing = /could not (be )?resolve|could not find artifact|could not transfer/i.test(String(error));
            throw missing ? new NotHere(`Maven's libraries: ${firstError(error)}`) : error;
        });
    }
}

async function orNotHere(what: string, attempt: Promise<void>): Promise<void> {
    await attempt.catch((error: unknown) => {
        throw new NotHere(`${what}: ${firstError(error)}`);
    });
}

function firstError(error: unknown): string {
    return String(error).split('\n').slice(0, 2).join(' ').slice(0, 300);
}

async function run(command: string, args: readonly string[], cwd: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
        execFile(command, args, { cwd, timeout: 400_000, maxBuffer: 10_000_000 }, (error, stdout, stderr) => {
            if (error === null) {
                resolve();
            } else {
                reject(new Error(`${error.message}\n${stdout}\n${stderr}`));
            }
        });
    });
}
