import { expect } from 'chai';
import { standingLine } from '../corrections/correct.js';
import type { LineProof } from '../lines/proof.js';
import type { Settlement } from '../settlement/settle.js';
import { ledgerDay, type Slot, slotPlus } from '../slot.js';
import { corrected, proofsOf, Register, settled, stated } from '../testing/certification.js';
import { SLOT } from '../testing/district.js';
import { resumePlant, suspendPlant, withdrawAccreditation } from './accreditation.js';
import { claimedBy, claimName } from './claims.js';
import { addBalances, balanceOfDay, balanceOfSlot, takersOf } from './conservation.js';
import type { CertificateRecord } from './record.js';
import { isInForce, resumeCertificate, revokeCertificate, suspendCertificate } from './status.js';

const SLOTS = 4;
/** Settlements that all worlds share: sun and wind for Ben's two points and Cora, different in every slot. */
const settlements: readonly Settlement[] = Array.from({ length: SLOTS }, (_, index) =>
    settled(index, {
        roof: [0, 300 + 70 * index],
        mill: [0, 200],
        barn: [0, 0],
        b1: [250 + index, 0],
        b2: [100, 0],
        c1: [index === 3 ? 0 : 120, 0],
    }),
);
const proofs = new Map(['ben', 'cora'].map((participant) => [participant, proofsOf({ participant }, settlements)]));
const HOLDERS = ['ben', 'cora'];
const PLANTS = ['sun1', 'wind1'];
const PLANT_POINTS: Readonly<Record<string, string>> = { sun1: 'roof', wind1: 'mill' };

/** Whole numbers below a limit, the same for the same seed (mulberry32). */
function randomOf(seed: number): (limit: number) => number {
    let state = seed;
    return (limit) => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
    };
}

/** A register under random operations, beside a plain model that keeps its own account of every trade. */
class World {
    readonly register = new Register(settlements, PLANTS);
    /** Wh of each trade that are certifiable now, with its buyer's point. */
    readonly trades = new Map<string, { slot: Slot; point: string; plant: string; wh: number }>();
    readonly decided = new Set<string>();
    /** Slots in which a plant does not count. */
    readonly barred = new Set<string>();
    readonly holders = new Map<string, string>();
    readonly participantOf = new Map<string, string>();
    readonly slotsOf = new Map<string, readonly string[]>();
    readonly counts = { issued: 0, refused: 0, superseded: 0, corrected: 0, revoked: 0 };
    readonly #random: (limit: number) => number;

    constructor(seed: number) {
        this.#random = randomOf(seed);
        for (const { lines } of settlements) {
            for (const { slot, point, bought } of lines) {
                for (const { trade, plant, certifiable } of bought) {
                    this.trades.set(`${slot}|${trade}`, { slot, point, plant, wh: certifiable });
                }
            }
        }
    }

    step(): void {
        const choice = this.#random(100);
        if (choice < 40) {
            this.#issue(null);
        } else if (choice < 55) {
            this.#issue(this.#anyCertificate());
        } else if (choice < 85) {
            this.#change();
        } else if (choice < 93) {
            this.#correct();
        } else {
            this.#bar();
        }
    }

    /** Asks for a certificate over some of a holder's lines; the model says whether it may be issued and over how much. */
    #issue(former: CertificateRecord | null): void {
        const holder = former === null ? this.#one(HOLDERS) : (this.participantOf.get(former.number) ?? 'ben');
        const lines = (proofs.get(holder) ?? []).filter(() => this.#random(3) > 0);
        const sums = new Map<string, number>();
        const used: string[] = [];
        for (const { line } of lines) {
            const own = this.#eligible(line.slot, line.point);
            for (const { plant, wh } of own) {
                sums.set(plant, (sums.get(plant) ?? 0) + wh);
            }
            if (own.length > 0) {
                used.push(`${line.slot}|${line.point}`);
            }
        }
        const plants = Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
        const series = former?.series;
        const free = used.every((place) => (this.holders.get(place) ?? series) === series);
        const heir = former === null || (former.supersededBy === null && former.revocation?.reissue !== false);
        const lying = this.#random(12) === 0;
        const may = used.length > 0 && free && heir && !lying;
        const says = lying ? { ...plants, sun1: (plants['sun1'] ?? 0) + 1 } : plants;
        const ask = { stated: stated(says), ...(former === null ? {} : { supersedes: former.number }) };
        const record = attempt(() => this.register.issue(holder, lines, ask));
        expect(record !== undefined, 'issued exactly when the model says so').to.equal(may);
        if (record === undefined) {
            this.counts.refused++;
            return;
        }
        this.counts[former === null ? 'issued' : 'superseded']++;
        expect(record.wh).to.equal([...sums.values()].reduce((sum, wh) => sum + wh, 0));
        this.participantOf.set(record.number, holder);
        this.slotsOf.set(record.number, used);
        for (const place of used) {
            this.holders.set(place, record.series);
        }
    }

    #eligible(slot: Slot, point: string) {
        return [...this.trades.values()].filter(
            (trade) =>
                trade.slot === slot &&
                trade.point === point &&
                trade.wh > 0 &&
                !this.barred.has(`${slot}|${trade.plant}`) &&
                !this.decided.has(`${slot}|${point}`) &&
                !this.decided.has(`${slot}|${PLANT_POINTS[trade.plant]}`),
        );
    }

    /** Suspends, resumes or revokes a certificate, whether or not that is possible. */
    #change(): void {
        const certificate = this.#anyCertificate();
        if (certificate === null) {
            return;
        }
        const code = this.#one(['error', 'fraud', 'correction'] as const);
        const action = this.#random(3);
        const changed = attempt(() =>
            action === 0
                ? suspendCertificate(certificate, 'x')
                : action === 1
                  ? resumeCertificate(certificate)
                  : revokeCertificate(certificate, { code, reason: 'x', reissue: true }),
        );
        const { status } = certificate;
        const may =
            action === 0
                ? status === 'valid'
                : action === 1
                  ? status === 'suspended'
                  : ['valid', 'suspended'].includes(status);
        expect(changed !== undefined, `${status}, action ${action}`).to.equal(may);
        if (changed !== undefined) {
            this.register.certificates.set(changed.number, changed);
            this.counts.revoked += action === 2 ? 1 : 0;
        }
    }

    /** Corrects a meter up or down. What the correction leaves of each trade is what the model goes on with. */
    #correct(): void {
        const settlement = this.#one(settlements);
        const { slot } = settlement.record;
        const point = this.#one(['roof', 'mill', 'b1', 'b2', 'c1']);
        const amount = this.#random(500);
        const earlier = this.register.corrections.get(slot) ?? [];
        if (earlier.length > 3) {
            return;
        }
        const decide = this.#random(3) === 0;
        const basis = decide
            ? ({ kind: 'decision', reason: 'other', reference: 'F' } as const)
            : ({ kind: 'reading' } as const);
        const energy = point === 'roof' || point === 'mill' ? ([0, amount] as const) : ([amount, 0] as const);
        const correction = attempt(() => corrected(settlement, point, energy, { earlier, basis }));
        if (correction === undefined) {
            return;
        }
        this.counts.corrected++;
        this.register.correct(correction);
        for (const { trade, after } of correction.entries.flatMap(({ trades }) => trades)) {
            const known = this.trades.get(`${slot}|${trade}`);
            if (known !== undefined) {
                expect(after.certifiable, 'nothing grows').to.be.at.most(known.wh);
                known.wh = after.certifiable;
            }
        }
        if (decide) {
            this.decided.add(`${slot}|${point}`);
        }
    }

    /** Suspends a plant for some slots, or withdraws its accreditation for them. */
    #bar(): void {
        const plant = this.#one(PLANTS);
        const accreditation = this.register.accreditations.get(plant);
        if (accreditation === undefined || this.barred.size > SLOTS) {
            return;
        }
        const from = slotPlus(SLOT, this.#random(SLOTS));
        const until = slotPlus(from, 1);
        this.register.accreditations.set(
            plant,
            this.#random(2) === 0
                ? withdrawAccreditation(accreditation, from, until, 'x')
                : resumePlant(suspendPlant(accreditation, from, 'x'), until),
        );
        this.barred.add(`${from}|${plant}`);
    }

    /** Checks the whole account: by slot from lines and claims, by plant from allocations, and against the model's own sums. */
    audit(): void {
        const { register } = this;
        const certificates = [...register.certificates.values()];
        const counting = certificates.filter(isInForce);
        const taken = counting.flatMap(({ number }) => this.slotsOf.get(number) ?? []);
        expect(new Set(taken).size, 'a slot of a point is in one certificate in force').to.equal(taken.length);
        const series = new Set(counting.map((one) => one.series));
        expect(series.size, 'one certificate of a series is in force').to.equal(counting.length);
        for (const [place, holder] of this.holders) {
            const [slot = '', point = ''] = place.split('|');
            const day = ledgerDay(SLOT);
            expect(claimedBy(register.claims.get(claimName({ point, day })), Number(slot) as Slot)?.series).to.equal(
                holder,
            );
        }
        for (const { record, lines } of settlements) {
            const standing = lines.map((line) => standingLine(line, register.corrections.get(record.slot) ?? []));
            const took = takersOf(register.allocations, record.slot, (one) =>
                counting.some(({ number }) => number === one),
            );
            for (const balance of balanceOfSlot(standing, register.claims, { took, expired: false })) {
                const { plant, matchedWh, retiredWh, reservedWh, expiredWh, overWh } = balance;
                expect(matchedWh).to.equal(retiredWh + reservedWh + expiredWh - overWh);
                expect(matchedWh, 'what the model says').to.equal(
                    [...this.trades.values()]
                        .filter((trade) => trade.slot === record.slot && trade.plant === plant)
                        .reduce((sum, { wh }) => sum + wh, 0),
                );
                const seller = standing.find(({ point }) => point === PLANT_POINTS[plant]);
                expect(matchedWh).to.be.at.most(
                    Math.min(seller?.exported ?? 0, seller?.generated ?? Number.MAX_SAFE_INTEGER),
                );
                expect(overWh).to.equal(0);
            }
        }
        for (const plant of PLANTS) {
            const allocations = register.allocations.filter((one) => one.plant === plant);
            const counts = (number: string) => counting.some((one) => one.number === number);
            const reservation = { v: 1, plant, day: ledgerDay(SLOT), state: 'Reserved' } as const;
            const settledWh = settlements
                .flatMap(({ lines }) => lines.flatMap(({ sold }) => sold))
                .reduce((sum, trade) => sum + (trade.plant === plant ? trade.certifiable : 0), 0);
            const balance = balanceOfDay(
                {
                    ...reservation,
                    map: '',
                    wh: settledWh,
                    residualWh: 0,
                    expiredWh: 0,
                    revision: 1,
                    evidenceDigest: '',
                } as never,
                allocations,
                counts,
            );
            expect(balance.overWh, 'never more than was settled').to.equal(0);
            const inRecords = counting
                .flatMap(({ plants }) => plants)
                .reduce((sum, share) => sum + (share.plant === plant ? share.wh : 0), 0);
            expect(balance.retiredWh).to.equal(inRecords);
            expect(addBalances(plant, [balance, balance]).retiredWh).to.equal(2 * inRecords);
        }
    }

    #anyCertificate(): CertificateRecord | null {
        const all = [...this.register.certificates.values()];
        return all.length === 0 ? null : this.#one(all);
    }

    #one<T>(items: readonly T[]): T {
        return items[this.#random(items.length)] as T;
    }
}

function attempt<T>(what: () => T): T | undefined {
    try {
        return what();
    } catch (error) {
        expect(String(error)).to.match(/^Problem: [A-Z_]+: /);
        return undefined;
    }
}

describe('conservation of certified energy', function () {
    this.timeout(600_000);

    it('holds through 100,000 random issues, revocations, supersessions, corrections and withdrawals', () => {
        const [worlds, steps] = [1000, 100];
        const total = { issued: 0, refused: 0, superseded: 0, corrected: 0, revoked: 0 };
        for (let seed = 0; seed < worlds; seed++) {
            const world = new World(seed);
            try {
                for (let step = 1; step <= steps; step++) {
                    world.step();
                    if (step % 50 === 0) {
                        world.audit();
                    }
                }
            } catch (error) {
                throw new Error(`world ${seed}: ${error instanceof Error ? error.message : String(error)}`, {
                    cause: error,
                });
            }
            for (const key of Object.keys(total) as (keyof typeof total)[]) {
                total[key] += world.counts[key];
            }
        }
        for (const [what, count] of Object.entries(total)) {
            expect(count, `${what} happened often`).to.be.greaterThan(worlds);
        }
    });

    it('is about proofs that hold: the lines of the worlds are proven ones', () => {
        const first: LineProof | undefined = proofs.get('ben')?.[0];
        expect(first?.path.length).to.equal(3);
    });
});
