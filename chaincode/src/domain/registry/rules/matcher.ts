import type { Fields } from '../../fields.js';

/** Others than the engine may propose matches; rules without this section take none. */
export type MatcherRules = {
    /** Trades in one proposal at most. */
    readonly mostTrades: number;
};

/** Reads `{mostTrades}`; 2,000 where it is left out. @throws REQUEST_INVALID */
export function parseMatcherRules(fields: Fields): MatcherRules {
    const mostTrades = fields.optional('mostTrades', () => fields.integer('mostTrades', 1, 5_000)) ?? 2_000;
    fields.end();
    return { mostTrades };
}
