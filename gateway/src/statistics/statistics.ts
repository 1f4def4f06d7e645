import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import {
    type CertificateRecord,
    type ClaimRecord,
    claimedBy,
    claimName,
    expiryOf,
    formatSlot,
    hasSlot,
    type Line,
    ledgerDay,
    type OutcomeMeasure,
    type PublishedStatistics,
    publishSums,
    type Slot,
    type StatisticsCell,
    slot as slotOf,
    standingLine,
    statisticsOfSlot,
} from '@linguang/chaincode/domain';
import { schemeAt } from '../certificates/basis.js';
import { correctionsIn } from '../certificates/examination.js';
import { gateHead } from '../clock/clock.js';
import type { Period } from '../energy/periods.js';
import { type ReadModel, recordOf } from '../readmodel/readmodel.js';

/** One zone's day: published slots and sum, and what months need of them. */
type ZoneDay = ReturnType<typeof publishSums<Slot>>;

/** A day by zone. `complete` once every slot of it is final: before, it has no sum. */
type Day = Readonly<{ complete: boolean; zones: ReadonlyMap<string, ZoneDay> }>;

export type ZoneStatistics = Readonly<{
    zone: string;
    total: PublishedStatistics | null;
    parts: readonly (Readonly<{ name: string }> & PublishedStatistics)[];
}>;

/** Slots that a certificate can be about. */
const LONGEST_PERIOD = 100;
/** Days that are kept after they were computed. */
const MOST_KEPT = 400;

/**
 * Statistics of certificates by zone, slot, day and month, from this organisation's own ledger: its lines as they stand, claims,
 * certificates, gates. Anybody of the consortium computes the same; nothing rests on a counter.
 */
export class CertificateStatistics {
    readonly #readModel: ReadModel;
    readonly #days = new Map<string, Readonly<{ state: string; day: Promise<Day> }>>();
    /** One day after another, so that a crowd of readers does not keep the gateway from its work. */
    #queue: Promise<unknown> = Promise.resolve();

    constructor(readModel: ReadModel) {
        this.#readModel = readModel;
    }

    /** A day's slots by zone, and their sum once all of them are final. */
    async day(period: Period): Promise<readonly ZoneStatistics[]> {
        const { complete, zones } = await this.#day(period);
        return [...zones].map(([zone, { parts, sum }]) => ({
            zone,
            total: complete ? sum : null,
            parts: parts.map(({ name, published }) => ({ name: formatSlot(name), ...published })),
        }));
    }

    /** A month's days by zone, and their sum once all of them are complete. @param days - in order */
    async month(days: readonly Readonly<{ day: string; period: Period }>[]): Promise<readonly ZoneStatistics[]> {
        const found: Readonly<{ day: string; of: Day }>[] = [];
        for (const { day, period } of days) {
            found.push({ day, of: await this.#day(period) });
        }
        const zones = new Set(found.flatMap(({ of }) => [...of.zones.keys()]));
        const complete = found.every(({ of }) => of.complete);
        return [...zones].sort().map((zone) => {
            const parts = found.flatMap(({ day, of }) => {
                const own = of.zones.get(zone);
                return own === undefined || !of.complete
                    ? []
                    : [
                          {
                              name: day,
                              cell: own.cell,
                              published: { statistics: own.sum, remainder: own.remainder },
                          },
                      ];
            });
            const { sum, parts: shown } = publishSums(parts);
            return {
                zone,
                total: complete ? sum : null,
                parts: shown.map(({ name, published }) => ({ name, ...published })),
            };
        });
    }

    async #day(period: Period): Promise<Day> {
        const name = `${period.from} ${period.to}`;
        const state = this.#state(period);
        const known = this.#days.get(name);
        if (known?.state === state) {
            return await known.day;
        }
        const day = this.#queue.then(() => this.#compute(period));
        this.#queue = day.catch(() => undefined);
        this.#days.delete(name);
        this.#days.set(name, { state, day });
        for (const old of [...this.#days.keys()].slice(0, Math.max(0, this.#days.size - MOST_KEPT))) {
            this.#days.delete(old);
        }
        return await day;
    }

    /** Changes with everything that a day's figures follow from. */
    #state({ from, to }: Period): string {
        const { all } = this.#bound();
        const digest = createHash('sha256');
        const add = (sql: string, ...values: readonly number[]) =>
            digest.update(JSON.stringify(all(sql, ...values).map((row) => Object.values(row).map(String))));
        add('SELECT slot, revision FROM slots WHERE slot >= ? AND slot < ? AND final = 1 ORDER BY slot', from, to);
        add('SELECT slot, number FROM corrections WHERE slot >= ? AND slot < ? ORDER BY slot, number', from, to);
        add(
            `SELECT number, record ->> 'status' FROM certificates WHERE first > ? AND first < ? ORDER BY number`,
            from - LONGEST_PERIOD,
            to,
        );
        digest.update([...this.#operators()].join(' '));
        return `${digest.digest('hex')} ${this.#expired(from)} ${this.#expired(to - 1)}`;
    }

    /** Whether energy of a slot can no longer be certified. */
    #expired(slot: number): boolean {
        const scheme = schemeAt(this.#readModel, slot);
        const gated = gateHead(this.#readModel)?.last;
        return scheme !== undefined && gated !== undefined && expiryOf(scheme, slotOf(slot)) <= gated;
    }

    async #compute({ from, to }: Period): Promise<Day> {
        const { all } = this.#bound();
        const claims = new Map<string, ClaimRecord>();
        const days = [ledgerDay(slotOf(from)), ledgerDay(slotOf(to - 1))] as const;
        for (const row of all('SELECT record FROM claims WHERE day >= ? AND day <= ?', ...days)) {
            const record = recordOf<ClaimRecord>(row);
            claims.set(claimName(record), record);
        }
        const taken = new Map<string, string>();
        for (const row of all('SELECT number, plant, day, map FROM allocations WHERE day >= ? AND day <= ?', ...days)) {
            taken.set(`${row['number']} ${row['plant']} ${row['day']}`, String(row['map']));
        }
        const inForce = new Set(
            all('SELECT record FROM certificates WHERE first > ? AND first < ?', from - LONGEST_PERIOD, to)
                .map((row) => recordOf<CertificateRecord>(row))
                .filter(({ state }) => state === 'Claimed')
                .map(({ number }) => number),
        );
        const operators = this.#operators();
        const corrections = correctionsIn(this.#readModel, { from: slotOf(from), to: slotOf(to) });
        const zones = new Map<string, { name: Slot; cell: StatisticsCell }[]>();
        const slots = all(
            'SELECT slot FROM slots WHERE slot >= ? AND slot < ? AND final = 1 ORDER BY slot',
            from,
            to,
        ).map((row) => slotOf(Number(row['slot'])));
        for (const slot of slots) {
            await turn();
            const lines = all('SELECT record FROM lines WHERE slot = ? ORDER BY position', slot)
                .map((row) => recordOf<Line>(row))
                .map((line) => standingLine(line, corrections.get(slot) ?? []));
            const expired = this.#expired(slot);
            const outcome = (point: string, plant: string): OutcomeMeasure => {
                const claim = claimedBy(claims.get(claimName({ point, day: ledgerDay(slot) })), slot);
                const map = claim && taken.get(`${claim.number} ${plant} ${ledgerDay(slot)}`);
                if (claim !== undefined && map !== undefined && hasSlot(map, slot)) {
                    return inForce.has(claim.number) ? 'retiredWh' : 'revokedWh';
                }
                return expired ? 'expiredWh' : 'reservedWh';
            };
            const isPerson = (participant: string) => !operators.has(participant);
            for (const [zone, cell] of statisticsOfSlot(lines, { outcome, isPerson })) {
                const list = zones.get(zone) ?? [];
                list.push({ name: slot, cell });
                zones.set(zone, list);
            }
        }
        const published = [...zones]
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([zone, cells]) => [zone, publishSums(cells)] as const);
        return { complete: slots.length === to - from, zones: new Map(published) };
    }

    /** Participants who run power stations: no people. */
    #operators(): ReadonlySet<string> {
        const rows = this.#readModel.all(
            `SELECT participant FROM participants WHERE EXISTS
             (SELECT 1 FROM json_each(record, '$.roles') WHERE value = 'operator') ORDER BY participant`,
        );
        return new Set(rows.map((row) => String(row['participant'])));
    }

    #bound() {
        return { all: this.#readModel.all.bind(this.#readModel) };
    }
}
