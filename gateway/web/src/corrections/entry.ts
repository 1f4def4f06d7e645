import { isId, localDayRange } from '@linguang/chaincode/domain';
import type { CorrectionRequest, MeteringPoint } from '../../../src/http/api.ts';
import { t } from '../language/language.ts';
import { unitsOf } from '../numbers/decimal.ts';
import { QUARTERS } from '../tariffs/draft.ts';
import { reasons } from './words.ts';

export type Reason = keyof typeof reasons;
export type Kind = 'decision' | 'reading';

/** A correction as it is typed; energy in kWh. */
export type EntryDraft = Readonly<{
    point: string;
    day: string;
    time: string;
    kind: Kind;
    imported: string;
    exported: string;
    generated: string;
    reason: Reason;
    reference: string;
    ocmf: string;
}>;

/** What is wrong with a field, in words. */
export type EntryFaults = Readonly<Partial<Record<keyof EntryDraft, string>>>;

/** Reads a draft: the slot it names, what may be sent, and what is wrong where nothing may. */
export function readEntry(
    draft: EntryDraft,
    offset: number,
): Readonly<{ slot: number | undefined; request: CorrectionRequest | undefined; faults: EntryFaults }> {
    const { point, kind, reason, reference, ocmf } = draft;
    const slot = slotOf(draft.day, draft.time, offset);
    const [imported, exported, generated] = [draft.imported, draft.exported, draft.generated].map((text) =>
        unitsOf(text, 3),
    );
    const wrong = (is: boolean, text: string) => (is ? text : undefined);
    const decided = kind === 'decision';
    const found = {
        point: wrong(point === '', t('correctionForm.point.missing')),
        day: wrong(slot === undefined, t('field.day')),
        ocmf: wrong(!decided && ocmf.trim() === '', t('correctionForm.ocmf.missing')),
        imported: wrong(decided && imported === undefined, t('field.kwh')),
        exported: wrong(decided && exported === undefined, t('field.kwh')),
        generated: wrong(decided && draft.generated !== '' && generated === undefined, t('field.kwh')),
        reference: wrong(decided && !isId(reference), t('correctionForm.reference.wrong')),
    };
    const faults: EntryFaults = Object.fromEntries(Object.entries(found).filter(([, text]) => text !== undefined));
    if (slot === undefined || Object.keys(faults).length > 0) {
        return { slot, request: undefined, faults };
    }
    if (!decided) {
        return { slot, request: { slot, point, reading: { ocmf: ocmf.trim() } }, faults };
    }
    const made = generated === undefined ? {} : { generated };
    const decision = { imported: imported ?? 0, exported: exported ?? 0, ...made, reason, reference };
    return { slot, request: { slot, point, decision }, faults };
}

/** Points to choose from, and the one chosen already. */
export function pointOptions(items: readonly MeteringPoint[], chosen: string): readonly (readonly [string, string])[] {
    const ids = [...new Set([...items.map(({ point }) => point), chosen])].filter((id) => id !== '').sort();
    return [['', '—'], ...ids.map((id) => [id, id] as const)];
}

/** Grounds of a decision. */
export function reasonOptions(): readonly (readonly [Reason, string])[] {
    return [
        ['readingUnavailable', t(reasons.readingUnavailable)],
        ['meterFaulty', t(reasons.meterFaulty)],
        ['meterWronglyInstalled', t(reasons.meterWronglyInstalled)],
        ['other', t(reasons.other)],
    ];
}

function slotOf(day: string, time: string, offset: number): number | undefined {
    try {
        return localDayRange(day, offset).from + QUARTERS.indexOf(time);
    } catch {
        return undefined;
    }
}
