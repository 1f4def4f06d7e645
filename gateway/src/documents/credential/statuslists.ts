import {
    addProof,
    type Gzip,
    type SignedStatusList,
    type StatusPurpose,
    statusListCredential,
} from '@linguang/chaincode/domain';
import { sha256 } from '../../crypto/sha256.js';
import type { DocumentKeys } from './keys.js';
import type { DocumentSource } from './source.js';
import { wallInstant } from './wallinstant.js';

/** How long a list is valid, and how long a copy may be used without asking again, ms. */
const VALID_MS = 3_600_000;
const TTL_MS = 300_000;

type Kept = Readonly<{ set: string; signedAt: number; list: SignedStatusList }>;

/** The signed lists, made when they are asked for; signed again once a status changed or half their time is over. */
export class StatusLists {
    readonly #keys: DocumentKeys;
    readonly #source: DocumentSource;
    readonly #gzip: Gzip;
    readonly #kept = new Map<string, Kept>();

    constructor(keys: DocumentKeys, source: DocumentSource, gzip: Gzip) {
        this.#keys = keys;
        this.#source = source;
        this.#gzip = gzip;
    }

    /** undefined for a list that no certificate is in. */
    list(purpose: StatusPurpose, list: number, now = Date.now()): SignedStatusList | undefined {
        if (!Number.isSafeInteger(list) || list < 0 || list > this.#source.lists()) {
            return undefined;
        }
        const indexes = this.#indexes(purpose, list);
        const [name, set] = [`${purpose}-${list}`, indexes.join()];
        const kept = this.#kept.get(name);
        if (kept !== undefined && kept.set === set && now - kept.signedAt < VALID_MS / 2) {
            return kept.list;
        }
        const { methods, sign } = this.#keys.current;
        const unsigned = statusListCredential(
            { did: this.#keys.did, purpose, list, set: indexes },
            { validFrom: wallInstant(now), validUntil: wallInstant(now + VALID_MS), ttl: TTL_MS },
            this.#gzip,
        );
        const options = { created: unsigned.validFrom, verificationMethod: methods.proof };
        const signed = addProof(unsigned, options, { hash: sha256, sign });
        this.#kept.set(name, { set, signedAt: now, list: signed });
        return signed;
    }

    /** After a change of keys. */
    forget(): void {
        this.#kept.clear();
    }

    /** What replaced a certificate makes it as invalid as a revocation does. */
    #indexes(purpose: StatusPurpose, list: number): readonly number[] {
        const set = [...this.#source.statuses()]
            .filter(({ entry }) => entry.list === list)
            .filter(({ status }) =>
                purpose === 'suspension' ? status === 'suspended' : status === 'revoked' || status === 'superseded',
            );
        return set.map(({ entry }) => entry.index).sort((a, b) => a - b);
    }
}
