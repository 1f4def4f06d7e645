import type { ChoiceTerms } from '../intents/intent.js';
import type { BookPoint, StandingBook } from '../registry/book.js';
import type { Rules } from '../registry/rules.js';
import type { SlotTariff } from '../registry/tariff/slottariff.js';
import { writeLines } from '../settlement/account.js';
import type { Line } from '../settlement/line.js';
import type { Metered } from '../settlement/metered.js';
import { shareEnergy } from '../settlement/sharing.js';
import type { Slot } from '../slot.js';
import { cost, type Money, money, moneyFromJson, type Price, type Wh, wh } from '../units.js';
import { type ExportLine, pastParts } from './pastparts.js';

/** A settled slot with everything that sharing its energy again needs: what stood, and what the meters said. */
export type PastSlot = {
    readonly slot: Slot;
    readonly rules: Rules;
    readonly tariff: SlotTariff;
    readonly points: readonly Metered[];
};

/** What a slot came to for one participant's use. */
export type Outcome = {
    readonly imported: Wh;
    /** Received inside the community, own energy included. */
    readonly local: Wh;
    /** The part of it that a certificate may name. */
    readonly clean: Wh;
    /** Bought energy, grid fees and residual at the retail tariff, 10⁻⁷ CNY; what her plants earn is left out, and so are gaps. */
    readonly cost: Money;
};

/** The points of a settled slot as its lines and the book of the time tell; closing lines of former owners are left out. */
export function pastPoints(book: StandingBook, lines: Iterable<PastLine>): readonly Metered[] {
    const standing = new Map(book.points.map((point) => [point.entry.id, point]));
    const points: Metered[] = [];
    for (const line of lines) {
        const point = standing.get(line.point);
        if (point !== undefined && !line.handover) {
            points.push(meteredOf(line, point));
        }
    }
    return points;
}

/** What previews need of a line. */
export type PastLine = ExportLine & Pick<Line, 'point' | 'handover' | 'imported' | 'ownUse'>;

/**
 * What a slot would have come to for a participant, had another choice stood at some of her points. Everybody else's instructions and
 * all readings stay as they were; forward contracts are left out, so a slot that had some comes out differently from what was settled; the energy is shared, and her lines are written, by the very functions of settlement.
 * @param change - points and terms in place of what stood; null to share the slot again as it was
 */
export function previewSlot(
    { slot, rules, tariff, points }: PastSlot,
    participant: string,
    change: { readonly points: ReadonlySet<string>; readonly terms: ChoiceTerms } | null,
): Outcome {
    const changed = points.map((metered) => {
        const { id, body } = metered.point.entry;
        const hers = change !== null && body.participant === participant && change.points.has(id);
        return hers ? { ...metered, point: withChoice(metered.point, change.terms) } : metered;
    });
    const { contracted, own, market } = shareEnergy(slot, changed, rules, tariff);
    const hers = changed.filter(({ point }) => point.entry.body.participant === participant);
    return outcomeOf(writeLines(hers, own, market, { slot, revision: 0, tariff, contracted }), tariff);
}

/** What lines of one slot came to for the use at their points. */
export function outcomeOf(lines: readonly Line[], tariff: { readonly retail: Price }): Outcome {
    let [imported, local, clean, paid] = [0, 0, 0, 0n];
    for (const line of lines) {
        const received = [...line.ownReceived, ...line.bought];
        imported += line.imported ?? 0;
        local += received.reduce((sum, trade) => sum + trade.wh, 0);
        clean += received.reduce((sum, trade) => sum + trade.certifiable, 0);
        paid += moneyFromJson(line.money.bought) + moneyFromJson(line.money.fees) + cost(line.fromGrid, tariff.retail);
    }
    return { imported: wh(imported), local: wh(local), clean: wh(clean), cost: money(paid) };
}

/** Adds outcomes up. */
export function addOutcomes(parts: Iterable<Outcome>): Outcome {
    let [imported, local, clean, paid] = [0, 0, 0, 0n];
    for (const part of parts) {
        imported += part.imported;
        local += part.local;
        clean += part.clean;
        paid += part.cost;
    }
    return { imported: wh(imported), local: wh(local), clean: wh(clean), cost: money(paid) };
}

export function sameOutcome(a: Outcome, b: Outcome): boolean {
    return a.imported === b.imported && a.local === b.local && a.clean === b.clean && a.cost === b.cost;
}

function withChoice(point: BookPoint, terms: ChoiceTerms): BookPoint {
    const { id, body } = point.entry;
    const by = { participant: body.participant, kid: '' };
    const entry = {
        v: 1,
        kind: 'choice',
        id,
        from: point.entry.from,
        sequence: 0,
        by,
        body: { participant: body.participant, terms },
    } as const;
    return { ...point, choice: { entry, signedThrough: 0 } };
}

function meteredOf(line: PastLine, point: BookPoint): Metered {
    const { state, imported, exported, generated, ownUse } = line;
    return {
        point,
        state,
        imported,
        exported,
        generated,
        ownUse,
        parts: pastParts(point.entry.body, line),
        start: null,
        end: null,
        gap: null,
        formerGaps: [],
        substitute: null,
        estimate: null,
    };
}
