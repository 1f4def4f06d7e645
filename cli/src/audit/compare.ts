import { createHash } from 'node:crypto';
import type { Recomputed, Write } from '@linguang/chaincode/recompute';
import {
    type Difference,
    type Read,
    type RecordedTransaction,
    readsOf,
    type WriteSeen,
    writesOf,
} from '@linguang/network/replay';
import { shown, toldApart } from './wording.js';

/** What differs between a transaction as it is recorded and as it was computed again. */
export type Mismatch = Pick<Difference, 'check' | 'chaincode' | 'collection' | 'key' | 'expected' | 'found' | 'reason'>;

/** @param disclosed - its private writes as far as they are known, to say more than hashes @returns the first mismatch */
export function mismatchOf(
    recorded: RecordedTransaction,
    recomputed: Recomputed,
    reads: readonly Read[],
    disclosed: readonly Write[],
): Mismatch | undefined {
    return (
        writeMismatch(writesOf(recorded.sets), recomputed.writes, disclosed) ??
        readMismatch(readsOf(recorded.sets), reads) ??
        bytesMismatch('ANSWER', recomputed.payload, recorded.payload) ??
        eventMismatch(recomputed.event, recorded.event)
    );
}

function writeMismatch(
    found: readonly WriteSeen[],
    computed: readonly Write[],
    disclosed: readonly Write[],
): Mismatch | undefined {
    const policy = found.find(({ isMetadata }) => isMetadata);
    if (policy !== undefined) {
        const { chaincode, collection, key, value } = policy;
        return { check: 'WRITE', chaincode, collection, key, expected: 'no policy of its own', found: shown(value) };
    }
    const recorded = new Map(found.map((write) => [nameOf(write), write]));
    // A key that is written twice has the last value.
    const expected = new Map(computed.map((write) => [nameOf(hashed(write)), write]));
    for (const [name, write] of expected) {
        const { chaincode, collection, key } = write;
        const seen = recorded.get(name);
        const mine = hashed(write).value;
        if (seen === undefined) {
            return { check: 'WRITE', chaincode, collection, key, expected: shown(write.value), found: 'no such write' };
        }
        if (!sameValue(mine, seen.value)) {
            const known = disclosed.find((other) => nameOf(hashed(other)) === name);
            const told =
                collection !== undefined && known === undefined
                    ? { expected: shown(mine), found: shown(seen.value) }
                    : toldApart(write.value, known === undefined ? seen.value : known.value);
            return { check: 'WRITE', chaincode, collection, key, ...told };
        }
    }
    for (const [name, { chaincode, collection, key, value }] of recorded) {
        if (!expected.has(name)) {
            return { check: 'WRITE', chaincode, collection, key, expected: 'no such write', found: shown(value) };
        }
    }
    return undefined;
}

function readMismatch(found: readonly Read[], computed: readonly Read[]): Mismatch | undefined {
    const name = ({ chaincode, collection, key }: Read): string => `${chaincode}\0${collection ?? ''}\0${key}`;
    const recorded = new Map(found.map((read) => [name(read), read]));
    const expected = new Map(computed.map((read) => [name(read), read]));
    const reason = 'what a transaction read decides whether it conflicts with others';
    for (const [at, { chaincode, collection, key, saw }] of expected) {
        const other = recorded.get(at);
        if (other?.saw !== saw) {
            return {
                check: 'READ',
                chaincode,
                collection,
                key,
                expected: saw,
                found: other?.saw ?? 'no such read',
                reason,
            };
        }
    }
    for (const [at, { chaincode, collection, key, saw }] of recorded) {
        if (!expected.has(at)) {
            return { check: 'READ', chaincode, collection, key, expected: 'no such read', found: saw, reason };
        }
    }
    return undefined;
}

function eventMismatch(expected: Recomputed['event'], found: RecordedTransaction['event']): Mismatch | undefined {
    if (expected?.name !== found?.name) {
        return { check: 'EVENT', expected: expected?.name ?? 'none', found: found?.name ?? 'none' };
    }
    return bytesMismatch('EVENT', expected?.payload, found?.payload);
}

function bytesMismatch(
    check: string,
    expected: Uint8Array | undefined,
    found: Uint8Array | undefined,
): Mismatch | undefined {
    return sameValue(expected, found) ? undefined : { check, ...toldApart(expected, found) };
}

/** As it stands in a block: private keys and values are hashes there. */
function hashed(write: Write): Pick<WriteSeen, 'chaincode' | 'collection' | 'key' | 'value'> {
    return write.collection === undefined
        ? write
        : {
              ...write,
              key: sha256(Buffer.from(write.key)).toString('hex'),
              value: write.value && sha256(write.value),
          };
}

function nameOf({ chaincode, collection, key }: Pick<WriteSeen, 'chaincode' | 'collection' | 'key'>): string {
    return `${chaincode}\0${collection ?? ''}\0${key}`;
}

function sameValue(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
    return a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0;
}

function sha256(bytes: Uint8Array): Buffer {
    return createHash('sha256').update(bytes).digest();
}
