import { MessageWriter, varint } from '../messagewriter.js';
import type { Batch, Update } from './batch.js';
import { compareUtf8, sha256 } from './bytes.js';
import type { Version } from './simulator.js';

/**
 * Chained hash over what a block decided: validation codes and public and hashed writes
 * (kv_ledger.go addBlockCommitHash, txmgr/update_batch_bytes.go).
 * @param previous - empty for the first block after the genesis block
 */
export function commitHash(codes: Uint8Array, batch: Batch, previous: Uint8Array): Buffer {
    return sha256(Buffer.concat([varint(codes.length), codes, updateBytes(batch), previous]));
}

function updateBytes(batch: Batch): Buffer {
    const spaces = batch.spaces
        .map((space) => ({ space, ...nameOf(space) }))
        .filter(({ namespace }) => namespace !== '');
    spaces.sort((a, b) => compareUtf8(a.namespace, b.namespace) || compareUtf8(a.collection, b.collection));
    const all = new MessageWriter();
    let previous: string | undefined;
    for (const { space, namespace, collection } of spaces) {
        batch.finalUpdates(space).forEach((update, at) => {
            const first = at === 0;
            const write = kvWrite(first && namespace !== previous ? namespace : '', first ? collection : '', update);
            all.message(1, write);
        });
        previous = namespace;
    }
    return all.done();
}

/** Public spaces sort before the collections of their namespace. */
function nameOf(space: string): { readonly namespace: string; readonly collection: string } {
    const at = space.indexOf('$$h');
    return at < 0
        ? { namespace: space, collection: '' }
        : { namespace: space.slice(0, at), collection: space.slice(at + 3) };
}

function kvWrite(namespace: string, collection: string, { key, value, version }: Update): Buffer {
    const write = new MessageWriter().bytes(1, namespace).bytes(2, collection).bytes(3, key);
    (value === undefined ? write.number(4, 1) : write.bytes(5, value)).bytes(6, versionBytes(version));
    return write.done();
}

/** Length-prefixed big-endian numbers without leading zeros (order-preserving). */
function versionBytes({ block, tx }: Version): Buffer {
    return Buffer.concat([orderPreserving(block), orderPreserving(tx)]);
}

function orderPreserving(value: number): Buffer {
    const hex = value === 0 ? '' : value.toString(16);
    const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
    return Buffer.concat([Buffer.of(bytes.length), bytes]);
}
