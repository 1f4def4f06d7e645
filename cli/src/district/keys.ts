import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
    base64url,
    composeOcmf,
    composeOcmfPayload,
    type Intent,
    intentSigningInput,
    type MeterReading,
    type PublicJwk,
    parsePublicJwk,
    utf8,
} from '@linguang/chaincode/domain';
import { z } from 'zod';
import { CAST, type Member } from './cast.js';

const PrivateJwk = z.object({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: z.string(),
    y: z.string(),
    d: z.string(),
});
type PrivateJwk = z.infer<typeof PrivateJwk>;
const StoredPerson = z.object({ participant: z.string(), point: z.string(), key: PrivateJwk, meter: PrivateJwk });
const Store = z.object({ v: z.literal(1), people: z.record(z.string(), StoredPerson) });

/** Somebody with one metering point on the ledger, and what signs for them. */
export class Person {
    readonly #key: KeyObject;
    readonly #meter: KeyObject;

    constructor(
        readonly participant: string,
        readonly point: string,
        readonly privateJwk: PrivateJwk = newKey(),
        meter: PrivateJwk = newKey(),
    ) {
        this.#key = createPrivateKey({ key: privateJwk, format: 'jwk' });
        this.#meter = createPrivateKey({ key: meter, format: 'jwk' });
        this.jwk = publicPart(privateJwk);
        this.meterJwk = publicPart(meter);
    }

    readonly jwk: PublicJwk;
    readonly meterJwk: PublicJwk;

    get serial(): string {
        return `LG-${this.point}`;
    }

    /** A compact JWS over an instruction, as the participant's telephone would sign it. */
    signIntent(intent: Intent, kid: string): string {
        return this.signInput(intentSigningInput(intent, kid));
    }

    /** The compact JWS of a signing input. */
    signInput(input: string): string {
        return `${input}.${base64url(sign('sha256', utf8(input), { key: this.#key, dsaEncoding: 'ieee-p1363' }))}`;
    }

    /** An OCMF record, as the meter would sign it. */
    signReading(reading: MeterReading): string {
        const payload = composeOcmfPayload(reading);
        return composeOcmf(payload, sign('sha256', utf8(payload), this.#meter));
    }
}

/** A member of the simulated district as a person on the ledger. */
export class Actor extends Person {
    constructor(
        readonly member: Member,
        stored: z.infer<typeof StoredPerson>,
    ) {
        super(stored.participant, stored.point, stored.key, stored.meter);
    }
}

/** The district's actors: read from its folder, or made with fresh random keys and written there. */
export async function loadActors(folder: string): Promise<readonly Actor[]> {
    const file = join(folder, 'keys.json');
    const text = await readFile(file, 'utf8').catch(() => undefined);
    const store = text === undefined ? newStore() : Store.parse(JSON.parse(text));
    if (text === undefined) {
        await writeWhole(file, store);
    }
    return CAST.flatMap((member) => {
        const person = store.people[member.key];
        return person === undefined ? [] : [new Actor(member, person)];
    });
}

/** Leaves the residents with their private keys for the community gateway's development pages. */
export async function writeResidents(folder: string, actors: readonly Actor[]): Promise<void> {
    const items = actors.map(({ member, participant, point, privateJwk }) => ({
        participant,
        name: member.name,
        points: [point],
        jwk: privateJwk,
    }));
    await writeWhole(join(folder, 'residents.json'), { items });
}

function newStore(): z.infer<typeof Store> {
    const person = () => ({
        participant: `p-${randomBytes(6).toString('hex')}`,
        point: `mp-${randomBytes(6).toString('hex')}`,
        key: newKey(),
        meter: newKey(),
    });
    return { v: 1, people: Object.fromEntries(CAST.map(({ key }) => [key, person()])) };
}

function newKey(): PrivateJwk {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return PrivateJwk.parse(privateKey.export({ format: 'jwk' }));
}

function publicPart({ kty, crv, x, y }: PrivateJwk): PublicJwk {
    return parsePublicJwk({ kty, crv, x, y });
}

async function writeWhole(file: string, value: unknown): Promise<void> {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}.new`, JSON.stringify(value), { mode: 0o600 });
    await rename(`${file}.new`, file);
}
