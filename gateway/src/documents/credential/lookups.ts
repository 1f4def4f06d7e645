import { type CertificateFacts, fileDigest, originOf, schemeFile } from '@linguang/chaincode/domain';
import { sha256 } from '../../crypto/sha256.js';
import { type ReadModel, recordOf } from '../../readmodel/readmodel.js';
import type { LedgerSourceOptions } from './ledgersource.js';

/** What the ledger says of schemes and accreditations. */
export function ledgerLookups(
    readModel: ReadModel,
    did: string,
): Pick<LedgerSourceOptions, 'scheme' | 'accreditations'> {
    return {
        scheme: ({ scheme, version }) => {
            const row = readModel.one('SELECT record FROM schemes WHERE scheme = ? AND version = ?', scheme, version);
            return row === undefined ? defaultScheme(did) : recordOf<CertificateFacts['scheme']>(row);
        },
        accreditations: () =>
            readModel
                .all('SELECT record FROM plants')
                .map((row) => recordOf<CertificateFacts['accreditations'][number]>(row)),
    };
}

/** The scheme's document as this gateway publishes it: what a scheme version on the ledger names by address and digest. */
export function defaultScheme(did: string): CertificateFacts['scheme'] {
    return { document: { uri: originOf(did) + schemeFile.path, digest: fileDigest(schemeFile, sha256) } };
}
