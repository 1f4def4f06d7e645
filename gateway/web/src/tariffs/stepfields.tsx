import { AmountField, Switch } from '../display/fields.tsx';
import { t } from '../language/language.ts';
import { nextId, type StepDraft } from './draft.ts';
import type { DraftProps } from './form.tsx';
import { RemoveButton } from './periodfields.tsx';

/** Block tariff: above so many kWh a month each kWh costs more. */
export function StepFields({ draft, change, fault }: DraftProps) {
    const { steps, matchedCounts } = draft;
    const set = (id: number, part: Partial<StepDraft>) =>
        change({ steps: steps.map((each) => (each.id === id ? { ...each, ...part } : each)) });
    return (
        <fieldset>
            <legend>{t('tariffForm.steps')}</legend>
            <p class="small">{t('tariffForm.steps.how')}</p>
            {steps.map((step, index) => (
                <fieldset key={step.id} class="form-row">
                    <legend>{t('tariffForm.step', { number: index + 1 })}</legend>
                    <div class="pair">
                        <AmountField
                            label={t('tariffForm.stepAbove')}
                            value={step.above}
                            change={(above) => set(step.id, { above })}
                            error={fault(`step ${step.id} above`)}
                        />
                        <AmountField
                            label={t('tariffForm.stepAdd')}
                            value={step.add}
                            change={(add) => set(step.id, { add })}
                            error={fault(`step ${step.id} add`)}
                        />
                    </div>
                    <RemoveButton
                        of={t('tariffForm.step', { number: index + 1 })}
                        remove={() => change({ steps: steps.filter(({ id }) => id !== step.id) })}
                    />
                </fieldset>
            ))}
            {steps.length > 0 && (
                <Switch
                    name={t('tariffForm.matchedCounts')}
                    on={matchedCounts}
                    set={(on) => change({ matchedCounts: on })}
                />
            )}
            <p>
                <button
                    type="button"
                    class="button"
                    onClick={() => change({ steps: [...steps, { id: nextId(), above: '', add: '' }] })}
                >
                    {t('tariffForm.stepAdd.row')}
                </button>
            </p>
        </fieldset>
    );
}
