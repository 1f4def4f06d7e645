import { useState } from 'preact/hooks';
import type { Committed, Tariff, Zones } from '../../../src/http/api.ts';
import { CheckedForm } from '../display/checkedform.tsx';
import { AmountField, DayField, SelectField, Switch } from '../display/fields.tsx';
import { Notice } from '../display/notice.tsx';
import { SubmissionOutcome, useSubmission } from '../display/submission.tsx';
import { t } from '../language/language.ts';
import { info, offsetMinutes } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { addDays } from '../numbers/days.ts';
import { show } from '../numbers/show.ts';
import { draftOf, type Faults, QUARTERS, readDraft, type TariffDraft } from './draft.ts';
import { FeeFields } from './feefields.tsx';
import { PeriodFields } from './periodfields.tsx';
import { TariffPreview } from './preview.tsx';
import { StepFields } from './stepfields.tsx';

/** What the parts of the form share: the draft, a change to it, and what is wrong with a field. */
export type DraftProps = Readonly<{
    draft: TariffDraft;
    change: (part: Partial<TariffDraft>) => void;
    fault: (field: string) => string | undefined;
}>;

/** Enters a tariff: prices by the hour, fees, tax, steps, from a date on; and what slots will cost, before it is set. */
export function TariffForm(props: { start: Tariff | null; current: Tariff | null; done: () => void }) {
    const open = (info.value?.clock.gatedThrough ?? (info.value?.rules?.firstSlot ?? 1) - 1) + 1;
    const [draft, setDraft] = useState(() => draftOf(props.start, addDays(show.dayOf(open), 1)));
    const [tried, setTried] = useState(false);
    const zones = useResource<Zones>('/v1/zones');
    const { submission, post, reset } = useSubmission<Committed>(props.done);
    const { faults, terms, request } = readDraft(draft, open, offsetMinutes.value);
    const change = (part: Partial<TariffDraft>) => {
        setDraft((before) => ({ ...before, ...part }));
        reset();
    };
    const fault = (field: string) => faultText(faults, field, tried, draft);
    const shared = { draft, change, fault };
    return (
        <CheckedForm request={request} tried={() => setTried(true)} send={(wanted) => void post('/v1/tariffs', wanted)}>
            <div class="pair">
                <DayField
                    label={t('tariffForm.from')}
                    value={draft.day}
                    change={(day) => change({ day })}
                    error={fault('from')}
                />
                <SelectField
                    label={t('tariffForm.fromTime')}
                    value={draft.time}
                    change={(time) => change({ time })}
                    options={QUARTERS.slice(0, -1).map((time) => [time, time])}
                />
            </div>
            <div class="pair">
                <AmountField
                    label={t('tariffForm.base')}
                    value={draft.base}
                    change={(base) => change({ base })}
                    error={fault('base')}
                />
                <AmountField
                    label={t('tariffForm.feedIn')}
                    value={draft.feedIn}
                    change={(feedIn) => change({ feedIn })}
                    error={fault('feedIn')}
                />
            </div>
            <Switch
                name={t('tariffForm.provisional')}
                on={draft.provisional}
                set={(provisional) => change({ provisional })}
            />
            <AmountField
                label={t('tariffForm.vat')}
                value={draft.vat}
                change={(vat) => change({ vat })}
                error={fault('vat')}
                hint={t('tariffForm.vat.hint')}
            />
            <PeriodFields {...shared} />
            <FeeFields {...shared} zones={zones.value?.items ?? []} />
            <StepFields {...shared} />
            {terms && <TariffPreview terms={terms} before={props.current} day={draft.day} />}
            {tried && request === undefined && <Notice kind="bad">{t('tariffForm.faults')}</Notice>}
            <p>
                <button type="submit" class="button primary" disabled={submission.state === 'busy'}>
                    {t('tariffForm.set')}
                </button>
            </p>
            <SubmissionOutcome
                of={submission}
                done={({ block }) =>
                    t('tariffForm.done', { from: show.moment(Number(request?.from ?? 0)), block: show.count(block) })
                }
            />
        </CheckedForm>
    );
}

/** A fault in words; of what is still empty nothing is said before the first attempt. */
function faultText(faults: Faults, field: string, tried: boolean, draft: TariffDraft): string | undefined {
    const found = faults[field];
    const [kind, id] = field.split(' ');
    const rows = kind === 'period' ? draft.periods : kind === 'fee' ? draft.fees : kind === 'step' ? draft.steps : [];
    const row = rows.find((each) => each.id === Number(id));
    const empty =
        row === undefined ? new Map(Object.entries(draft)).get(field) === '' : Object.values(row).includes('');
    return found === undefined || (!tried && empty) ? undefined : t(found.key, found.values ?? {});
}
