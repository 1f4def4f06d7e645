/** The solidarity pool: what is given, the public account, and the office's list of recipients. */
import { z } from 'zod';
import { Month } from './bills.js';
import {
    AsOf,
    Committed,
    CompactJws,
    Digest,
    Identifier,
    MoneyUnits,
    PriceUnits,
    SlotNumber,
    SlotStart,
    WattHours,
} from './vocabulary.js';

/** How a participant gives, of all her points together; `none` withdraws. The domain's `DonationTerms`. */
export const DonationTerms = z.discriminatedUnion('way', [
    z.strictObject({ way: z.literal('fixed'), wh: WattHours }),
    z.strictObject({ way: z.literal('share'), share: z.int() }),
    z.strictObject({ way: z.literal('above'), wh: WattHours }),
    z.strictObject({ way: z.literal('roundUp'), add: PriceUnits }),
    z.strictObject({ way: z.literal('none') }),
]);
export type DonationTerms = z.infer<typeof DonationTerms>;

/** POST /v1/donations (resident): signed by herself; an intent of kind `donation` with point `*`. */
export const DonationRequest = z.strictObject({ jws: CompactJws });
export const DonationCreated = Committed.extend({ from: SlotNumber, start: SlotStart, sequence: z.int() });
export type DonationCreated = z.infer<typeof DonationCreated>;

/** GET /v1/participants/{id}/donations (herself, office): instructions and what they came to on closed bills, newest first. */
export const Donations = z.object({
    participant: Identifier,
    items: z.array(
        z.object({
            from: SlotNumber,
            start: SlotStart,
            sequence: z.int(),
            terms: DonationTerms,
            /** When it was signed and sent, as its client's clock said. */
            at: z.string(),
            inForce: z.boolean(),
            block: z.int(),
            transactionId: z.string(),
        }),
    ),
    /** `wh`: energy the gift is about; `fen`: as on the bill. */
    given: z.array(z.object({ month: Month, wh: z.int(), money: MoneyUnits, fen: z.int() })),
    asOf: AsOf,
});
export type Donations = z.infer<typeof Donations>;

/** POST /v1/participants/{id}/donations/preview. Without `month`: the last whole one, or the one that runs. */
export const DonationPreviewRequest = z.strictObject({ terms: DonationTerms, month: Month.optional() });
/** What terms would have given in a month, by the function that bills use. */
export const DonationPreview = z.object({
    participant: Identifier,
    month: Month,
    /** Slots of it that are settled, of so many. */
    slots: z.int(),
    slotsOfMonth: z.int(),
    surplusWh: z.int(),
    earned: MoneyUnits,
    boughtWh: z.int(),
    wh: z.int(),
    money: MoneyUnits,
    asOf: AsOf,
});
export type DonationPreview = z.infer<typeof DonationPreview>;

/** What the pool took and spent over some months, as published on the ledger; 10⁻⁷ CNY. */
export const PoolPeriod = z.object({
    /** The last of them had recipients enough; those before had not, and are told only together with it. */
    months: z.array(Month),
    recipients: z.int(),
    given: MoneyUnits,
    /** For energy that was offered at price 0, grid fees included. */
    energy: MoneyUnits,
    energyWh: WattHours,
    floor: MoneyUnits,
    floorWh: WattHours,
    shares: MoneyUnits,
    balance: MoneyUnits,
    rulesVersion: z.int(),
    digest: Digest,
});
export type PoolPeriod = z.infer<typeof PoolPeriod>;

/** GET /v1/pool (no login): the rule in force, and what is published, newest first. */
export const PoolInfo = z.object({
    rules: z
        .object({
            version: z.int(),
            floorWh: WattHours,
            floorPrice: PriceUnits,
            keepBasisPoints: z.int(),
            publishFrom: z.int(),
            openWithinSlots: z.int(),
        })
        .nullable(),
    periods: z.array(PoolPeriod),
    /** Closed months that wait for one with recipients enough. */
    withheld: z.array(Month),
    asOf: AsOf,
});
export type PoolInfo = z.infer<typeof PoolInfo>;

/** GET /v1/pool/recipients (community.office): the list in force and the one that comes next, by participant. */
export const RecipientLists = z.object({
    /** Null where nobody was ever admitted. */
    inForce: z.object({ from: SlotNumber, start: SlotStart, participants: z.array(Identifier) }).nullable(),
    /** From the next month on: what the office changes. */
    next: z.object({ month: Month, from: SlotNumber, start: SlotStart, participants: z.array(Identifier) }),
    asOf: AsOf,
});
export type RecipientLists = z.infer<typeof RecipientLists>;
/** POST /v1/pool/recipients (community.office) admits; POST /v1/pool/recipients/{id}/end ends. From the next month on. */
export const RecipientRequest = z.strictObject({ participant: Identifier });
export const RecipientsChanged = Committed.extend({ from: SlotNumber, start: SlotStart });
export type RecipientsChanged = z.infer<typeof RecipientsChanged>;
