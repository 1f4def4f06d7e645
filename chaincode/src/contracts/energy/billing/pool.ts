import {
    canonical,
    chargesOf,
    closePool,
    type GiftSum,
    giftsOfMonth,
    type Household,
    hex,
    localMonth,
    localMonthRange,
    type MonthTerms,
    makeBill,
    openRecipients,
    type PointSum,
    type PoolMonth,
    previousMonth,
    problem,
    recipientCommitment,
    utf8,
} from '../../../domain/index.js';
import { hash, hmac } from '../../crypto.js';
import type { EnergyContext } from '../context.js';
import { entitledAt } from '../pool/recipients.js';

/** What a month's bills are made of, as far as the pool needs it. */
export type PoolBasis = Readonly<{
    month: string;
    utcOffsetMinutes: number;
    terms: MonthTerms;
    sums: readonly PointSum[];
    gifts: readonly GiftSum[];
    /** In force in the month's last slot. */
    rulesVersion: number;
}>;

/**
 * The pool's month: who gives what, and who gets what. Reads, frozen once the month is over: rules, the account of the month before, the opened
 * list of recipients.
 * @throws BILLING_NOT_FINAL while the community has not opened its list, BILLING_OUT_OF_ORDER before the month before is closed
 */
export async function poolOf(context: EnergyContext, basis: PoolBasis): Promise<PoolMonth | null> {
    const { month, utcOffsetMinutes, terms, sums, gifts } = basis;
    const { rules } = await context.registry.rules(basis.rulesVersion);
    const { firstSlot } = await context.marks.origin();
    const before = previousMonth(month);
    const first = month === localMonth(firstSlot, utcOffsetMinutes);
    if (!first && rules.pool !== null && (await context.bills.findMonth(before))?.closed !== true) {
        throw problem('BILLING_OUT_OF_ORDER', { asked: month, next: before });
    }
    const previous = first ? undefined : await context.pool.account(before);
    if (rules.pool === null && previous === undefined) {
        return null;
    }
    const { from, to } = localMonthRange(month, utcOffsetMinutes);
    const given = giftsOfMonth(gifts, sums, { slots: to - from, feedIn: terms.feedIn });
    const owners = Map.groupBy(sums, ({ participant }) => participant);
    const listed = rules.pool === null ? [] : await entitled(context, month, utcOffsetMinutes);
    const households = listed.map((one): Household => {
        const { participant } = one;
        const hers = owners.get(participant) ?? [];
        const { lines } = makeBill({ month, participant, sums: hers, terms, entries: [] });
        return { ...one, charges: chargesOf(lines) };
    });
    return closePool({ month, previous: previous ?? null, rules: rules.pool, given, households }, hash);
}

/** Writes the pool's account of a month that is closed now. */
export async function savePool(
    context: EnergyContext,
    { month, rulesVersion }: Pick<PoolBasis, 'month' | 'rulesVersion'>,
    { account, published }: PoolMonth,
    seed: Uint8Array,
): Promise<void> {
    const document = { v: 1, month, salt: hex(hmac(seed, utf8(`pool|${month}`))), ...account } as const;
    const digest = hex(hash(utf8(canonical(document))));
    await context.pool.saveMonth({ v: 1, month, rulesVersion, digest, published }, document);
}

/** The households entitled in a month. @throws BILLING_NOT_FINAL */
async function entitled(context: EnergyContext, month: string, utcOffsetMinutes: number) {
    if ((await context.pool.opening(month)) !== undefined) {
        const { recipients } = await context.pool.recipients(month);
        return openRecipients(
            month,
            recipients,
            recipients.map((one) => recipientCommitment(one, hash)),
            hash,
        );
    }
    if (await context.pool.hasList(await entitledAt(context, month, utcOffsetMinutes))) {
        throw problem('BILLING_NOT_FINAL', {
            what: month,
            reason: 'the community has not opened who is entitled to its tariff',
        });
    }
    return [];
}
