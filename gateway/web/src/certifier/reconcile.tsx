import { useState } from 'preact/hooks';
import type { ReservedMonth } from '../../../src/http/api.ts';
import { CheckedForm } from '../display/checkedform.tsx';
import { AmountField, SelectField, TextField } from '../display/fields.tsx';
import { SubmissionOutcome, useSubmission } from '../display/submission.tsx';
import { t } from '../language/language.ts';
import { unitsOf } from '../numbers/decimal.ts';
import { DigestField, isDigest } from './digestfield.tsx';
import { instrumentText } from './words.ts';

type Answer = Readonly<{ state: string }>;

/** Enters what the registry of the national certificate froze for a plant's month. */
export function ReconcileForm(props: { month: string; plants: readonly ReservedMonth[]; done: () => void }) {
    const { month, plants } = props;
    const [plant, setPlant] = useState(plants[0]?.plant ?? '');
    const [frozen, setFrozen] = useState('');
    const [reference, setReference] = useState('');
    const [digest, setDigest] = useState('');
    const [tried, setTried] = useState(false);
    const { submission, post } = useSubmission<Answer>(props.done);
    const frozenWh = unitsOf(frozen, 3);
    const fine = {
        frozen: frozenWh !== undefined,
        reference: /^[A-Za-z0-9][\w.-]{0,63}$/.test(reference),
        digest: isDigest(digest),
    };
    const wrong = (holds: boolean, value: string, text: string) =>
        !holds && (tried || value !== '') ? text : undefined;
    return (
        <details class="rows">
            <summary>{t('reconcile.title')}</summary>
            <CheckedForm
                request={fine.frozen && fine.reference && fine.digest ? { frozenWh, reference, digest } : undefined}
                tried={() => setTried(true)}
                send={(request) => void post(`/v1/plants/${plant}/reconciliations/${month}`, request)}
            >
                <p class="small">{t('reconcile.lead')}</p>
                <SelectField
                    label={t('certificate.plant')}
                    value={plant}
                    change={setPlant}
                    options={plants.map((one) => [one.plant, one.plant] as const)}
                />
                <AmountField
                    label={t('reconcile.frozen')}
                    value={frozen}
                    change={setFrozen}
                    error={wrong(fine.frozen, frozen, t('field.kwh'))}
                />
                <TextField
                    label={t('reconcile.reference')}
                    value={reference}
                    change={setReference}
                    error={wrong(fine.reference, reference, t('field.id'))}
                />
                <DigestField label={t('reconcile.answer')} value={digest} change={setDigest} />
                <p>
                    <button type="submit" class="button primary" disabled={submission.state === 'busy'}>
                        {t('reconcile.enter')}
                    </button>
                </p>
                <SubmissionOutcome of={submission} done={({ state }) => instrumentText(state)} />
            </CheckedForm>
        </details>
    );
}
