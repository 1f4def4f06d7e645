import { open } from 'node:fs/promises';
import { join } from 'node:path';

/** Enough for the length of a block and its header. */
const HEAD_BYTES = 256;

/**
 * Hash of the data of the first block in the ledger of a real node, hex, read from the ledger's first file: a block there
 * is its length, then number, data hash and previous hash (common/ledger/blkstorage/block_serialization.go).
 * @param ledger - folder of the node's ledger
 * @returns undefined where there is no block yet, or the file begins otherwise (a ledger made from a snapshot)
 */
export async function firstDataHash(ledger: string, channel: string): Promise<string | undefined> {
    // Peers keep their ledgers a folder deeper than orderers.
    for (const parts of [['ledgersData', 'chains'], []]) {
        const head = await headOf(join(ledger, ...parts, 'chains', channel, 'blockfile_000000'));
        const hash = head === undefined ? undefined : dataHash(head);
        if (hash !== undefined) {
            return hash;
        }
    }
    return undefined;
}

function dataHash(head: Buffer): string | undefined {
    const [length, afterLength] = varint(head, 0);
    const [number, afterNumber] = varint(head, afterLength);
    const [size, start] = varint(head, afterNumber);
    return length > 0 && number === 0 && size === 32 && start + size <= head.length
        ? head.subarray(start, start + size).toString('hex')
        : undefined;
}

async function headOf(file: string): Promise<Buffer | undefined> {
    const handle = await open(file).catch(() => undefined);
    if (handle === undefined) {
        return undefined;
    }
    try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
        return buffer.subarray(0, bytesRead);
    } finally {
        await handle.close();
    }
}

/** A number in base 128, least significant first, and where it ends. */
function varint(bytes: Buffer, at: number): [number, number] {
    let value = 0;
    for (let index = at, factor = 1; index < bytes.length; index++, factor *= 128) {
        const byte = bytes[index] ?? 0;
        value += (byte & 0x7f) * factor;
        if (byte < 0x80) {
            return [value, index + 1];
        }
    }
    return [-1, bytes.length];
}
