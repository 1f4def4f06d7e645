import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
    composeOcmf,
    composeOcmfPayload,
    formatSlot,
    type Intent,
    intentSigningInput,
    type PublicJwk,
    parsePublicJwk,
    type Slot,
    slot,
    thumbprint,
    wh,
} from '@linguang/chaincode/domain';

/** A P-256 key of a person or a meter in a test. */
export class TestKey {
    readonly #private: KeyObject;
    readonly jwk: PublicJwk;

    constructor() {
        const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
        this.#private = privateKey;
        const { kty, crv, x, y } = publicKey.export({ format: 'jwk' });
        this.jwk = parsePublicJwk({ kty, crv, x, y });
    }

    get kid(): string {
        return thumbprint((bytes) => createHash('sha256').update(bytes).digest(), this.jwk);
    }

    /** A compact JWS over an intent, as a browser makes it. */
    signIntent(intent: Intent): string {
        return this.signInput(intentSigningInput(intent, this.kid));
    }

    /** The compact JWS of a signing input. */
    signInput(input: string): string {
        const signature = sign('sha256', Buffer.from(input), { key: this.#private, dsaEncoding: 'ieee-p1363' });
        return `${input}.${signature.toString('base64url')}`;
    }

    signDer(text: string): Buffer {
        return sign('sha256', Buffer.from(text), { key: this.#private, dsaEncoding: 'der' });
    }
}

/** A meter that counts and signs; registers go up by what a test says. */
export class TestMeter {
    readonly key = new TestKey();
    readonly serial: string;
    #imported = 0;
    #exported = 0;
    #page = 0;

    constructor(serial: string) {
        this.serial = serial;
    }

    /** The signed reading of a slot. */
    read(of: number, { imported, exported }: Readonly<{ imported: number; exported: number }>): string {
        const before = { imported: this.#imported, exported: this.#exported };
        this.#imported += imported;
        this.#exported += exported;
        const payload = composeOcmfPayload({
            serial: this.serial,
            page: ++this.#page,
            slot: slot(of),
            import: { start: wh(before.imported), end: wh(this.#imported) },
            export: { start: wh(before.exported), end: wh(this.#exported) },
            generation: null,
            quality: 'measured',
        });
        return composeOcmf(payload, this.key.signDer(payload));
    }
}

/** A slot by number, for expectations. */
export function at(number: number): Slot {
    return slot(number);
}

export { formatSlot };
