import { useState } from 'preact/hooks';
import { AmountField, TextField } from '../display/fields.tsx';
import { SubmissionOutcome, useSubmission } from '../display/submission.tsx';
import { t } from '../language/language.ts';
import { unitsOf } from '../numbers/decimal.ts';

/** Sets the final feed-in tariff of a month whose slots had a provisional one. */
export function FeedInForm(props: { done: () => void }) {
    const [month, setMonth] = useState('');
    const [price, setPrice] = useState('');
    const { submission, post } = useSubmission<unknown>(props.done);
    const feedIn = unitsOf(price, 4);
    return (
        <details class="rows">
            <summary>{t('feedIn.title')}</summary>
            <form
                onSubmit={(event) => {
                    event.preventDefault();
                    if (feedIn !== undefined) {
                        void post(`/v1/bills/months/${month}/feed-in`, { feedIn });
                    }
                }}
            >
                <p class="small">{t('feedIn.lead')}</p>
                <TextField
                    label={t('feedIn.month')}
                    pattern="\d{4}-(0[1-9]|1[0-2])"
                    placeholder="2026-03"
                    value={month}
                    change={setMonth}
                />
                <AmountField
                    label={t('feedIn.price')}
                    value={price}
                    change={setPrice}
                    error={price !== '' && feedIn === undefined ? t('field.price') : undefined}
                />
                <p>
                    <button type="submit" class="button primary" disabled={submission.state === 'busy'}>
                        {t('feedIn.set')}
                    </button>
                </p>
                <SubmissionOutcome of={submission} done={() => t('feedIn.done')} />
            </form>
        </details>
    );
}
