import { type Slot, slot } from '../domain/index.js';
import { fixed, identifier, keyKind } from './key.js';

const slots = fixed<Slot>(9, slot);
const sequences = fixed(16, Number);
const parts = fixed(4, Number);

/** Keys of the forward market in public state. */
export const forwardKeys = {
    /** What everybody sees of an order. All of a slot are one range, frozen by its gate. */
    order: keyKind('order', { slot: slots, point: identifier, sequence: sequences }),
    /** Some orders of a slot were opened. */
    opening: keyKind('opening', { slot: slots, transaction: identifier }),
    /** The result of a slot's auction. */
    forward: keyKind('forward', { slot: slots }),
    /** A verdict on a match that somebody proposed. */
    proposal: keyKind('match-proposal', { slot: slots, transaction: identifier }),
} as const;

/** Keys of what orders say: sealed in the community's own collection, once opened in `lines`. */
export const privateForwardKeys = {
    sealed: keyKind('sealed', { slot: slots, commitment: identifier }),
    opened: keyKind('opened', { slot: slots, transaction: identifier }),
    contracts: keyKind('contracts', { slot: slots, part: parts }),
} as const;
