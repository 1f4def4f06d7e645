import { signal } from '@preact/signals';
import type { DevResident, DevToken, Role } from '../../../src/http/api.ts';
import { authorise, send } from '../ledger/api.ts';
import { forget, keep, recall } from './store.ts';

/** The resident who is signed in, with the key she signs with: it can sign, and nothing can read it. */
export type Resident = Readonly<{ participant: string; name: string; key: CryptoKey }>;

/** Who uses the pages on this device. A resident's signing key is here as a key that cannot be exported. */
export type Session = Readonly<{
    role: Role;
    token: string;
    /** Milliseconds since the epoch. */
    expires: number;
    resident?: Resident;
}>;

/** The session on this device; undefined when nobody is signed in. */
export const session = signal<Session | undefined>(undefined);

/** Takes up the session of the last visit, unless its token has expired. */
export async function resume(): Promise<void> {
    const before = await recall<Session>().catch(() => undefined);
    if (before && before.expires > Date.now()) {
        take(before);
    }
}

/** Signs in as a person of the simulated district: fetches a token and takes her key over as non-extractable. */
export async function signInAsResident(resident: DevResident): Promise<void> {
    const { kty, crv, x, y, d } = resident.jwk;
    const key = await crypto.subtle.importKey(
        'jwk',
        { kty, crv, x, y, d },
        { name: 'ECDSA', namedCurve: 'P-256' },
        false,
        ['sign'],
    );
    const { participant, name } = resident;
    await signIn('resident', { role: 'resident', participant }, { participant, name, key });
}

/** Signs in as staff of the organisation that serves these pages; development only. */
export async function signInAsStaff(role: Exclude<Role, 'resident'>): Promise<void> {
    await signIn(role, { role }, undefined);
}

/** Signs out and forgets token and key on this device. */
export async function signOut(): Promise<void> {
    session.value = undefined;
    authorise(undefined);
    await forget();
}

async function signIn(role: Role, request: object, resident: Resident | undefined): Promise<void> {
    const { token, expiresIn } = await send<DevToken>('/v1/dev/tokens', request);
    const expires = Date.now() + expiresIn * 1000;
    const opened: Session = resident ? { role, token, expires, resident } : { role, token, expires };
    await keep(opened);
    take(opened);
}

function take(opened: Session): void {
    authorise(opened.token);
    session.value = opened;
}
