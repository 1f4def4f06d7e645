import { canonical } from '../canonical.js';
import { type Hash, type Hmac, hex, hexBytes, utf8 } from '../crypto.js';
import { Fields } from '../fields.js';
import { leafHash, MerkleTree, verifyInclusion } from '../merkle.js';
import type { Line } from '../settlement/line.js';
import type { SlotRecord } from '../settlement/record.js';
import { type Slot, slot } from '../slot.js';

/** A line with what proves that it belongs to a slot record; plain JSON. */
export type LineProof = {
    readonly line: Line;
    /** HMAC-SHA-256(seed, `slot|revision|point`), hex; of the closing line of a former owner, `slot|revision|point|participant`. */
    readonly salt: string;
    readonly index: number;
    readonly size: number;
    /** Sibling hashes from the leaf up, hex. */
    readonly path: readonly string[];
};

/** The salt of a line: it keeps others from guessing energy values from the public root and a path. */
export function lineSalt(
    line: Pick<Line, 'slot' | 'revision' | 'point' | 'handover' | 'participant'>,
    seed: Uint8Array,
    hmac: Hmac,
): string {
    // The former owner of a point knows her salt: with the same one she could guess the line of the new owner.
    const former = line.handover ? `|${line.participant}` : '';
    return hex(hmac(seed, utf8(`${line.slot}|${line.revision}|${line.point}${former}`)));
}

/** SHA-256(0x00 ‖ canonical JSON of `{line, salt}`). */
export function lineLeaf(line: Line, salt: string, hash: Hash): Uint8Array {
    return leafHash(hash, utf8(canonical({ line, salt })));
}

/** The tree over all lines of a slot, in their order. */
export function lineTree(lines: readonly Line[], seed: Uint8Array, hash: Hash, hmac: Hmac): MerkleTree {
    return new MerkleTree(
        hash,
        lines.map((line) => lineLeaf(line, lineSalt(line, seed, hmac), hash)),
    );
}

/** The proofs of some lines of a slot, by their indexes; the tree is built once. */
export function proveLines(
    lines: readonly Line[],
    indexes: readonly number[],
    secret: Readonly<{ seed: Uint8Array; hash: Hash; hmac: Hmac }>,
): readonly LineProof[] {
    const { seed, hash, hmac } = secret;
    const tree = lineTree(lines, seed, hash, hmac);
    return indexes.map((index) => {
        const path = tree.proof(index).map(hex);
        const line = lines[index];
        if (line === undefined) {
            throw new RangeError(`line ${index} of ${lines.length}`);
        }
        return { line, salt: lineSalt(line, seed, hmac), index, size: tree.size, path };
    });
}

/** Whether the line belongs to the record: slot, revision, size and root. */
export function verifyLine(
    proof: LineProof,
    record: Pick<SlotRecord, 'slot' | 'revision' | 'size' | 'root'>,
    hash: Hash,
): boolean {
    return provenLeaf(proof, record, hash) !== undefined;
}

/** Hash of the proof's leaf where the line belongs to the record, else undefined. */
export function provenLeaf(
    { line, salt, index, size, path }: LineProof,
    record: Pick<SlotRecord, 'slot' | 'revision' | 'size' | 'root'>,
    hash: Hash,
): Uint8Array | undefined {
    if (line.slot !== record.slot || line.revision !== record.revision || size !== record.size) {
        return undefined;
    }
    const [siblings, root] = [path.map(hexBytes), hexBytes(record.root)];
    const proves = (leaf: Uint8Array) => verifyInclusion(hash, { leaf, index, size, path: siblings, root });
    // Lines come in canonical order as a rule. Bytes that lead to the root are the canonical ones, whoever wrote them; only otherwise
    // they are put in order first.
    const asGiven = leafHash(hash, utf8(JSON.stringify({ line, salt })));
    if (proves(asGiven)) {
        return asGiven;
    }
    const leaf = lineLeaf(line, salt, hash);
    return proves(leaf) ? leaf : undefined;
}

/**
 * Reads a proof that came from outside. Only what the checks of a proof look at is checked; the line's other members are covered by
 * its hash, so a proven line is one that `settleSlot` has written.
 * @throws REQUEST_INVALID
 */
export function parseLineProof(value: unknown, where = 'proof'): LineProof {
    const fields = new Fields(value, where);
    const proof = {
        ...readLine(fields),
        size: fields.integer('size', 1),
        path: fields.list('path', (item) => parseNode(item, fields, 'path'), 64),
    };
    fields.end();
    return proof;
}

/** Reads a line that is proved with others of its slot; as {@link parseLineProof}, without a path. @throws REQUEST_INVALID */
export function parseSharedLine(value: unknown, sizeOf: (slot: Slot) => number | undefined, where: string): LineProof {
    const fields = new Fields(value, where);
    const size = fields.has('path')
        ? undefined
        : sizeOf(new Fields(fields.take('line'), `${where}.line`).integer('slot') as Slot);
    if (size === undefined) {
        return parseLineProof(value, where);
    }
    const proof = { ...readLine(fields), size, path: [] };
    fields.end();
    return proof;
}

function readLine(fields: Fields): Pick<LineProof, 'line' | 'salt' | 'index'> {
    const { where } = fields;
    const line = fields.take('line');
    const inside = new Fields(line, `${where}.line`);
    inside.integer('v', 1, 1);
    slot(inside.integer('slot'));
    inside.integer('revision');
    inside.id('point');
    for (const trades of ['ownReceived', 'bought']) {
        inside.list(trades, (item, place) => {
            if (typeof new Fields(item, place).take('plant') !== 'string') {
                throw inside.bad(trades, 'a plant is expected');
            }
        });
    }
    return {
        line: line as Line,
        salt: digest(fields.text('salt', 64), fields, 'salt'),
        index: fields.integer('index'),
    };
}

/** Reads a hash in hexadecimal. @throws REQUEST_INVALID */
export function parseNode(value: unknown, fields: Fields, key: string): string {
    return digest(typeof value === 'string' ? value : '', fields, key);
}

function digest(text: string, fields: Fields, key: string): string {
    if (!/^[0-9a-f]{64}$/.test(text)) {
        throw fields.bad(key, '64 lower-case hexadecimal digits are expected');
    }
    return text;
}
