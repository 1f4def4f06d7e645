import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import { clear, clearingJson, parseBook, problem } from '@linguang/chaincode/domain';
import type { Command } from 'commander';

/** `linguang clear BOOK.json …`: one result line per book; a bad book is an error line on standard error and exit status 1. */
export function register(program: Command): void {
    program
        .command('clear')
        .description('clear order books and print one JSON result per line; anyone can recompute a clearing with it')
        .argument('<book...>', 'files with one book each, or - for standard input')
        .action(async (files: string[]) => {
            for (const file of files) {
                try {
                    process.stdout.write(`${clearingJson(clear(parseBook(await readBook(file))))}\n`);
                } catch (error) {
                    process.exitCode = 1;
                    process.stderr.write(`${file}: ${error instanceof Error ? error.message : String(error)}\n`);
                }
            }
        });
}

async function readBook(file: string): Promise<unknown> {
    const text = await (file === '-' ? textOf(process.stdin) : readFile(file, 'utf8')).catch((error: Error) => {
        throw problem('BOOK_INVALID', { path: 'the file', reason: `it cannot be read (${error.message})` });
    });
    try {
        return JSON.parse(text);
    } catch (error) {
        throw problem('BOOK_INVALID', {
            path: 'the book',
            reason: `it is not JSON (${error instanceof Error ? error.message : 'unreadable'})`,
        });
    }
}
