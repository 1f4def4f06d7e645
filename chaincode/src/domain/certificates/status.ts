import { problem } from '../problems.js';
import { act } from './lifecycle.js';
import type { CertificateRecord, RevocationReason } from './record.js';

/** The certificate without effect until it is resumed or revoked; its energy stays retired. @throws CERTIFICATE_STATUS unless it is valid */
export function suspendCertificate(certificate: CertificateRecord, reason: string): CertificateRecord {
    mustBe(certificate, 'valid');
    return { ...certificate, status: 'suspended', suspension: { reason } };
}

/** The certificate valid again. @throws CERTIFICATE_STATUS unless it is suspended */
export function resumeCertificate(certificate: CertificateRecord): CertificateRecord {
    mustBe(certificate, 'suspended');
    return { ...certificate, status: 'valid', suspension: null };
}

/**
 * The certificate without effect for ever, its Wh withdrawn. Its slots stay claimed by its series: another certificate can take them
 * over only by superseding this one, and only where `reissue` says so; after fraud never.
 * @throws CERTIFICATE_STATUS unless it is valid or suspended
 */
export function revokeCertificate(
    certificate: CertificateRecord,
    { code, reason, reissue }: Readonly<{ code: RevocationReason; reason: string; reissue: boolean }>,
): CertificateRecord {
    mustBe(certificate, 'valid', 'suspended');
    return {
        ...certificate,
        status: 'revoked',
        state: act(certificate.state, 'withdraw'),
        revocation: { code, reason, reissue: reissue && code !== 'fraud' },
    };
}

/**
 * The certificate as it stands once a new one takes its place.
 * @throws CERTIFICATE_SUPERSEDES where it has been superseded already, or was revoked for good
 */
export function supersedeCertificate(certificate: CertificateRecord, by: string): CertificateRecord {
    const { number, status, state, supersededBy, revocation } = certificate;
    if (status === 'superseded' || supersededBy !== null) {
        throw problem('CERTIFICATE_SUPERSEDES', { number, reason: 'it is superseded already' });
    }
    if (revocation?.reissue === false) {
        throw problem('CERTIFICATE_SUPERSEDES', { number, reason: 'it was revoked for good' });
    }
    const withdrawn = status === 'revoked' ? state : act(state, 'withdraw');
    return {
        ...certificate,
        status: status === 'revoked' ? 'revoked' : 'superseded',
        state: withdrawn,
        supersededBy: by,
    };
}

/** Whether the certificate's energy counts as certified: also while it is suspended. */
export function isInForce({ state }: Pick<CertificateRecord, 'state'>): boolean {
    return state === 'Claimed';
}

function mustBe({ number, status }: CertificateRecord, ...allowed: readonly CertificateRecord['status'][]): void {
    if (!allowed.includes(status)) {
        throw problem('CERTIFICATE_STATUS', { number, status });
    }
}
