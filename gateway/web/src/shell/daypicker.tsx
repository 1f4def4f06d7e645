import { t } from '../language/language.ts';
import { addDays } from '../numbers/days.ts';
import { show } from '../numbers/show.ts';

/** A calendar day with the day before and after: three large targets. */
export function DayPicker(props: { day: string; last: string; choose: (day: string) => void }) {
    const { day, last, choose } = props;
    return (
        // biome-ignore lint/a11y/useSemanticElements: a group of controls for one value, no form fields to set
        <div class="daypicker" role="group" aria-label={t('day.pick')}>
            <button type="button" class="button" onClick={() => choose(addDays(day, -1))} aria-label={t('day.before')}>
                <span aria-hidden="true">‹</span>
            </button>
            <label>
                <span class="hidden">{t('day.pick')}</span>
                <input
                    type="date"
                    value={day}
                    max={last}
                    onInput={(event) => {
                        if (/^\d{4}-\d{2}-\d{2}$/.test(event.currentTarget.value)) {
                            choose(event.currentTarget.value);
                        }
                    }}
                />
            </label>
            <button
                type="button"
                class="button"
                onClick={() => choose(addDays(day, 1))}
                aria-label={t('day.after')}
                disabled={day >= last}
            >
                <span aria-hidden="true">›</span>
            </button>
            <span class="daypicker-words" aria-live="polite">
                {show.day(day)}
            </span>
        </div>
    );
}
