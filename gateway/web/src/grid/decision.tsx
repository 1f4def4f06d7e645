import { useState } from 'preact/hooks';
import type { Objection } from '../../../src/http/api.ts';
import { monthText } from '../bills/names.ts';
import { ObjectionNote } from '../bills/objection.tsx';
import { Notice, problemText } from '../display/notice.tsx';
import { t } from '../language/language.ts';
import { type ApiProblem, asProblem, send } from '../ledger/api.ts';

/** One objection with, while it is open, the form to decide it. */
export function DecisionForm(props: { objection: Objection; done: () => void }) {
    const { objection, done } = props;
    const { month, participant, line } = objection;
    const [amount, setAmount] = useState('0.00');
    const [text, setText] = useState('');
    const [problem, setProblem] = useState<ApiProblem | undefined>(undefined);
    const submit = async (event: Event) => {
        event.preventDefault();
        try {
            const decision = { amount: Math.round(Number(amount) * 100), text };
            await send(`/v1/objections/${month}/${participant}/${line}/decision`, decision);
            setProblem(undefined);
            done();
        } catch (cause) {
            setProblem(asProblem(cause));
        }
    };
    return (
        <section>
            <h3>{t('objections.of', { participant, line, month: monthText(month) })}</h3>
            <ObjectionNote objection={objection} />
            {objection.status === 'open' && (
                <form onSubmit={submit}>
                    <label class="field">
                        <span>{t('decision.amount')}</span>
                        <input
                            type="number"
                            inputMode="decimal"
                            min="0"
                            step="0.01"
                            required
                            value={amount}
                            onInput={(event) => setAmount(event.currentTarget.value)}
                        />
                    </label>
                    <label class="field">
                        <span>{t('decision.text')}</span>
                        <textarea
                            required
                            maxLength={1000}
                            rows={2}
                            value={text}
                            onInput={(event) => setText(event.currentTarget.value)}
                        />
                    </label>
                    <p>
                        <button type="submit" class="button primary">
                            {t('decision.send')}
                        </button>
                    </p>
                    <div aria-live="polite">{problem && <Notice kind="bad">{problemText(problem)}</Notice>}</div>
                </form>
            )}
        </section>
    );
}
