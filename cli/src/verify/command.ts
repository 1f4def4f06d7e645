import { readFile, stat } from 'node:fs/promises';
import {
    type DocumentTrust,
    type DocumentVerification,
    type Language,
    verifyDocument,
} from '@linguang/chaincode/domain';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { cryptography } from './cryptography.js';
import { written } from './report.js';
import { readHeads, readJson, readLimited, readNetworks, readStatusLists, readTrust, UnusableFile } from './trust.js';

interface Options {
    readonly trust: readonly string[];
    readonly status: readonly string[];
    readonly bundle?: string;
    readonly network: readonly string[];
    readonly proofs?: string;
    readonly head: readonly string[];
    readonly code?: string;
    readonly at?: string;
    readonly lang: Language;
    readonly json?: boolean;
}

/** Larger files are no certificates. */
const LARGEST = 8 * 1024 * 1024;
const UNREADABLE = 2;

/**
 * `linguang verify FILE…`: tells true certificates from false ones, offline. Exit status 0: every file is valid; 1: one is not, or was
 * not shown to be; 2: a file cannot be read.
 */
export function register(program: Command): void {
    program
        .command('verify')
        .description(
            'check certificates (JSON, JWT, PDF, bundle) and parts shown of them offline; exit status 0 valid, 1 not valid, 2 cannot be read',
        )
        .argument('<file...>', 'certificates')
        .option('--trust <place>', 'CA certificate, did.json, or a folder of them; may be repeated', collected, [])
        .option('--status <file>', 'status list as fetched from the issuer; may be repeated', collected, [])
        .option('--bundle <file>', 'the bundle of a certificate that is none itself')
        .option('--network <anchors>', 'anchors of the network: file, or sha256:DIGEST; may be repeated', collected, [])
        .option('--proofs <file>', 'the holder’s proofs: checks down to the meters')
        .option('--head <file>', 'another head of the log that you know; may be repeated', collected, [])
        .option('--code <text>', 'what a camera reads from the code on the paper, to be compared')
        .option('--at <instant>', 'moment of the check, 2026-03-01T10:15:00Z (default: now)', instant)
        .addOption(new Option('--lang <language>', 'language').choices(['en', 'zh']).default('en'))
        .option('--json', 'one line of JSON for each file')
        .action(async (files: string[], options: Options) => {
            process.exitCode = await verifyFiles(files, options);
        });
}

async function verifyFiles(files: readonly string[], options: Options): Promise<number> {
    let trust: DocumentTrust;
    try {
        trust = {
            ...(await readTrust(options.trust)),
            statusLists: await readStatusLists(options.status),
            ...(await readNetworks(options.network)),
            heads: await readHeads(options.head),
            ...(options.bundle === undefined ? {} : { bundle: await readLimited(options.bundle) }),
            ...(options.proofs === undefined ? {} : { proofs: await readJson(options.proofs) }),
            ...(options.code === undefined ? {} : { code: options.code }),
            ...cryptography,
        };
    } catch (error) {
        if (error instanceof UnusableFile) {
            process.stderr.write(`${error.message}\n`);
            return UNREADABLE;
        }
        throw error;
    }
    const now = options.at ?? `${new Date().toISOString().slice(0, 19)}Z`;
    let status = 0;
    for (const file of files) {
        const found = await verifyFile(file, trust, now);
        if (typeof found === 'string') {
            process.stderr.write(`${file}: ${found}\n`);
            status = UNREADABLE;
            continue;
        }
        process.stdout.write(
            options.json ? `${JSON.stringify({ file, ...found })}\n` : written(file, found, options.lang),
        );
        status = Math.max(status, found.outcome === 'valid' ? 0 : found.outcome === 'unreadable' ? UNREADABLE : 1);
    }
    return status;
}

/** What was found, or why the file cannot be opened. */
async function verifyFile(file: string, trust: DocumentTrust, now: string): Promise<DocumentVerification | string> {
    try {
        const { size } = await stat(file);
        return size > LARGEST ? `larger than ${LARGEST} bytes` : verifyDocument(await readFile(file), trust, now);
    } catch (error) {
        return error instanceof Error ? error.message : String(error);
    }
}

function collected(value: string, before: readonly string[]): readonly string[] {
    return [...before, value];
}

function instant(text: string): string {
    const written = Number.isNaN(Date.parse(text)) ? '' : new Date(text).toISOString();
    if (`${written.slice(0, 19)}Z` !== text) {
        throw new InvalidArgumentError('expected an instant like 2026-03-01T10:15:00Z.');
    }
    return text;
}
