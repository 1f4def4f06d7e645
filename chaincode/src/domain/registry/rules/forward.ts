import type { PriceRule } from '../../clearing/index.js';
import type { Fields } from '../../fields.js';

/** In which order contracts of one metering point are served: as they were made, or each in proportion. */
export const CONTRACT_ORDERS = ['fifo', 'pro rata'] as const;
export type ContractOrder = (typeof CONTRACT_ORDERS)[number];

/** Wholly undelivered, with compensation for what the connection could have carried; or as if it had never been placed. */
export const UNOPENED_RULES = ['undelivered', 'void'] as const;
export type UnopenedRule = (typeof UNOPENED_RULES)[number];

/** The forward market of a community; rules without this section have none. */
export type ForwardRules = {
    readonly priceRule: PriceRule;
    /** How many slots ahead an order may lie. */
    readonly horizonSlots: number;
    readonly contractOrder: ContractOrder;
    /** What part of its contracted Wh a party may fall short without compensation, in 1/10,000. */
    readonly toleranceBasisPoints: number;
    /** Orders of slot S may be opened until slot S + this many is closed. */
    readonly openingSlots: number;
    /** How many orders a metering point may place for one slot, those included that it withdraws. */
    readonly ordersPerPoint: number;
    /** What an order that nobody opened in time counts as. */
    readonly unopened: UnopenedRule;
};

export const FORWARD_DEFAULTS: ForwardRules = {
    priceRule: 'midpoint',
    horizonSlots: 288,
    contractOrder: 'fifo',
    toleranceBasisPoints: 1_000,
    openingSlots: 0,
    ordersPerPoint: 32,
    unopened: 'undelivered',
};

/** Reads the section `forward`; what it leaves out has its default. @throws REQUEST_INVALID */
export function parseForwardRules(fields: Fields): ForwardRules {
    const or = <Value>(key: keyof ForwardRules, read: () => Value, otherwise: Value): Value =>
        fields.optional(key, read) ?? otherwise;
    const defaults = FORWARD_DEFAULTS;
    const rules: ForwardRules = {
        priceRule: or(
            'priceRule',
            () => fields.oneOf<PriceRule>('priceRule', ['shared', 'midpoint', 'buyer', 'seller']),
            defaults.priceRule,
        ),
        horizonSlots: or('horizonSlots', () => fields.integer('horizonSlots', 1, 672), defaults.horizonSlots),
        contractOrder: or(
            'contractOrder',
            () => fields.oneOf('contractOrder', CONTRACT_ORDERS),
            defaults.contractOrder,
        ),
        toleranceBasisPoints: or(
            'toleranceBasisPoints',
            () => fields.integer('toleranceBasisPoints', 0, 10_000),
            defaults.toleranceBasisPoints,
        ),
        openingSlots: or('openingSlots', () => fields.integer('openingSlots', 0, 96), defaults.openingSlots),
        ordersPerPoint: or('ordersPerPoint', () => fields.integer('ordersPerPoint', 1, 1_000), defaults.ordersPerPoint),
        unopened: or('unopened', () => fields.oneOf('unopened', UNOPENED_RULES), defaults.unopened),
    };
    fields.end();
    return rules;
}
