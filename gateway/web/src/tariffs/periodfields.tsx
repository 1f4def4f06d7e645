import { periodName } from '../bills/names.ts';
import { AmountField, SelectField } from '../display/fields.tsx';
import { t } from '../language/language.ts';
import { nextId, type PeriodDraft, QUARTERS } from './draft.ts';
import type { DraftProps } from './form.tsx';

const USUAL = ['summit', 'peak', 'valley', 'deepValley'] as const;

/** Hours with a price of their own; of overlapping ones the first listed holds. */
export function PeriodFields({ draft, change, fault }: DraftProps) {
    const { periods } = draft;
    const set = (id: number, part: Partial<PeriodDraft>) =>
        change({ periods: periods.map((each) => (each.id === id ? { ...each, ...part } : each)) });
    const names = [...new Set([...USUAL, ...periods.map(({ name }) => name)])];
    return (
        <fieldset>
            <legend>{t('tariffs.periods')}</legend>
            <p class="small">{t('tariffForm.periods.how')}</p>
            {periods.map((period, index) => (
                <fieldset key={period.id} class="form-row">
                    <legend>{t('tariffForm.period', { number: index + 1 })}</legend>
                    <div class="pair">
                        <SelectField
                            label={t('tariffs.period')}
                            value={period.name}
                            change={(name) => set(period.id, { name })}
                            options={names.map((name) => [name, periodName(name)])}
                            error={fault(`period ${period.id} name`)}
                        />
                        <SelectField
                            label={t('tariffForm.periodFrom')}
                            value={period.from}
                            change={(from) => set(period.id, { from })}
                            options={QUARTERS.slice(0, -1).map((time) => [time, time])}
                        />
                        <SelectField
                            label={t('tariffForm.periodUntil')}
                            value={period.to}
                            change={(to) => set(period.id, { to })}
                            options={QUARTERS.slice(1).map((time) => [time, time])}
                            error={fault(`period ${period.id} to`)}
                        />
                        <AmountField
                            label={t('tariffForm.price')}
                            value={period.price}
                            change={(price) => set(period.id, { price })}
                            error={fault(`period ${period.id} price`)}
                        />
                    </div>
                    <Chips
                        name={t('tariffs.months')}
                        of={12}
                        chosen={period.months}
                        change={(months) => set(period.id, { months })}
                    />
                    <Chips
                        name={t('tariffs.weekdays')}
                        of={7}
                        chosen={period.weekdays}
                        change={(weekdays) => set(period.id, { weekdays })}
                    />
                    <RemoveButton
                        of={t('tariffForm.period', { number: index + 1 })}
                        remove={() => change({ periods: periods.filter(({ id }) => id !== period.id) })}
                    />
                </fieldset>
            ))}
            <p>
                <button
                    type="button"
                    class="button"
                    onClick={() =>
                        change({
                            periods: [
                                ...periods,
                                {
                                    id: nextId(),
                                    name: 'peak',
                                    from: '10:00',
                                    to: '12:00',
                                    price: '',
                                    months: [],
                                    weekdays: [],
                                },
                            ],
                        })
                    }
                >
                    {t('tariffForm.periodAdd')}
                </button>
            </p>
        </fieldset>
    );
}

/** Numbers to tick; none ticked means all. */
function Chips(props: { name: string; of: number; chosen: readonly number[]; change: (chosen: number[]) => void }) {
    const { name, chosen, change } = props;
    return (
        <fieldset class="chips">
            <legend>
                {name} {chosen.length === 0 && <span class="small">{t('tariffs.all')}</span>}
            </legend>
            {Array.from({ length: props.of }, (_, index) => index + 1).map((number) => (
                <label key={number} class="chip-check">
                    <input
                        type="checkbox"
                        checked={chosen.includes(number)}
                        onChange={(event) =>
                            change(
                                event.currentTarget.checked
                                    ? [...chosen, number].sort((a, b) => a - b)
                                    : chosen.filter((each) => each !== number),
                            )
                        }
                    />
                    <span>{number}</span>
                </label>
            ))}
        </fieldset>
    );
}

/** Takes a row out of a form. */
export function RemoveButton(props: { of: string; remove: () => void }) {
    return (
        <button type="button" class="button" onClick={props.remove}>
            {t('action.remove')}
            <span class="hidden"> {props.of}</span>
        </button>
    );
}
