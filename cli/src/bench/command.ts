import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { interruption } from '../interruption.js';

/** What can be measured: a program of its own each, so that nothing else runs in its process. */
const BENCHMARKS: Readonly<Record<string, Readonly<{ description: string; program: string }>>> = {
    network: {
        description: 'transactions per second, latency and CPU time of a network with all of Linguang on it',
        program: './network/main.js',
    },
    profile: {
        description: 'where the time went, of the profiles that --cpu-prof left in a folder',
        program: './profile.js',
    },
    clear: { description: 'time to clear books of growing size', program: './clear.js' },
    domain: {
        description: 'CPU time of readings, settlement and certificates without a ledger',
        program: './domain/main.js',
    },
    documents: {
        description: 'time and size of certificates as PDF, and the time to read them',
        program: './documents.js',
    },
};

/** `linguang bench …` */
export function register(program: Command): void {
    const bench = program.command('bench').description('measure; each prints a table, or JSON with --json');
    for (const [name, { description, program: file }] of Object.entries(BENCHMARKS)) {
        const path = fileURLToPath(new URL(file, import.meta.url));
        if (existsSync(path)) {
            bench
                .command(name)
                .description(description)
                .argument('[options...]', 'options of the benchmark')
                .allowUnknownOption()
                .helpOption(false)
                .action(async (options: readonly string[]) => await measure(path, options));
        }
    }
}

async function measure(program: string, options: readonly string[]): Promise<void> {
    const signal = interruption();
    const child = spawn(process.execPath, [program, ...options], { stdio: 'inherit' });
    signal.addEventListener('abort', () => child.kill('SIGTERM'));
    const [code] = await once(child, 'exit');
    process.exitCode = typeof code === 'number' ? code : 1;
}
