import type { UnsignedCertificate } from '../credential/credential.js';
import type { DocumentKey } from '../credential/did.js';
import { type StatusList, verifyStatusList } from '../credential/statuslist.js';
import { Problem } from '../problems.js';
import type { Findings } from './findings.js';
import type { DocumentTrust } from './result.js';

/** A list of the issuer's, with the reason why it is too old or too new where it is. */
type Read = Readonly<{ list: StatusList; stale: Problem | undefined }>;

/**
 * Looks the certificate up in the lists that were given. A list out of its time still tells of a revocation, which is for ever; of
 * anything else it tells nothing.
 */
export function checkStatus(
    core: Pick<UnsignedCertificate, 'credentialStatus'> & { readonly issuer: { readonly id: string } },
    keys: readonly DocumentKey[],
    trust: DocumentTrust,
    now: string,
    findings: Findings,
): void {
    for (const { statusPurpose, statusListCredential, statusListIndex } of core.credentialStatus) {
        const id = `status.${statusPurpose}` as const;
        const given = trust.statusLists.filter((list) => idOf(list) === statusListCredential);
        const read: Read[] = [];
        let refused: unknown;
        for (const one of given) {
            try {
                read.push(readList(one, core.issuer.id, keys, trust, now));
            } catch (error) {
                refused = error;
            }
        }
        const believed = read.filter(({ list }) => list.purpose === statusPurpose && !list.anchorNeeded);
        const isSet = ({ list }: Read) => list.isSet(Number(statusListIndex));
        const current = believed
            .filter(({ stale }) => stale === undefined)
            .toSorted((a, b) => (a.list.validFrom < b.list.validFrom ? 1 : -1))[0];
        const stale = believed[0]?.stale;
        if (statusPurpose === 'revocation' && believed.some(isSet)) {
            findings.add(id, 'fail', 'STATUS_REVOKED');
        } else if (current !== undefined && isSet(current)) {
            findings.add(id, 'fail', 'STATUS_SUSPENDED');
        } else if (refused !== undefined) {
            findings.refuse(id, 'unknown', refused);
        } else if (current !== undefined) {
            findings.pass(id);
        } else if (stale !== undefined) {
            findings.refuse(id, 'unknown', stale);
        } else {
            findings.add(id, 'unknown', given.length > 0 ? 'STATUS_KEY_REVOKED' : 'STATUS_NOT_GIVEN', {
                url: statusListCredential,
            });
        }
    }
}

function readList(
    value: unknown,
    did: string,
    keys: readonly DocumentKey[],
    { hash, verify, gunzip }: DocumentTrust,
    now: string,
): Read {
    const cryptography = { hash, verify, gunzip };
    try {
        return { list: verifyStatusList(value, { did, keys, at: now }, cryptography), stale: undefined };
    } catch (error) {
        if (!(error instanceof Problem) || error.code !== 'STATUS_LIST_STALE') {
            throw error;
        }
        const at = String(error.params['from']);
        return { list: verifyStatusList(value, { did, keys, at }, cryptography), stale: error };
    }
}

function idOf(list: unknown): unknown {
    return typeof list === 'object' && list !== null && 'id' in list ? list.id : undefined;
}
