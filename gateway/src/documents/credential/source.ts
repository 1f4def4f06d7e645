import type { CertificateFacts, CertifiedLine, SlotRange } from '@linguang/chaincode/domain';

/** What a document is made of, but for the issuer, which is this gateway's own. */
export type LedgerFacts = Omit<CertificateFacts, 'issuer'>;

/** How a certificate stands, as the ledger has it. */
export type DocumentStatus = 'valid' | 'suspended' | 'revoked' | 'superseded';

/** Where the facts of documents come from: the ledger, through the read model. */
export type DocumentSource = Readonly<{
    /** Facts of an issued certificate and the digest the ledger has; undefined for a number it does not know. */
    certificate(number: string): { readonly facts: LedgerFacts; readonly digest: string } | undefined;
    /** Status entries of all certificates that are not simply valid. */
    statuses(): Iterable<{ readonly entry: CertificateFacts['basis']['statusEntry']; readonly status: DocumentStatus }>;
    /** Highest list in use; 0 while there is none. */
    lists(): number;
    /** Lines of the holder of a certificate in a month, certified or not. `final`: every slot is settled for good. */
    month(
        number: string,
        month: string,
    ): { readonly period: SlotRange; readonly lines: readonly CertifiedLine[]; readonly final: boolean } | undefined;
}>;
