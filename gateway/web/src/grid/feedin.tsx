import { useState } from 'preact/hooks';
import { Notice, problemText } from '../display/notice.tsx';
import { t } from '../language/language.ts';
import { type ApiProblem, asProblem, send } from '../ledger/api.ts';

/** Sets the final feed-in tariff of a month whose slots had a provisional one. */
export function FeedInForm(props: { done: () => void }) {
    const [month, setMonth] = useState('');
    const [price, setPrice] = useState('');
    const [outcome, setOutcome] = useState<'done' | ApiProblem | undefined>(undefined);
    const submit = async (event: Event) => {
        event.preventDefault();
        try {
            await send(`/v1/bills/months/${month}/feed-in`, { feedIn: Math.round(Number(price) * 10_000) });
            setOutcome('done');
            props.done();
        } catch (cause) {
            setOutcome(asProblem(cause));
        }
    };
    return (
        <details class="rows">
            <summary>{t('feedIn.title')}</summary>
            <form onSubmit={submit}>
                <p class="small">{t('feedIn.lead')}</p>
                <label class="field">
                    <span>{t('feedIn.month')}</span>
                    <input
                        required
                        pattern="\d{4}-(0[1-9]|1[0-2])"
                        placeholder="2026-03"
                        value={month}
                        onInput={(event) => setMonth(event.currentTarget.value)}
                    />
                </label>
                <label class="field">
                    <span>{t('feedIn.price')}</span>
                    <input
                        type="number"
                        inputMode="decimal"
                        min="0"
                        step="0.0001"
                        required
                        value={price}
                        onInput={(event) => setPrice(event.currentTarget.value)}
                    />
                </label>
                <p>
                    <button type="submit" class="button primary">
                        {t('feedIn.set')}
                    </button>
                </p>
                <div aria-live="polite">
                    {outcome === 'done' && <Notice kind="good">{t('feedIn.done')}</Notice>}
                    {outcome !== undefined && outcome !== 'done' && <Notice kind="bad">{problemText(outcome)}</Notice>}
                </div>
            </form>
        </details>
    );
}
