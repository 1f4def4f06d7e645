import { type DocumentVerification, verifyDocument } from '@linguang/chaincode/domain';
import type { Anchors } from './anchors.ts';
import { cryptography, unpacking } from './cryptography.ts';

/**
 * Checks a document on this device; nothing of it leaves it.
 * @param code - what the code on the paper says, to be compared with the document
 */
export async function judge(
    document: Uint8Array,
    { keys, authorities, statusLists, networks }: Anchors,
    { code, now = new Date() }: Readonly<{ code?: string | undefined; now?: Date }> = {},
): Promise<DocumentVerification> {
    const { hash, verify } = cryptography;
    const gunzip = await unpacking([...statusLists, ...listsInside(document)]);
    const trust = {
        keys,
        authorities,
        statusLists,
        networks,
        hash,
        verify,
        gunzip,
        ...(code === undefined ? {} : { code }),
    };
    return verifyDocument(document, trust, `${now.toISOString().slice(0, 19)}Z`);
}

/** Status lists that a bundle brings along; they are unpacked here and judged by what judges the bundle. */
function listsInside(document: Uint8Array): readonly unknown[] {
    if (document[0] !== 0x7b) {
        return [];
    }
    try {
        const { statusLists } = Object(JSON.parse(new TextDecoder().decode(document)));
        return Array.isArray(statusLists) ? statusLists.slice(0, 10) : [];
    } catch {
        return [];
    }
}
