import type { Hash } from './crypto.js';
import { nodeHash } from './merkle.js';

/** A leaf of a tree with its place. */
export type PlacedLeaf = Readonly<{ index: number; leaf: Uint8Array }>;

/** A leaf's place with its RFC 9162 inclusion path. */
export type PlacedPath<Node> = Readonly<{ index: number; path: readonly Node[] }>;

/**
 * What proves several leaves of one tree together: of their inclusion paths every node that does not follow from the leaves themselves,
 * once each; level by level from the leaves up, from left to right.
 * @param proofs - at least one, of the same tree, in any order
 */
export function sharedNodes<Node>(proofs: readonly PlacedPath<Node>[], size: number): readonly Node[] {
    const known = new Map<string, Node>();
    for (const { index, path } of proofs) {
        let [at, width, used] = [index, size, 0];
        for (let level = 0; width > 1; level++) {
            const sibling = at % 2 === 0 ? at + 1 : at - 1;
            const node = path[used];
            if (sibling < width && node !== undefined) {
                known.set(`${level}|${sibling}`, node);
                used++;
            }
            at = Math.floor(at / 2);
            width = Math.ceil(width / 2);
        }
    }
    const nodes: Node[] = [];
    let present = [...new Set(proofs.map(({ index }) => index))].sort((a, b) => a - b);
    for (let [level, width] = [0, size]; width > 1; level++, width = Math.ceil(width / 2)) {
        const have = new Set(present);
        for (const index of present) {
            const sibling = index % 2 === 0 ? index + 1 : index - 1;
            const node = known.get(`${level}|${sibling}`);
            if (!have.has(sibling) && node !== undefined) {
                nodes.push(node);
            }
        }
        present = [...new Set(present.map((index) => Math.floor(index / 2)))];
    }
    return nodes;
}

/**
 * The root to which several leaves of a tree of `size` leaves lead with the nodes of {@link sharedNodes}; undefined where they do not fit.
 * @param leaves - in order of their index, each index once
 */
export function rootOfLeaves(
    hash: Hash,
    { leaves, size, nodes }: Readonly<{ leaves: readonly PlacedLeaf[]; size: number; nodes: readonly Uint8Array[] }>,
): Uint8Array | undefined {
    const ordered = leaves.every(
        ({ index }, at) => index >= 0 && index < size && index > (leaves[at - 1]?.index ?? -1),
    );
    if (leaves.length === 0 || !ordered || !Number.isSafeInteger(size)) {
        return undefined;
    }
    let used = 0;
    let level = leaves;
    for (let width = size; width > 1; width = Math.ceil(width / 2)) {
        const above: PlacedLeaf[] = [];
        for (let at = 0; at < level.length; at++) {
            const own = level[at] as PlacedLeaf;
            const { index, leaf } = own;
            const next = level[at + 1];
            const up = Math.floor(index / 2);
            if (index % 2 === 0 && next?.index === index + 1) {
                above.push({ index: up, leaf: nodeHash(hash, leaf, next.leaf) });
                at++;
            } else if (index % 2 === 0 && index + 1 >= width) {
                above.push({ index: up, leaf });
            } else {
                const node = nodes[used++];
                if (node === undefined) {
                    return undefined;
                }
                above.push({
                    index: up,
                    leaf: index % 2 === 0 ? nodeHash(hash, leaf, node) : nodeHash(hash, node, leaf),
                });
            }
        }
        level = above;
    }
    return used === nodes.length ? level[0]?.leaf : undefined;
}
