import {
    type ConsistencyProof,
    type HeadRecord,
    hex,
    LOG_CERTIFIER,
    type LogEntries,
    type LogKey,
    type LogOverview,
    type LogProof,
    LogTree,
    logLeaf,
    logOf,
    logProof,
    type PublishedHead,
    type SplitView,
    type TreeHead,
} from '@linguang/chaincode/domain';
import { sha256 } from '../crypto/sha256.js';
import { type ReadModel, type Row, recordOf } from '../readmodel/readmodel.js';

/** Refused heads and split views that the overview names; all are among the heads. */
const MOST_SHOWN = 20;
/** Digests of one answer. */
export const MOST_DIGESTS = 1000;

/**
 * The transparency log as this organisation's own ledger has it: the tree over all certificates in the ledger's order (block, place of the
 * transaction, number), the heads, keys and proofs. The tree is kept in memory and grows with the read model.
 */
export class LedgerLog {
    readonly log: string;
    readonly #readModel: ReadModel;
    readonly #tree = new LogTree(sha256);
    readonly #digests: string[] = [];
    readonly #indices = new Map<string, number>();
    /** Where the newest entry stands on the ledger. */
    #last: readonly [number, number, string] = [-1, -1, ''];

    constructor(readModel: ReadModel, channel: string) {
        this.#readModel = readModel;
        this.log = logOf(channel);
    }

    /** The tree over every certificate up to the newest block. */
    get tree(): LogTree {
        const rows = this.#readModel.all(
            `SELECT block, idx, number, record ->> 'digest' AS digest FROM certificates
             WHERE (block, idx, number) > (?, ?, ?) ORDER BY block, idx, number`,
            ...this.#last,
        );
        for (const row of rows) {
            const [number, digest] = [String(row['number']), String(row['digest'])];
            this.#indices.set(number, this.#tree.append(logLeaf(sha256, digest)));
            this.#digests.push(digest);
            this.#last = [Number(row['block']), Number(row['idx']), number];
        }
        return this.#tree;
    }

    /** Numbers of the certificates from one index on, as the next head adds them. */
    numbers(from: number, limit: number): readonly string[] {
        const { size } = this.tree;
        return this.#readModel
            .all(
                'SELECT number FROM certificates ORDER BY block, idx, number LIMIT ? OFFSET ?',
                Math.min(limit, size - from),
                from,
            )
            .map((row) => String(row['number']));
    }

    /** The newest sealed head, that of a size, or the one sealed before a position. */
    sealed(): PublishedHead | undefined {
        return this.#head("state = 'sealed' ORDER BY position DESC");
    }

    sealedOf(size: number): PublishedHead | undefined {
        return this.#head("state = 'sealed' AND size = ?", size);
    }

    sealedBefore(position: number): TreeHead | undefined {
        return this.#head("state = 'sealed' AND position < ? ORDER BY position DESC", position)?.treeHead.head;
    }

    /** The newest proposal while it is not sealed: signed by the certifier alone, or refused and not replaced yet. */
    open(): PublishedHead | undefined {
        const newest = this.#head('true ORDER BY position DESC');
        return newest?.state === 'sealed' ? undefined : newest;
    }

    keys(): readonly LogKey[] {
        return this.#readModel.all('SELECT record FROM log_keys ORDER BY org, kid').map((row) => recordOf<LogKey>(row));
    }

    keyOf(org: string, kid: string): LogKey | undefined {
        const row = this.#readModel.one('SELECT record FROM log_keys WHERE org = ? AND kid = ?', org, kid);
        return row && recordOf<LogKey>(row);
    }

    /** Whether a certificate is on the ledger, hence in the tree. */
    has(number: string): boolean {
        const { size } = this.tree;
        return (this.#indices.get(number) ?? size) < size;
    }

    /** That a certificate is in the log, under the newest sealed head or that of a size; undefined while no such head holds it. */
    inclusion(number: string, size?: number): LogProof | undefined {
        const { tree } = this;
        const index = this.#indices.get(number);
        const head = size === undefined ? this.sealed() : this.sealedOf(size);
        if (index === undefined || head === undefined || index >= head.treeHead.head.size) {
            return undefined;
        }
        return logProof(tree, index, head.treeHead);
    }

    /** That the log only grew between two sealed heads; undefined where one of them is none, or they are not in this order. */
    consistency(first: number, second: number): ConsistencyProof | undefined {
        const [older, newer] = [this.sealedOf(first), this.sealedOf(second)];
        if (older === undefined || newer === undefined || first > second) {
            return undefined;
        }
        const consistencyProof = this.tree.consistency(first, second).map(hex);
        return { v: 1, first: older.treeHead, second: newer.treeHead, consistencyProof };
    }

    /** Digests under the newest sealed head. */
    entries(start: number, limit: number): LogEntries {
        const size = this.sealed()?.treeHead.head.size ?? 0;
        const { tree } = this;
        const end = Math.min(size, tree.size, start + Math.min(limit, MOST_DIGESTS));
        return { start, digests: this.#digests.slice(start, end), size };
    }

    overview(): LogOverview {
        const open = this.open();
        const newest = this.sealed() ?? null;
        return {
            log: this.log,
            certifier: LOG_CERTIFIER,
            keys: this.keys(),
            entries: this.tree.size,
            sealedEntries: newest?.treeHead.head.size ?? 0,
            newest,
            proposed: open?.state === 'proposed' ? open : null,
            refused: this.#readModel
                .all(
                    `SELECT * FROM tree_heads WHERE json_array_length(record, '$.refusals') > 0
                     ORDER BY position DESC LIMIT ?`,
                    MOST_SHOWN,
                )
                .map(publishedHead),
            splitViews: this.#readModel
                .all('SELECT record FROM split_views ORDER BY digest LIMIT ?', MOST_SHOWN)
                .map((row) => recordOf<SplitView>(row)),
            asOf: this.#readModel.asOf,
        };
    }

    #head(where: string, ...values: readonly number[]): PublishedHead | undefined {
        const row = this.#readModel.one(`SELECT * FROM tree_heads WHERE ${where} LIMIT 1`, ...values);
        return row && publishedHead(row);
    }
}

const logs = new WeakMap<ReadModel, LedgerLog>();

/** The log of a read model: one tree for all who ask. */
export function ledgerLog(readModel: ReadModel, channel: string): LedgerLog {
    const known = logs.get(readModel) ?? new LedgerLog(readModel, channel);
    logs.set(readModel, known);
    return known;
}

/** A row of `tree_heads`. */
export function publishedHead(row: Row): PublishedHead {
    const { position, state, digest, treeHead, refusals } = recordOf<HeadRecord>(row);
    const place = (block: unknown, transaction: unknown, at: unknown) => ({
        block: Number(block),
        transactionId: String(transaction),
        at: String(at),
    });
    return {
        position,
        state,
        digest,
        treeHead,
        refusals,
        proposed: place(row['block'], row['transaction_id'], row['at']),
        sealed:
            row['sealed_block'] === null
                ? null
                : place(row['sealed_block'], row['sealed_transaction'], row['sealed_at']),
    };
}
