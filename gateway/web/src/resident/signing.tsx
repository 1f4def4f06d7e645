import { type Submission, SubmissionOutcome, useSubmission } from '../display/submission.tsx';
import { type Signed, submitWish, type Wish } from '../intents/submit.ts';
import { t } from '../language/language.ts';
import { show } from '../numbers/show.ts';
import type { Resident } from '../session/session.ts';

/** The state of signing one wish, and how to start it. */
export function useSigning(resident: Resident, point: string, afterwards: () => void) {
    const { submission, run, reset } = useSubmission<Signed>(afterwards);
    return {
        outcome: submission,
        sign: (wish: Wish) => run(JSON.stringify(wish), () => submitWish(resident, point, wish)),
        reset,
    };
}

/** Says what became of the signature. */
export function SigningOutcome(props: { outcome: Submission<Signed> }) {
    return (
        <SubmissionOutcome
            of={props.outcome}
            busy={t('signing.under')}
            done={({ from, block }) => (
                <>
                    <p>
                        <strong>{t('signing.done', { from: show.moment(from) })}</strong>
                    </p>
                    <p class="small">{t('signing.proof', { block })}</p>
                </>
            )}
        />
    );
}
