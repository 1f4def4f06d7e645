import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
    blockDifference,
    ChainDifference,
    ChainReplay,
    codeName,
    digestAfter,
    ExportError,
    type ExportedBlock,
    type LedgerExport,
    openExport,
    type ReplayedBlock,
} from '@linguang/network/replay';
import { RecomputingPool } from './pool.js';
import type { Work } from './recomputer.js';
import { type AuditResult, sorted, Tally } from './result.js';

/** Transactions and bytes that go to a thread at once. */
const TASK_TRANSACTIONS = 100;
const TASK_BYTES = 4 * 2 ** 20;

export type AuditOptions = Readonly<{
    file: string;
    /** Exports with private data that organisations disclose. */
    private?: readonly string[];
    /** The export of another organisation, whose blocks must be the same. */
    against?: string | undefined;
    /** Threads that compute transactions again; 0: none of their own. By default as many as there are processors: reading the chain takes a part of one. */
    threads?: number;
    /** Told after each block. */
    onProgress?: (progress: AuditProgress) => void;
    signal?: AbortSignal;
}>;

export type AuditProgress = Readonly<{ blocks: number; transactions: number; bytesRead: number; bytes: number }>;

/**
 * Audits an export offline, from block 0 to the first difference or the end. See `docs/reference/audit.md` for what is checked.
 * @throws ExportError where a file cannot be read as an export
 */
export async function audit(options: AuditOptions): Promise<AuditResult> {
    const folder = await mkdtemp(join(tmpdir(), 'linguang-audit-'));
    const files: LedgerExport[] = [];
    try {
        for (const file of [
            options.file,
            ...(options.private ?? []),
            ...(options.against === undefined ? [] : [options.against]),
        ]) {
            files.push(await openExport(file));
        }
        return await new Audit(options, folder, files).run();
    } finally {
        await Promise.all(files.map((file) => file.close()));
        await rm(folder, { recursive: true, force: true });
    }
}

type Blocks = Readonly<{ file: LedgerExport; blocks: AsyncGenerator<ExportedBlock, void> }>;

class Audit {
    readonly #options: AuditOptions;
    readonly #folder: string;
    readonly #main: Blocks;
    readonly #disclosing: Blocks[];
    readonly #against: Blocks | undefined;
    readonly #tally = new Tally();
    readonly #codes: Record<string, number> = {};
    readonly #undisclosed: Record<string, number> = {};
    readonly #started = performance.now();
    #blocks = 0;
    #transactions = 0;
    #genesis = '';
    #digest: Uint8Array = new Uint8Array();
    #sameBlocks = 0;
    #waiting: Work[] = [];
    #bytes = 0;
    #tasks = 0;

    constructor(options: AuditOptions, folder: string, files: readonly LedgerExport[]) {
        this.#options = options;
        this.#folder = folder;
        const [main, ...others] = files.map((file) => ({ file, blocks: file.blocks() }));
        if (main === undefined) {
            throw new Error('an audit needs an export');
        }
        this.#main = main;
        this.#against = options.against === undefined ? undefined : others.pop();
        this.#disclosing = others;
    }

    async run(): Promise<AuditResult> {
        const first = await this.#next(this.#main);
        if (first === undefined) {
            throw new ExportError('EXPORT_INVALID', `${this.#main.file.file} has no blocks`);
        }
        const replay = new ChainReplay(this.#folder, first);
        const threads = this.#options.threads ?? availableParallelism();
        const pool = new RecomputingPool(this.#folder, threads, (outcome) => this.#tally.add(outcome));
        try {
            await this.#replay(replay, pool, first);
            await this.#send(pool, replay);
            await pool.done();
        } finally {
            await pool.close();
            replay.close();
        }
        return this.#result(replay.channel);
    }

    /** Block by block, until one differs. */
    async #replay(replay: ChainReplay, pool: RecomputingPool, first: ExportedBlock): Promise<void> {
        let next: ExportedBlock | undefined = first;
        while (next !== undefined && this.#tally.difference === undefined) {
            this.#options.signal?.throwIfAborted();
            try {
                await this.#compare(replay, next);
                if (this.#tally.difference !== undefined) {
                    return;
                }
                this.#note(replay.take(next, await this.#disclosed(next)));
            } catch (error) {
                if (error instanceof ChainDifference) {
                    this.#tally.differ(error.difference);
                    return;
                }
                throw error;
            }
            if (this.#waiting.length >= TASK_TRANSACTIONS || this.#bytes >= TASK_BYTES) {
                await this.#send(pool, replay);
            }
            next = await this.#next(this.#main);
        }
    }

    #note(block: ReplayedBlock): void {
        this.#genesis ||= Buffer.from(block.hash).toString('hex');
        this.#digest = digestAfter(this.#digest, block);
        this.#blocks += 1;
        this.#transactions += block.transactions.length;
        block.transactions.forEach(({ code, isCall, envelope, disclosed, undisclosed }, transaction) => {
            const name = codeName(code);
            this.#codes[name] = (this.#codes[name] ?? 0) + 1;
            for (const collection of undisclosed) {
                this.#undisclosed[collection] = (this.#undisclosed[collection] ?? 0) + 1;
            }
            if (isCall) {
                // Copies: what is sent to a thread must not take the whole block with it.
                const sets = disclosed.map((set) => ({ ...set, rwset: Uint8Array.from(set.rwset) }));
                this.#waiting.push({
                    block: block.number,
                    transaction,
                    envelope: Uint8Array.from(envelope),
                    disclosed: sets,
                });
                this.#bytes += envelope.length + sets.reduce((sum, { rwset }) => sum + rwset.length, 0);
            }
        });
        this.#options.onProgress?.({
            blocks: this.#blocks,
            transactions: this.#transactions,
            bytesRead: this.#main.file.bytesRead(),
            bytes: this.#main.file.bytes,
        });
    }

    async #send(pool: RecomputingPool, replay: ChainReplay): Promise<void> {
        if (this.#waiting.length > 0) {
            const work = this.#waiting;
            this.#waiting = [];
            this.#bytes = 0;
            await pool.take({ id: this.#tasks++, height: replay.height, mspIds: replay.mspIds, work });
        }
    }

    /** The same block of those who disclose private data. Their blocks must be the same, or what they disclose is of another ledger. */
    async #disclosed(block: ExportedBlock): Promise<readonly ExportedBlock[]> {
        const found: ExportedBlock[] = [];
        for (const source of this.#disclosing) {
            const other = await this.#next(source);
            const difference = other === undefined ? undefined : blockDifference(block, other);
            if (difference !== undefined) {
                throw new ChainDifference({ ...difference, reason: `${difference.reason} in ${source.file.file}` });
            }
            found.push(...(other === undefined ? [] : [other]));
        }
        return found;
    }

    async #compare(replay: ChainReplay, block: ExportedBlock): Promise<void> {
        const other = this.#against === undefined ? undefined : await this.#next(this.#against);
        if (other === undefined || this.#against === undefined) {
            return;
        }
        const difference = blockDifference(block, other);
        if (difference === undefined) {
            this.#sameBlocks += 1;
            return;
        }
        const [mine, theirs] = [this.#main, this.#against].map(({ file }) => file.header.organisation);
        const signed = block.number === 0 ? [] : [block, other].map((one) => replay.orderersFault(one) === undefined);
        const words =
            signed.length === 0
                ? ''
                : signed.every(Boolean)
                  ? '; orderers signed both blocks'
                  : `; orderers signed ${signed[0] ? `only that of ${mine}` : signed[1] ? `only that of ${theirs}` : 'neither'}`;
        this.#tally.differ({ ...difference, reason: `${difference.reason} between ${mine} and ${theirs}${words}` });
    }

    async #next({ blocks }: Blocks): Promise<ExportedBlock | undefined> {
        const { value, done } = await blocks.next();
        return done === true || value === undefined ? undefined : value;
    }

    #result(channel: string): AuditResult {
        const difference = this.#tally.difference ?? null;
        const files = [this.#main, ...this.#disclosing, ...(this.#against === undefined ? [] : [this.#against])];
        const truncated = files.filter(({ file }) => file.isTruncated()).map(({ file }) => file.file);
        const against = this.#against?.file;
        return {
            ok: difference === null && truncated.length === 0,
            channel,
            blocks: this.#blocks,
            transactions: sorted(this.#codes),
            genesis: this.#genesis,
            digest: Buffer.from(this.#digest).toString('hex'),
            recomputed: this.#tally.recomputed,
            unchecked: this.#tally.unchecked,
            undisclosed: sorted(this.#undisclosed),
            difference,
            against:
                against === undefined
                    ? null
                    : {
                          file: against.file,
                          organisation: against.header.organisation,
                          blocks: this.#sameBlocks,
                          same: difference?.check !== 'OTHER_LEDGER',
                      },
            truncated,
            seconds: Math.round((performance.now() - this.#started) / 100) / 10,
        };
    }
}
