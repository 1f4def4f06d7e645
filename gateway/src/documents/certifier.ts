import { didOf, originOf, type SchemeVersion } from '@linguang/chaincode/domain';
import type { Gateway } from '../gateway.js';
import { recordOf } from '../readmodel/readmodel.js';

/** The certifier of the consortium, as everybody reaches her. */
export type Certifier = Readonly<{
    did: string;
    /** Where her keys, status lists and documents are: `https://certifier.example`. */
    origin: string;
}>;

/**
 * The certifier's own gateway knows who it is. The others go by the ledger, where she named the address of her newest scheme's document;
 * undefined before there is one, and where it does not lie at an address that can be an issuer's.
 */
export function certifierOf({ documents, readModel }: Pick<Gateway, 'documents' | 'readModel'>): Certifier | undefined {
    if (documents !== undefined) {
        const { did } = documents.documents.keys;
        return { did, origin: originOf(did) };
    }
    const newest = readModel
        .all('SELECT record FROM schemes')
        .map((row) => recordOf<SchemeVersion>(row))
        .toSorted((a, b) => a.from - b.from || a.version - b.version)
        .at(-1);
    if (newest === undefined) {
        return undefined;
    }
    try {
        const { origin } = new URL(newest.document.uri);
        return { did: didOf(origin), origin };
    } catch {
        return undefined;
    }
}
