import { type Hash, utf8 } from '../crypto.js';
import type { CertificateRecord, SchemeVersion } from './record.js';

/**
 * Whether a certificate belongs to the sample that a person looks at. It is decided by a hash that takes in something fixed only after the
 * certificate: nobody can choose certificates so as to avoid the sample, and everybody can recompute it.
 * @param later - text nobody knew at issue, as the hash of the block that holds it
 */
export function isSampled(
    { number, digest }: Pick<CertificateRecord, 'number' | 'digest'>,
    { samplingPermille }: Pick<SchemeVersion, 'samplingPermille'>,
    later: string,
    hash: Hash,
): boolean {
    const [a = 0, b = 0, c = 0, d = 0] = hash(utf8(`${number}|${digest}|${later}`));
    return ((a << 24) + (b << 16) + (c << 8) + d) >>> 0 < Math.floor((samplingPermille * 0x1_0000_0000) / 1000);
}
