import { base64urlBytes, type DocumentTrust, type Hash, hex, type VerifyEs256 } from '@linguang/chaincode/domain';
import { p256 } from '@noble/curves/nist.js';
import { hashing } from './hashing.ts';

/** A status list unpacked is 16 KiB; what unpacks to much more is none. */
const mostUnpacked = 1 << 20;

/** ECDSA P-256 with SHA-256, as the domain takes it. A key that is no point of the curve signed nothing. */
const verifyEs256: VerifyEs256 = ({ x, y }, message, signature) => {
    try {
        const point = new Uint8Array([4, ...base64urlBytes(x), ...base64urlBytes(y)]);
        return p256.verify(signature, message, point, { lowS: false });
    } catch {
        return false;
    }
};

/** The browser's cryptography for what needs no unpacking. */
export const cryptography: Readonly<{ hash: Hash; verify: VerifyEs256 }> = { hash: hashing.hash, verify: verifyEs256 };

/**
 * The unpacking that verifying asks for. Browsers unpack only asynchronously, so the lists are unpacked beforehand; anything else that is
 * packed cannot be read.
 */
export async function unpacking(lists: readonly unknown[]): Promise<DocumentTrust['gunzip']> {
    const unpacked = new Map<string, Uint8Array>();
    for (const packed of lists.map(packedBits)) {
        const bytes = packed && (await gunzip(packed).catch(() => undefined));
        if (bytes) {
            unpacked.set(hex(packed), bytes);
        }
    }
    return (bytes) => {
        const found = unpacked.get(hex(bytes));
        if (found === undefined) {
            throw new RangeError('this was not unpacked');
        }
        return found;
    };
}

/** The packed bits of a status list (W3C Bitstring Status List 1.0: multibase base64url); undefined where it is none. */
function packedBits(list: unknown): Uint8Array | undefined {
    const encoded = memberOf(memberOf(list, 'credentialSubject'), 'encodedList');
    try {
        return typeof encoded === 'string' ? base64urlBytes(encoded.slice(1)) : undefined;
    } catch {
        return undefined;
    }
}

async function gunzip(bytes: Uint8Array): Promise<Uint8Array> {
    const stream = new Blob([new Uint8Array(bytes)]).stream().pipeThrough(new DecompressionStream('gzip'));
    const parts: Uint8Array[] = [];
    let size = 0;
    const reader = stream.getReader();
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
        size += value?.length ?? 0;
        if (value === undefined || size > mostUnpacked) {
            await reader.cancel();
            throw new RangeError('this is no status list');
        }
        parts.push(value);
    }
    return new Uint8Array(await new Blob(parts.map((part) => new Uint8Array(part))).arrayBuffer());
}

function memberOf(value: unknown, name: string): unknown {
    return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? new Map<string, unknown>(Object.entries(value)).get(name)
        : undefined;
}
