import { Fields } from '../fields.js';
import { type Slot, slot } from '../slot.js';

/** The rules both organisations agreed on; versions are numbered from 1. */
export type Rules = {
    readonly priceRule: 'shared';
    /** The community's zone, minutes east of UTC. */
    readonly utcOffsetMinutes: number;
    /** A slot becomes final at the latest when this many slots later are gated; 288 is 72 h. */
    readonly finalAfterSlots: number;
    /** `simulated`: transaction timestamps are not looked at. */
    readonly clock: 'wall' | 'simulated';
    /** First slot that can be gated. */
    readonly firstSlot: Slot;
};

/** Reads the rules. @throws REQUEST_INVALID */
export function parseRules(request: unknown): Rules {
    const fields = new Fields(request, 'rules');
    const rules: Rules = {
        priceRule: fields.oneOf('priceRule', ['shared']),
        utcOffsetMinutes: fields.integer('utcOffsetMinutes', -720, 840),
        finalAfterSlots: fields.integer('finalAfterSlots', 1, 35_040),
        clock: fields.oneOf('clock', ['wall', 'simulated']),
        firstSlot: slot(fields.integer('firstSlot')),
    };
    fields.end();
    if (rules.utcOffsetMinutes % 15 !== 0) {
        throw fields.bad('utcOffsetMinutes', 'a multiple of 15 is expected');
    }
    return rules;
}
