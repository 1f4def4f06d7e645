import {
    createHash,
    createHmac,
    createPublicKey,
    generateKeyPairSync,
    type KeyObject,
    sign,
    verify,
} from 'node:crypto';
import {
    base64url,
    composeOcmf,
    composeOcmfPayload,
    type Hash,
    type Hmac,
    type Intent,
    intentSigningInput,
    type MeterReading,
    type PublicJwk,
    parsePublicJwk,
    thumbprint,
    utf8,
    type VerifyEs256,
} from '../index.js';

/** Node's crypto as the domain takes it. */
export const hash: Hash = (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest());
export const hmac: Hmac = (key, bytes) => new Uint8Array(createHmac('sha256', key).update(bytes).digest());
export const verifyEs256: VerifyEs256 = (jwk, message, signature) =>
    verify('sha256', message, { key: publicKey(jwk), dsaEncoding: 'ieee-p1363' }, signature);

const imported = new Map<string, KeyObject>();
function publicKey(jwk: PublicJwk): KeyObject {
    const known = imported.get(jwk.x) ?? createPublicKey({ key: { ...jwk }, format: 'jwk' });
    imported.set(jwk.x, known);
    return known;
}

/** A key pair of a meter or a participant. */
export type Signer = {
    readonly jwk: PublicJwk;
    readonly kid: string;
    /** The compact JWS of a signing input. */
    signInput(input: string): string;
    signIntent(intent: Intent): string;
    signReading(reading: MeterReading): string;
    signPayload(payload: string): string;
};

export function signer(): Signer {
    const { publicKey: open, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = parsePublicJwk(open.export({ format: 'jwk' }));
    const kid = thumbprint(hash, jwk);
    const signPayload = (payload: string) => composeOcmf(payload, sign('sha256', utf8(payload), privateKey));
    const signInput = (input: string) => {
        const signature = sign('sha256', utf8(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
        return `${input}.${base64url(signature)}`;
    };
    return {
        jwk,
        kid,
        signPayload,
        signReading: (reading) => signPayload(composeOcmfPayload(reading)),
        signInput,
        signIntent: (intent) => signInput(intentSigningInput(intent, kid)),
    };
}
