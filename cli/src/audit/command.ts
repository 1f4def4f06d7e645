import type { Command } from 'commander';
import { interruption } from '../interruption.js';
import { wholeNumber } from '../options.js';
import { type AuditProgress, audit } from './audit.js';
import { written } from './report.js';

interface Options {
    readonly private?: readonly string[];
    readonly against?: string;
    readonly threads?: number;
    readonly json?: boolean;
}

const EVERY_MS = 2_000;

/** `linguang audit EXPORT`: recomputes a ledger from its first block, offline. Exit status 1: something differs. */
export function register(program: Command): void {
    program
        .command('audit')
        .description(
            'recompute everything of a ledger from an export, offline, and print the first difference or a digest',
        )
        .argument('<export>', 'file that `linguang ledger export` wrote')
        .option('--private <file...>', 'exports with private data that organisations disclose')
        .option('--against <file>', 'the export of another organisation, to compare block by block')
        .option('--threads <n>', 'threads that compute transactions again', wholeNumber(0, 64))
        .option('--json', 'one line of JSON')
        .action(async (file: string, options: Options) => {
            const { json, threads, private: disclosed = [], against } = options;
            const progress = new Progress();
            const result = await audit({
                file,
                private: disclosed,
                against,
                onProgress: (now) => progress.tell(now),
                signal: interruption(),
                ...(threads === undefined ? {} : { threads }),
            });
            process.stdout.write(json ? `${JSON.stringify(result)}\n` : written(result));
            process.exitCode = result.ok ? 0 : 1;
        });
}

/** A line every few seconds on the error output. */
class Progress {
    readonly #started = performance.now();
    #told = performance.now();

    tell({ blocks, transactions, bytesRead, bytes }: AuditProgress): void {
        const now = performance.now();
        if (now - this.#told < EVERY_MS) {
            return;
        }
        this.#told = now;
        const seconds = (now - this.#started) / 1000;
        const part = bytes === 0 ? 1 : Math.min(1, bytesRead / bytes);
        const left = part > 0 ? Math.round((seconds / part) * (1 - part)) : undefined;
        process.stderr.write(
            `block ${blocks}, ${transactions} transactions (${Math.round(transactions / seconds)}/s), ${Math.round(100 * part)} % read${left === undefined ? '' : `, about ${left} s left`}\n`,
        );
    }
}
