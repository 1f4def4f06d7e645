import { useState } from 'preact/hooks';
import { Notice, problemText } from '../display/notice.tsx';
import { type Signed, submitWish, type Wish } from '../intents/submit.ts';
import { t } from '../language/language.ts';
import { type ApiProblem, asProblem } from '../ledger/api.ts';
import { show } from '../numbers/show.ts';
import type { Resident } from '../session/session.ts';

type Outcome =
    | { state: 'idle' }
    | { state: 'signing' }
    | { state: 'done'; created: Signed }
    | { state: 'failed'; problem: ApiProblem };

/** The state of signing one wish, and how to start it. */
export function useSigning(resident: Resident, point: string, afterwards: () => void) {
    const [outcome, setOutcome] = useState<Outcome>({ state: 'idle' });
    const sign = async (wish: Wish) => {
        setOutcome({ state: 'signing' });
        try {
            setOutcome({ state: 'done', created: await submitWish(resident, point, wish) });
            afterwards();
        } catch (cause) {
            const problem = asProblem(cause);
            setOutcome({ state: 'failed', problem });
        }
    };
    return { outcome, sign, reset: () => setOutcome({ state: 'idle' }) };
}

/** Says what became of the signature: announced, and in words. */
export function SigningOutcome(props: { outcome: Outcome }) {
    const { outcome } = props;
    return (
        <div aria-live="polite">
            {outcome.state === 'signing' && <Notice kind="info">{t('signing.under')}</Notice>}
            {outcome.state === 'done' && (
                <Notice kind="good">
                    <p>
                        <strong>{t('signing.done', { from: show.moment(outcome.created.from) })}</strong>
                    </p>
                    <p class="small">{t('signing.proof', { block: outcome.created.block })}</p>
                </Notice>
            )}
            {outcome.state === 'failed' && (
                <Notice kind="bad">
                    <p>{problemText(outcome.problem)}</p>
                    <p class="small">{t('problem.code', { code: outcome.problem.code })}</p>
                </Notice>
            )}
        </div>
    );
}
