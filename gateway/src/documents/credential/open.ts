import { dirname, join } from 'node:path';
import { originOf } from '@linguang/chaincode/domain';
import type { ConnectionProfile } from '@linguang/network';
import type { Logger } from 'pino';
import { gatewayProblem } from '../../problems.js';
import type { ReadModel } from '../../readmodel/readmodel.js';
import { Documents } from './documents.js';
import { DocumentKeys } from './keys.js';
import { type IssueFacts, LedgerSource } from './ledgersource.js';
import { ledgerLookups } from './lookups.js';
import { DocumentStore } from './store.js';
import { wallInstant } from './wallinstant.js';

/** Who issues documents, and where the world reaches her. */
export type DocumentIssuerOptions = Readonly<{
    /** `https://certifier.example`; by default this machine and the gateway's port. */
    origin?: string;
    name?: string;
    accreditationId?: string;
    /** Folder of the authority that certifies keys for documents; by default that of the organisation beside its profile. */
    authority?: string;
}>;

export type OpenDocuments = Readonly<{
    documents: Documents;
    /**
     * Makes the core of a certificate that is about to be issued.
     * @returns the digest for the ledger
     * @throws DOCUMENT_UNAVAILABLE where the private data of the period is not held, CREDENTIAL_INCONSISTENT
     */
    prepare(issue: IssueFacts): string;
}>;

/** The documents of a certifier's gateway; undefined in the others, which hold no such keys. */
export async function openDocuments({
    profile,
    profileFile,
    data,
    port,
    readModel,
    simulation,
    issuer = {},
    logger,
}: Readonly<{
    profile: ConnectionProfile;
    profileFile: string;
    data: string;
    port: number;
    readModel: ReadModel;
    simulation: boolean;
    issuer?: DocumentIssuerOptions;
    logger: Logger;
}>): Promise<OpenDocuments | undefined> {
    const { organisation, channel } = profile;
    if (organisation !== 'certifier') {
        return undefined;
    }
    const folder = join(data, 'documents');
    const keys = await DocumentKeys.open(
        {
            folder,
            ...(issuer.origin === undefined ? {} : { origin: issuer.origin }),
            local: `http://localhost${port === 0 ? '' : `:${port}`}`,
            issuer: {
                name: issuer.name ?? 'Linguang Certifier',
                accreditationId: issuer.accreditationId ?? 'development',
            },
            organisation,
            authority: issuer.authority ?? join(dirname(dirname(profileFile)), 'organisations', organisation, 'ca'),
        },
        wallInstant(),
    );
    logger.info({ did: keys.did, origin: originOf(keys.did), key: keys.current.kid }, 'documents are signed');
    const source = new LedgerSource({ readModel, channel, simulation, ...ledgerLookups(readModel, keys.did) });
    const documents = new Documents(keys, new DocumentStore(join(folder, 'documents.sqlite')), source);
    const prepare = (issue: IssueFacts) => {
        const facts = source.facts(issue);
        if (facts === undefined) {
            throw gatewayProblem('DOCUMENT_UNAVAILABLE', { number: issue.basis.number });
        }
        return documents.prepare(facts).digest;
    };
    return { documents, prepare };
}
