import { hash } from '../contracts/crypto.js';
import { canonical, hex, type Json, utf8 } from '../domain/index.js';
import { replaced } from './substitution.js';
import type { Recomputed, Recorded, Write } from './world.js';

/** A private document that carries a salt of its own. */
type Salted = Readonly<{ salt: string; [member: string]: Json }>;

/**
 * Salts that come from a seed nobody keeps cannot be computed again. They are taken from the private documents on the ledger, and what
 * follows from them, the digests, is computed with them. Everything else must be as it was computed.
 */
export function withRecordedSalts(done: Recomputed, recorded: Recorded): Recomputed {
    const substitutes = new Map<string, string>();
    for (const write of done.writes.filter(({ collection }) => collection !== undefined)) {
        const mine = saltedIn(write.value);
        const theirs = saltedIn(recorded.privateWrites.find((other) => isSameKey(other, write))?.value);
        if (mine !== undefined && theirs !== undefined && /^[0-9a-f]{64}$/.test(theirs.salt)) {
            const { salt } = theirs;
            substitutes.set(mine.salt, salt);
            for (const form of [whole, withoutVersion]) {
                substitutes.set(digest(form(mine)), digest(form({ ...mine, salt })));
            }
        }
    }
    return replaced(done, substitutes);
}

/** Documents are digested as they stand, or without the version of their schema. */
function whole(document: Salted): Json {
    return document;
}

function withoutVersion({ v: _, ...content }: Salted): Json {
    return content;
}

function digest(content: Json): string {
    return hex(hash(utf8(canonical(content))));
}

function saltedIn(value: Uint8Array | undefined): Salted | undefined {
    const parsed: unknown = value === undefined ? undefined : JSON.parse(Buffer.from(value).toString());
    return isSalted(parsed) ? parsed : undefined;
}

function isSalted(value: unknown): value is Salted {
    return typeof value === 'object' && value !== null && 'salt' in value && typeof value.salt === 'string';
}

function isSameKey(a: Write, b: Write): boolean {
    return a.chaincode === b.chaincode && a.collection === b.collection && a.key === b.key;
}
