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
    moneyFromJson,
    openRecipients,
    type PointSum,
    type PoolMonth,
    type PoolRules,
    previousMonth,
    problem,
    type Recipient,
    type ReservedSums,
    recipientCommitment,
    type Slot,
    slotPlus,
    utf8,
} from '../../../domain/index.js';
import { hash, hmac } from '../../crypto.js';
import type { EnergyContext } from '../context.js';
import { entitledAt } from '../pool/recipients.js';
import { counts } from '../pool/serving.js';

/** What a month's bills are made of, as far as the pool needs it. */
export type PoolBasis = Readonly<{
    month: string;
    utcOffsetMinutes: number;
    terms: MonthTerms;
    sums: readonly PointSum[];
    gifts: readonly GiftSum[];
    reserved: ReservedSums;
    /** In force in the month's last slot. */
    rulesVersion: number;
}>;

/**
 * The pool's month: who gives what, and who gets what. Reads, frozen once the month is over: rules, the account of the month before, the opened
 * list of recipients, or the gate after which it is too late for that.
 * @throws BILLING_NOT_FINAL while the community still has time to open its list, BILLING_OUT_OF_ORDER before the month before is closed
 */
export async function poolOf(context: EnergyContext, basis: PoolBasis): Promise<PoolMonth | null> {
    const { month, utcOffsetMinutes, terms, sums, gifts, reserved } = basis;
    const { rules } = await context.registry.rules(basis.rulesVersion);
    const { firstSlot } = await context.marks.origin();
    const before = previousMonth(month);
    const first = month === localMonth(firstSlot, utcOffsetMinutes);
    if (!first && rules.pool !== null && (await context.bills.findMonth(before))?.closed !== true) {
        throw problem('BILLING_OUT_OF_ORDER', { asked: month, next: before });
    }
    const previous = first ? undefined : await context.pool.account(before);
    if (rules.pool === null && previous === undefined && reserved.given.length === 0) {
        return null;
    }
    const { from, to } = localMonthRange(month, utcOffsetMinutes);
    const given = giftsOfMonth(gifts, sums, { slots: to - from, feedIn: terms.feedIn }, reserved.given);
    const owners = Map.groupBy(sums, ({ participant }) => participant);
    const used = new Map(reserved.used.map((one) => [one.participant, one]));
    const listed = await entitled(context, basis, rules.pool);
    const households = listed.map((one): Household => {
        const { participant } = one;
        const hers = owners.get(participant) ?? [];
        const { lines } = makeBill({ month, participant, sums: hers, terms, entries: [] });
        const use = used.get(participant);
        const served = use && { wh: use.wh, money: moneyFromJson(use.money) + moneyFromJson(use.fees) };
        return { ...one, charges: chargesOf(lines), ...(served === undefined ? {} : { served }) };
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

/**
 * The households entitled in a month: those of the opened list, and those for whom energy was reserved in it.
 * @param pool - the rules; null: only the latter
 * @throws BILLING_NOT_FINAL while the list can still be opened in time
 */
async function entitled(context: EnergyContext, basis: PoolBasis, pool: PoolRules | null) {
    const { month, utcOffsetMinutes, reserved } = basis;
    const at = await entitledAt(context, month, utcOffsetMinutes);
    const { to } = localMonthRange(month, utcOffsetMinutes);
    const recipients: Recipient[] = reserved.used.length === 0 ? [] : [...(await served(context, at, to))];
    if (pool !== null && (await context.pool.opening(month)) !== undefined) {
        recipients.push(...(await context.pool.recipients(month)).recipients);
    } else if (pool !== null && (await context.pool.hasList(at))) {
        if (!(await context.marks.isGated(slotPlus(to, pool.openWithinSlots)))) {
            throw problem('BILLING_NOT_FINAL', {
                what: month,
                reason: 'the community has not opened who is entitled to its tariff',
            });
        }
    }
    return openRecipients(
        month,
        recipients,
        recipients.map((one) => recipientCommitment(one, hash)),
        hash,
    );
}

/** The households for whom energy could be reserved in a month, as they were opened while it ran. */
async function served(context: EnergyContext, entitledFrom: Slot, to: Slot): Promise<readonly Recipient[]> {
    const recipients: Recipient[] = [];
    for (const record of await context.pool.servings(slotPlus(to, -1))) {
        if (await counts(context, record, entitledFrom)) {
            recipients.push(...(await context.pool.served(record)).recipients);
        }
    }
    return recipients;
}
