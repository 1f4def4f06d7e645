import {
    type CertificateEvidence,
    type CertificateOrder,
    canonical,
    claimsNeeded,
    ISSUE_MOST_BYTES,
    ledgerDay,
    received,
} from '@linguang/chaincode/domain';

/** A certificate that is asked for, and what it rests on. */
export type Part = Readonly<{ certificate: CertificateOrder; holder: CertificateEvidence }>;

/** Certificates of one transaction: a hundred days of 96 slots take a peer about a second of the five that an endorsement may last. */
const MOST_IN_ONE = 100;
/** What a request holds beside its certificates. */
const FRAME_BYTES = 2_000;
/** The longest a record is beyond what its order says, a share of a plant, a claim and an allocation, each with its key. */
const RECORD_BYTES = 1_300;
const SHARE_BYTES = 320;
const CLAIM_BYTES = 700;
const ALLOCATION_BYTES = 320;

/** Parts in their order, cut so that each portion fits into one transaction. */
export function portionsOf(parts: readonly Part[]): readonly (readonly Part[])[] {
    const portions: Part[][] = [];
    let open: Part[] = [];
    let bytes = FRAME_BYTES;
    for (const part of parts) {
        const more = publicBytes(part);
        if (open.length === MOST_IN_ONE || (open.length > 0 && bytes + more > ISSUE_MOST_BYTES)) {
            portions.push(open);
            open = [];
            bytes = FRAME_BYTES;
        }
        open.push(part);
        bytes += more;
    }
    return open.length === 0 ? portions : [...portions, open];
}

/** No less than what a certificate adds to the public part of its transaction. */
function publicBytes({ certificate, holder }: Part): number {
    const taken = holder.lines.flatMap(({ line }) =>
        received(line).map(({ plant }) => `${ledgerDay(line.slot)}|${plant}`),
    );
    return (
        canonical(certificate).length +
        RECORD_BYTES +
        certificate.plants.length * SHARE_BYTES +
        claimsNeeded([holder]).length * CLAIM_BYTES +
        new Set(taken).size * ALLOCATION_BYTES
    );
}
