/** Public statistics of certificates. */
import { z } from 'zod';
import { AsOf, Identifier, SlotNumber, WattHours } from './vocabulary.js';

/** GET /v1/statistics/certificates (no login): a local day by slots, or a local month by days. */
export const CertificateStatisticsQuery = z.strictObject({
    period: z
        .string()
        .regex(/^\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?$/, 'a day such as 2026-03-01, or a month'),
    zone: Identifier.optional(),
});

const Figures = z.object({
    /** Given to users by the zone's plants, sold by them to the grid, drawn from the grid by its users. Null: of too few people. */
    energy: z
        .object({
            issuedWh: WattHours,
            toGridWh: WattHours,
            fromGridWh: WattHours,
            /** Sold to the grid and expired; null where what expired is not published. */
            residualMixWh: WattHours.nullable(),
        })
        .nullable(),
    /** What became of what was issued; together they are `issuedWh`. Null: of too few people. */
    outcomes: z
        .object({ retiredWh: WattHours, reservedWh: WattHours, expiredWh: WattHours, revokedWh: WattHours })
        .nullable(),
});

export const CertificateStatistics = z.object({
    period: z.string(),
    from: SlotNumber,
    to: SlotNumber,
    resolution: z.enum(['slot', 'day']),
    fewestContributors: z.int(),
    zones: z.array(
        z.object({
            zone: z.string(),
            /** Null until the period is wholly final. */
            total: Figures.nullable(),
            /** By start of slot, or by day. */
            parts: z.array(Figures.extend({ name: z.string() })),
        }),
    ),
    asOf: AsOf,
});
export type CertificateStatistics = z.infer<typeof CertificateStatistics>;
