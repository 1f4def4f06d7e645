import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { t } from '../language/language.ts';
import { type ApiProblem, asProblem, send } from '../ledger/api.ts';
import { Notice, problemText } from './notice.tsx';

/** Where an act that somebody submits stands. */
export type Submission<Answer> =
    | Readonly<{ state: 'idle' | 'busy' }>
    | Readonly<{ state: 'done'; answer: Answer }>
    | Readonly<{ state: 'failed'; problem: ApiProblem }>;

/**
 * The state of submitting, and how to do it. The same content is sent again under the same idempotency key, so that a repetition after a
 * broken connection does not count twice.
 * @param afterwards - once it is done
 */
export function useSubmission<Answer>(afterwards?: (answer: Answer) => void) {
    const [submission, setSubmission] = useState<Submission<Answer>>({ state: 'idle' });
    const attempt = useRef({ content: '', key: '' });
    const run = async (content: string, act: (key: string) => Promise<Answer>) => {
        if (attempt.current.content !== content) {
            attempt.current = { content, key: crypto.randomUUID() };
        }
        setSubmission({ state: 'busy' });
        try {
            const answer = await act(attempt.current.key);
            attempt.current = { content: '', key: '' };
            setSubmission({ state: 'done', answer });
            afterwards?.(answer);
        } catch (cause) {
            setSubmission({ state: 'failed', problem: asProblem(cause) });
        }
    };
    return {
        submission,
        run,
        post: (path: string, body: unknown) =>
            run(JSON.stringify([path, body]), (key) => send<Answer>(path, body, key)),
        reset: () => setSubmission({ state: 'idle' }),
    };
}

/** Says what became of it: announced, and in words. */
export function SubmissionOutcome<Answer>(props: {
    of: Submission<Answer>;
    busy?: string;
    done?: (answer: Answer) => ComponentChildren;
}) {
    const { of: submission, busy, done } = props;
    return (
        <div aria-live="polite">
            {submission.state === 'busy' && busy && <Notice kind="info">{busy}</Notice>}
            {submission.state === 'done' && done && <Notice kind="good">{done(submission.answer)}</Notice>}
            {submission.state === 'failed' && (
                <Notice kind="bad">
                    <p>{problemText(submission.problem)}</p>
                    <p class="small">{t('problem.code', { code: submission.problem.code })}</p>
                </Notice>
            )}
        </div>
    );
}
