import type { PriceRule } from '../clearing/index.js';
import { Fields } from '../fields.js';
import { type Slot, slot } from '../slot.js';
import { type Carbon, parseCarbon } from './rules/carbon.js';
import { type ForwardRules, parseForwardRules } from './rules/forward.js';
import { type MatcherRules, parseMatcherRules } from './rules/matcher.js';
import { type PoolRules, parsePoolRules } from './rules/pool.js';
import { type Provisional, parseProvisional } from './rules/provisional.js';
import { parseSubstitution, type SubstitutionRule } from './rules/substitution.js';

/** What rules may say beyond the necessary; a section that is null or left out is off. */
export type RuleSections = {
    /** How many slots ahead the next change of rules must be accepted; 96 is a day. */
    readonly notice: number;
    readonly provisional: Provisional | null;
    readonly substitution: SubstitutionRule | null;
    /** The forward market. */
    readonly forward: ForwardRules | null;
    /** Matches that others propose for the forward market's orders. */
    readonly matcher: MatcherRules | null;
    /** Emission factors for figures. */
    readonly carbon: Carbon | null;
    /** The solidarity pool and how it is spent. */
    readonly pool: PoolRules | null;
};

/** The rules both organisations agreed on; versions are numbered from 1. */
export type Rules = RuleSections & {
    /** Of the market as metered. */
    readonly priceRule: PriceRule;
    /** The community's zone, minutes east of UTC. */
    readonly utcOffsetMinutes: number;
    /** A slot becomes final at the latest when this many slots later are gated; 288 is 72 h. */
    readonly finalAfterSlots: number;
    /** `simulated`: transaction timestamps are not looked at. */
    readonly clock: 'wall' | 'simulated';
    /** First slot that can be gated. */
    readonly firstSlot: Slot;
};

/** Every section off, a day's notice. */
export const DEFAULT_SECTIONS: RuleSections = {
    notice: 96,
    provisional: null,
    substitution: null,
    forward: null,
    matcher: null,
    carbon: null,
    pool: null,
};

/** Reads the rules. @throws REQUEST_INVALID */
export function parseRules(request: unknown): Rules {
    const fields = new Fields(request, 'rules');
    const rules: Rules = {
        priceRule: fields.oneOf('priceRule', ['shared', 'midpoint', 'buyer', 'seller']),
        utcOffsetMinutes: fields.integer('utcOffsetMinutes', -720, 840),
        finalAfterSlots: fields.integer('finalAfterSlots', 1, 35_040),
        clock: fields.oneOf('clock', ['wall', 'simulated']),
        firstSlot: slot(fields.integer('firstSlot')),
        notice: fields.optional('notice', () => fields.integer('notice', 1, 35_040)) ?? DEFAULT_SECTIONS.notice,
        provisional: section(fields, 'provisional', parseProvisional),
        substitution: section(fields, 'substitution', parseSubstitution),
        forward: section(fields, 'forward', parseForwardRules),
        matcher: section(fields, 'matcher', parseMatcherRules),
        carbon: section(fields, 'carbon', parseCarbon),
        pool: section(fields, 'pool', parsePoolRules),
    };
    fields.end();
    if (rules.utcOffsetMinutes % 15 !== 0) {
        throw fields.bad('utcOffsetMinutes', 'a multiple of 15 is expected');
    }
    if (rules.provisional !== null && rules.provisional.deadlineSlots >= rules.finalAfterSlots) {
        throw fields.bad('provisional', 'the deadline must come before the slot becomes final');
    }
    return rules;
}

/** A section of the rules; null where it is left out or null. */
function section<Of>(fields: Fields, key: string, read: (section: Fields) => Of): Of | null {
    if (!fields.has(key)) {
        return null;
    }
    return fields.take(key) === null ? null : read(fields.object(key));
}
