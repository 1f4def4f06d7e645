import { useState } from 'preact/hooks';
import type { Plant } from '../../../src/http/api.ts';
import { CheckedForm } from '../display/checkedform.tsx';
import { DayField, ReasonField, SelectField, Switch } from '../display/fields.tsx';
import { SubmissionOutcome, useSubmission } from '../display/submission.tsx';
import { t } from '../language/language.ts';
import { slotOfDay } from './dayslot.ts';
import { DigestField, isDigest } from './digestfield.tsx';

const acts = [
    ['audits', 'plant.act.audit'],
    ['suspension', 'plant.act.suspension'],
    ['resumption', 'plant.act.resumption'],
    ['withdrawal', 'plant.act.withdrawal'],
] as const;
type Act = (typeof acts)[number][0];

/** Enters an audit of a plant with the accreditation's new end, suspends or resumes it, or withdraws it for a period. */
export function PlantForm(props: { plants: readonly Plant[]; done: () => void }) {
    const { plants } = props;
    const [plant, setPlant] = useState(plants[0]?.plant ?? '');
    const [act, setAct] = useState<Act>('audits');
    const [from, setFrom] = useState('');
    const [until, setUntil] = useState('');
    const [reason, setReason] = useState('');
    const [passed, setPassed] = useState(true);
    const [digest, setDigest] = useState('');
    const [tried, setTried] = useState(false);
    const { submission, post } = useSubmission<unknown>(props.done);
    const [begin, end] = [slotOfDay(from), slotOfDay(until)];
    const needsReason = act === 'suspension' || act === 'withdrawal';
    const asksUntil = act === 'withdrawal' || act === 'audits';
    const body = () => {
        switch (act) {
            case 'audits':
                return { at: begin, passed, digest, ...(end === undefined ? {} : { until: end }) };
            case 'suspension':
                return { from: begin, reason };
            case 'resumption':
                return { from: begin };
            case 'withdrawal':
                return { from: begin, until: end, reason };
        }
    };
    const right =
        begin !== undefined &&
        (act !== 'withdrawal' || (end !== undefined && end > begin)) &&
        (!needsReason || reason.trim() !== '') &&
        (act !== 'audits' || isDigest(digest));
    return (
        <details class="rows">
            <summary>{t('plant.act.title')}</summary>
            <CheckedForm
                request={right ? body() : undefined}
                tried={() => setTried(true)}
                send={(request) => void post(`/v1/plants/${plant}/${act}`, request)}
            >
                <div class="pair">
                    <SelectField
                        label={t('certificate.plant')}
                        value={plant}
                        change={setPlant}
                        options={plants.map((one) => [one.plant, one.plant] as const)}
                    />
                    <SelectField
                        label={t('plant.act')}
                        value={act}
                        change={setAct}
                        options={acts.map(([value, name]) => [value, t(name)] as const)}
                    />
                </div>
                <DayField
                    label={t(act === 'audits' ? 'plant.act.at' : 'plant.act.from')}
                    value={from}
                    change={setFrom}
                    error={tried && begin === undefined ? t('field.day') : undefined}
                />
                {asksUntil && (
                    <DayField
                        label={t(act === 'audits' ? 'plant.act.validUntil' : 'plant.act.until')}
                        hint={act === 'audits' ? t('plant.act.validUntil.hint') : undefined}
                        value={until}
                        change={setUntil}
                        error={tried && act === 'withdrawal' && end === undefined ? t('field.day') : undefined}
                    />
                )}
                {act === 'audits' && (
                    <>
                        <Switch name={t('plant.act.passed')} on={passed} set={setPassed} />
                        <DigestField label={t('plant.act.report')} value={digest} change={setDigest} />
                    </>
                )}
                {needsReason && (
                    <ReasonField
                        label={t('revoke.reason')}
                        most={200}
                        value={reason}
                        change={setReason}
                        error={tried && reason.trim() === '' ? t('field.reason') : undefined}
                    />
                )}
                {act === 'withdrawal' && <p class="small">{t('plant.act.withdrawal.lead')}</p>}
                <p>
                    <button type="submit" class="button primary" disabled={submission.state === 'busy'}>
                        {t('plant.act.enter')}
                    </button>
                </p>
                <SubmissionOutcome of={submission} done={() => t('plant.act.done')} />
            </CheckedForm>
        </details>
    );
}
