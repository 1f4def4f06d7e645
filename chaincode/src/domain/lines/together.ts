import { type Hash, hexBytes, sameBytes, utf8 } from '../crypto.js';
import { leafHash } from '../merkle.js';
import { type PlacedLeaf, rootOfLeaves, sharedNodes } from '../multiproof.js';
import type { SlotRecord } from '../settlement/record.js';
import type { Slot } from '../slot.js';
import { type LineProof, lineLeaf } from './proof.js';

/** What proves lines of one slot together: the nodes of the slot's tree that do not follow from the lines themselves, hex. */
export type SharedProof = { readonly slot: Slot; readonly size: number; readonly nodes: readonly string[] };

/** A line that a {@link SharedProof} proves with others of its slot. */
export type SharedLine = Pick<LineProof, 'line' | 'salt' | 'index'>;

/**
 * Proofs of many lines as one proof for each slot: a tenth of the hashes and of the bytes where most lines of a slot are among them.
 * @param proofs - of slots' newest revisions, each with its own path
 */
export function shareProofs(proofs: readonly LineProof[]): readonly SharedProof[] {
    const slots = [...Map.groupBy(proofs, ({ line }) => line.slot)].sort(([a], [b]) => a - b);
    return slots.map(([slot, own]) => {
        const size = own[0]?.size ?? 0;
        return { slot, size, nodes: sharedNodes(own, size) };
    });
}

/** The line without the path that a shared proof makes superfluous. */
export function withoutPath({ line, salt, index }: LineProof): SharedLine {
    return { line, salt, index };
}

/** Verifies lines slot by slot, each slot once, when the first of its lines is asked for. */
export class ProvenTogether {
    readonly #proofs: ReadonlyMap<Slot, readonly LineProof[]>;
    readonly #shared: ReadonlyMap<Slot, SharedProof>;
    readonly #records: ReadonlyMap<Slot, SlotRecord>;
    readonly #hash: Hash;
    readonly #proven = new Map<Slot, ReadonlyMap<number, Uint8Array>>();

    /** @param proofs - those of slots with a shared proof have no path of their own */
    constructor(
        proofs: readonly LineProof[],
        shared: ReadonlyMap<Slot, SharedProof>,
        records: ReadonlyMap<Slot, SlotRecord>,
        hash: Hash,
    ) {
        const together = proofs.filter((proof) => proof.path.length === 0 && shared.has(proof.line.slot));
        this.#proofs = Map.groupBy(together, ({ line }) => line.slot);
        this.#shared = shared;
        this.#records = records;
        this.#hash = hash;
    }

    /** Hash of the line's leaf; undefined where no shared proof shows that the line belongs to its slot's record. */
    leafOf({ line, index, path }: LineProof): Uint8Array | undefined {
        const shared = this.#shared.get(line.slot);
        if (shared === undefined || path.length > 0) {
            return undefined;
        }
        let leaves = this.#proven.get(line.slot);
        if (leaves === undefined) {
            const own = this.#proofs.get(line.slot) ?? [];
            leaves = this.#prove(own, shared, asGiven) ?? this.#prove(own, shared, lineLeaf) ?? new Map();
            this.#proven.set(line.slot, leaves);
        }
        return leaves.get(index);
    }

    #prove(
        proofs: readonly LineProof[],
        { slot, size, nodes }: SharedProof,
        leafOf: typeof lineLeaf,
    ): ReadonlyMap<number, Uint8Array> | undefined {
        const record = this.#records.get(slot);
        if (
            record === undefined ||
            record.size !== size ||
            proofs.some(({ line }) => line.revision !== record.revision)
        ) {
            return undefined;
        }
        const found = new Map<number, Uint8Array>();
        for (const { line, salt, index } of proofs) {
            const leaf = leafOf(line, salt, this.#hash);
            const before = found.get(index);
            if (before !== undefined && !sameBytes(before, leaf)) {
                return undefined;
            }
            found.set(index, leaf);
        }
        const leaves = [...found]
            .map(([index, leaf]): PlacedLeaf => ({ index, leaf }))
            .sort((a, b) => a.index - b.index);
        const root = rootOfLeaves(this.#hash, { leaves, size, nodes: nodes.map(hexBytes) });
        return root !== undefined && sameBytes(root, hexBytes(record.root)) ? found : undefined;
    }
}

/** Lines come in canonical order as a rule: bytes that lead to the root are the canonical ones, whoever wrote them. */
const asGiven: typeof lineLeaf = (line, salt, hash) => leafHash(hash, utf8(JSON.stringify({ line, salt })));
