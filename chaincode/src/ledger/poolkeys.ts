import { type Slot, slot } from '../domain/index.js';
import { fixed, identifier, keyKind } from './key.js';

const slots = fixed<Slot>(9, slot);
const sequences = fixed(16, Number);

/** Keys of the solidarity pool in public state. */
export const poolKeys = {
    /** Commitments of the households that are entitled in months from slot `from` on, until a newer list. */
    list: keyKind('pool-list', { from: slots, sequence: sequences }),
    /** The community has opened the list of a month. */
    opening: keyKind('pool-opening', { month: identifier }),
    /** For whom energy may be reserved in slots from `from` on: that a list was opened for it. */
    serving: keyKind('pool-serving', { from: slots }),
    /** A month of the pool's account is closed. */
    month: keyKind('pool-month', { month: identifier }),
} as const;

/** Keys of what households are behind commitments, and of the account. */
export const privatePoolKeys = {
    /** What the office keeps of a list, by the digest of its commitments: in the community's own collection. */
    kept: keyKind('pool-kept', { digest: identifier }),
    /** The households of a month, once opened: in `bills`. */
    recipients: keyKind('pool-recipients', { month: identifier }),
    /** The households for whom energy may be reserved in slots from `from` on: in `bills`. */
    served: keyKind('pool-served', { from: slots }),
    /** What of a slot's trades was reserved, by revision: in `bills`. */
    reserved: keyKind('pool-reserved', { slot: slots, revision: fixed(5, Number) }),
    /** The pool's account: in `bills`. */
    account: keyKind('pool-account', { month: identifier }),
} as const;
