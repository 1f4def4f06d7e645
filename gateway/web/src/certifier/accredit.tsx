import { useState } from 'preact/hooks';
import type { Scheme } from '../../../src/http/api.ts';
import { CheckedForm } from '../display/checkedform.tsx';
import { DayField, ReasonField, SelectField, TextField } from '../display/fields.tsx';
import { SubmissionOutcome, useSubmission } from '../display/submission.tsx';
import { type Key, t } from '../language/language.ts';
import { sourceText } from '../verify/sources.ts';
import { slotOfDay } from './dayslot.ts';
import { DigestField, isDigest } from './digestfield.tsx';
import { usePages } from './pages.tsx';

const sources = ['solar', 'wind', 'hydro', 'biomass'] as const;
const texts = ['plant', 'point', 'zone', 'filingNumber', 'by'] as const;
type TextName = (typeof texts)[number];
const labels: Readonly<Record<TextName, Key>> = {
    plant: 'accredit.plant',
    point: 'accredit.point',
    zone: 'accredit.zone',
    filingNumber: 'plants.filing',
    by: 'accredit.by',
};
const empty = { plant: '', point: '', zone: '', filingNumber: '', by: '' };

/** Accredits a plant under its filing number and the undertaking that its owner signed. */
export function AccreditForm(props: { done: () => void }) {
    const schemes = usePages<Scheme>('/v1/schemes?limit=500');
    const names = [...new Set(schemes.items.map(({ scheme }) => scheme))];
    const [values, setValues] = useState<Readonly<Record<TextName, string>>>(empty);
    const [source, setSource] = useState<(typeof sources)[number]>('solar');
    const [register, setRegister] = useState<'export' | 'generation'>('export');
    const [kilowatts, setKilowatts] = useState('');
    const [from, setFrom] = useState('');
    const [until, setUntil] = useState('');
    const [digest, setDigest] = useState('');
    const [jws, setJws] = useState('');
    const [tried, setTried] = useState(false);
    const { submission, post } = useSubmission<unknown>(props.done);
    const scheme = names[0];
    const [begin, end] = [slotOfDay(from), slotOfDay(until)];
    const capacityW = /^\d{1,6}(\.\d{1,3})?$/.test(kilowatts) ? Math.round(Number(kilowatts) * 1000) : 0;
    const isId = (name: TextName) =>
        name === 'filingNumber' ? values[name] !== '' : /^[A-Za-z0-9][\w.-]{0,63}$/.test(values[name]);
    const right =
        texts.every(isId) && capacityW > 0 && begin !== undefined && isDigest(digest) && jws.trim() !== '' && scheme;
    const { by, ...named } = values;
    const request = {
        ...named,
        source,
        register,
        capacityW,
        scheme,
        undertaking: { by, digest, jws: jws.trim() },
        from: begin,
        ...(end === undefined ? {} : { until: end }),
    };
    return (
        <details class="rows">
            <summary>{t('accredit.title')}</summary>
            <CheckedForm
                request={right ? request : undefined}
                tried={() => setTried(true)}
                send={(body) => void post('/v1/plants', body)}
            >
                <p class="small">{t('accredit.lead')}</p>
                {texts.map((name) => (
                    <TextField
                        key={name}
                        label={t(labels[name])}
                        maxLength={64}
                        value={values[name]}
                        change={(value) => setValues({ ...values, [name]: value })}
                        error={(tried || values[name] !== '') && !isId(name) ? t('field.id') : undefined}
                    />
                ))}
                <div class="pair">
                    <SelectField
                        label={t('certificate.source')}
                        value={source}
                        change={setSource}
                        options={sources.map((one) => [one, sourceText(one)] as const)}
                    />
                    <SelectField
                        label={t('accredit.register')}
                        value={register}
                        change={setRegister}
                        options={[
                            ['export', t('accredit.register.export')],
                            ['generation', t('accredit.register.generation')],
                        ]}
                    />
                </div>
                <TextField
                    label={t('accredit.capacity')}
                    value={kilowatts}
                    change={setKilowatts}
                    error={(tried || kilowatts !== '') && capacityW <= 0 ? t('accredit.capacity.wrong') : undefined}
                />
                <div class="pair">
                    <DayField
                        label={t('plants.from')}
                        value={from}
                        change={setFrom}
                        error={tried && begin === undefined ? t('field.day') : undefined}
                    />
                    <DayField
                        label={t('plants.until')}
                        hint={t('accredit.until.hint')}
                        value={until}
                        change={setUntil}
                    />
                </div>
                <DigestField label={t('accredit.undertaking')} value={digest} change={setDigest} />
                <ReasonField
                    label={t('accredit.jws')}
                    most={4096}
                    value={jws}
                    change={setJws}
                    error={tried && jws.trim() === '' ? t('accredit.jws.wrong') : undefined}
                />
                <p>
                    <button type="submit" class="button primary" disabled={submission.state === 'busy'}>
                        {t('accredit.enter')}
                    </button>
                </p>
                <SubmissionOutcome of={submission} done={() => t('plant.act.done')} />
            </CheckedForm>
        </details>
    );
}
