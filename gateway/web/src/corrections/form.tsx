import { useState } from 'preact/hooks';
import type {
    CorrectionCreated,
    CorrectionPreview,
    CorrectionStanding,
    Page as ListPage,
    MeteringPoint,
} from '../../../src/http/api.ts';
import { CheckedForm } from '../display/checkedform.tsx';
import { AmountField, DayField, ReasonField, SelectField, TextField } from '../display/fields.tsx';
import { Notice, problemText } from '../display/notice.tsx';
import { FinalMark, StateMark } from '../display/state.tsx';
import { SubmissionOutcome, useSubmission } from '../display/submission.tsx';
import { t } from '../language/language.ts';
import { info, offsetMinutes } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { show } from '../numbers/show.ts';
import { QUARTERS } from '../tariffs/draft.ts';
import { ChangeTable } from './change.tsx';
import { type EntryDraft, pointOptions, readEntry, reasonOptions } from './entry.ts';

/** Where an entry begins. */
export type Start = Readonly<{ point?: string; slot?: number }>;

/** Enters a correction: for which point and quarter-hour, on what ground; its effect is shown before it may be entered. */
export function CorrectionForm(props: { start: Start; done: () => void }) {
    const [draft, setDraft] = useState(() => emptyDraft(props.start));
    const [tried, setTried] = useState(false);
    const points = useResource<ListPage<MeteringPoint>>('/v1/metering-points?limit=500');
    const { slot, request, faults } = readEntry(draft, offsetMinutes.value);
    const known = draft.point !== '' && slot !== undefined;
    const standing = useResource<CorrectionStanding>(
        known ? `/v1/corrections/standing?slot=${slot}&point=${draft.point}` : undefined,
    );
    const preview = useSubmission<CorrectionPreview>();
    const entering = useSubmission<CorrectionCreated>(() => {
        preview.reset();
        standing.reload();
        props.done();
    });
    /** What a field shows and does. */
    const field = <Name extends keyof EntryDraft>(name: Name) => ({
        value: draft[name],
        change: (value: EntryDraft[Name]) => {
            setDraft((before) => ({ ...before, [name]: value }));
            preview.reset();
            entering.reset();
        },
        error: tried || draft[name] !== '' ? faults[name] : undefined,
    });
    const effect = preview.submission.state === 'done' ? preview.submission.answer : undefined;
    return (
        <CheckedForm
            request={request}
            tried={() => setTried(true)}
            send={(wanted) => void preview.post('/v1/corrections/preview', wanted)}
        >
            <div class="pair">
                <SelectField
                    label={t('meters.point')}
                    {...field('point')}
                    options={pointOptions(points.value?.items ?? [], draft.point)}
                />
                <DayField label={t('correctionForm.day')} {...field('day')} />
                <SelectField
                    label={t('correctionForm.time')}
                    {...field('time')}
                    options={QUARTERS.slice(0, -1).map((from, index) => [from, `${from}–${QUARTERS[index + 1]}`])}
                />
            </div>
            {known && standing.value && <StandingNote standing={standing.value} />}
            {known && standing.problem && <Notice kind="bad">{problemText(standing.problem)}</Notice>}
            <SelectField
                label={t('correctionForm.kind')}
                {...field('kind')}
                options={[
                    ['decision', t('correctionForm.decision')],
                    ['reading', t('correctionForm.reading')],
                ]}
            />
            {draft.kind === 'reading' ? (
                <ReasonField
                    label={t('correctionForm.ocmf')}
                    hint={t('correctionForm.ocmf.hint')}
                    most={8192}
                    {...field('ocmf')}
                />
            ) : (
                <>
                    <div class="pair">
                        <AmountField label={t('correctionForm.imported')} {...field('imported')} />
                        <AmountField label={t('correctionForm.exported')} {...field('exported')} />
                        <AmountField label={t('correctionForm.generated')} required={false} {...field('generated')} />
                    </div>
                    <div class="pair">
                        <SelectField
                            label={t('correctionForm.reason')}
                            {...field('reason')}
                            options={reasonOptions()}
                        />
                        <TextField
                            label={t('correctionForm.reference')}
                            hint={t('correctionForm.reference.hint')}
                            maxLength={64}
                            {...field('reference')}
                        />
                    </div>
                </>
            )}
            <p>
                <button type="submit" class="button" disabled={preview.submission.state === 'busy'}>
                    {t('correctionForm.preview')}
                </button>
            </p>
            <SubmissionOutcome of={preview.submission} busy={t('correctionForm.reckoning')} />
            {effect && request && (
                <div class="effect">
                    <ChangeTable caption={t('corrections.effect')} changes={effect.entries} />
                    <p class="small">
                        {t('correctionForm.inBills', { month: show.month(effect.month) })}
                        {effect.closing !== null &&
                            ` ${t('correctionForm.closing', { slot: show.moment(effect.closing) })}`}
                    </p>
                    <p>
                        <button
                            type="button"
                            class="button primary"
                            disabled={entering.submission.state === 'busy'}
                            onClick={() => void entering.post('/v1/corrections', request)}
                        >
                            {t('correctionForm.enter')}
                        </button>
                    </p>
                </div>
            )}
            <SubmissionOutcome
                of={entering.submission}
                done={({ slot: of, point: at, block }) =>
                    t('correctionForm.done', { point: at, slot: show.moment(of), block: show.count(block) })
                }
            />
        </CheckedForm>
    );
}

function emptyDraft({ point = '', slot }: Start): EntryDraft {
    const first = slot ?? info.value?.clock.finalThrough ?? info.value?.rules?.firstSlot ?? 0;
    return {
        point,
        day: show.dayOf(first),
        time: show.time(first),
        kind: 'decision',
        imported: '',
        exported: '0',
        generated: '',
        reason: 'readingUnavailable',
        reference: '',
        ocmf: '',
    };
}

function StandingNote({ standing }: { standing: CorrectionStanding }) {
    const { energy, state, final, corrections } = standing;
    const text = (wh: number | null) => (wh === null ? t('corrections.unknown') : show.energy(wh));
    return (
        <Notice kind={final ? 'info' : 'warn'}>
            <p>
                {t('correctionForm.standing', { imported: text(energy.imported), exported: text(energy.exported) })}{' '}
                <StateMark state={state} /> <FinalMark final={final} />
                {corrections > 0 && (
                    <>
                        {' '}
                        <StateMark state="corrected" />
                    </>
                )}
            </p>
            {!final && <p class="small">{t('correctionForm.notFinal')}</p>}
        </Notice>
    );
}
