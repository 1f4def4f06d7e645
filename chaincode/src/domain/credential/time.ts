import { formatSlot, parseSlot, type Slot } from '../slot.js';
import type { Instant } from './credential.js';

/** The start of a slot as documents write it. */
export function instantOf(slot: Slot): Instant {
    return `${formatSlot(slot).slice(0, 16)}:00Z`;
}

/** The slot that starts at an instant. @throws SLOT_INVALID */
export function slotAt(instant: Instant): Slot {
    return parseSlot(instant.replace(/:00Z$/, 'Z'));
}
