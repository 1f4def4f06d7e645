import { useState } from 'preact/hooks';
import type { Objection, ObjectionAnswer } from '../../../src/http/api.ts';
import { AmountField, ReasonField } from '../display/fields.tsx';
import { SubmissionOutcome, useSubmission } from '../display/submission.tsx';
import { t } from '../language/language.ts';
import { typed, unitsOf } from '../numbers/decimal.ts';
import { show } from '../numbers/show.ts';

/** The grid company's decision of an objection: how much it credits, and its answer. */
export function DecisionForm(props: { objection: Objection; done: () => void }) {
    const { month, participant, line, amount: disputed } = props.objection;
    const [amount, setAmount] = useState('');
    const [text, setText] = useState('');
    const { submission, post } = useSubmission<ObjectionAnswer>(props.done);
    const fen = unitsOf(amount, 2);
    return (
        <form
            onSubmit={(event) => {
                event.preventDefault();
                if (fen !== undefined) {
                    void post(`/v1/objections/${month}/${participant}/${line}/decision`, { amount: fen, text });
                }
            }}
        >
            <div class="with-button">
                <AmountField
                    label={t('decision.amount')}
                    value={amount}
                    change={setAmount}
                    error={amount !== '' && fen === undefined ? t('field.yuanOrNone') : undefined}
                />
                <button type="button" class="button" onClick={() => setAmount(typed(disputed ?? 0, 2))}>
                    {t('decision.all', { amount: show.fen(disputed ?? 0) })}
                </button>
            </div>
            <ReasonField label={t('decision.text')} hint={t('decision.text.hint')} value={text} change={setText} />
            <p>
                <button type="submit" class="button primary" disabled={submission.state === 'busy'}>
                    {t(fen === 0 ? 'decision.reject' : 'decision.send')}
                </button>
            </p>
            <SubmissionOutcome of={submission} />
        </form>
    );
}
