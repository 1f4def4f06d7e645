import { STATUS_LIST_SIZE, type StatusEntry } from '../certificates/record.js';
import type { CredentialStatus, StatusPurpose } from './credential.js';
import { STATUS_PURPOSES } from './credential.js';

/** Where the list of a purpose lies. */
export function statusListUrl(origin: string, purpose: StatusPurpose, list: number): string {
    return `${origin}/v1/status/${purpose}-${list}`;
}

/** Both entries of a certificate: revocation, for ever, and suspension, which may end. They share the index. */
export function statusEntries({ list, index }: StatusEntry, origin: string): readonly CredentialStatus[] {
    return STATUS_PURPOSES.map((statusPurpose) => {
        const statusListCredential = statusListUrl(origin, statusPurpose, list);
        return {
            id: `${statusListCredential}#${index}`,
            type: 'BitstringStatusListEntry',
            statusPurpose,
            statusListIndex: String(index),
            statusListCredential,
        };
    });
}

/** Whether an entry is exactly one that this issuer gives: in a list of its own, inside the list. */
export function statusEntryOf(entry: CredentialStatus, purpose: StatusPurpose, origin: string): boolean {
    const index = Number(entry.statusListIndex);
    const list = Number(/-(0|[1-9]\d{0,8})$/.exec(entry.statusListCredential)?.[1]);
    if (!Number.isSafeInteger(list) || index >= STATUS_LIST_SIZE) {
        return false;
    }
    const own = statusEntries({ list, index }, origin).find(({ statusPurpose }) => statusPurpose === purpose);
    return (
        own !== undefined &&
        own.id === entry.id &&
        own.statusListCredential === entry.statusListCredential &&
        entry.statusPurpose === purpose
    );
}
