import type { ComponentChildren } from 'preact';
import { type Key, t } from '../language/language.ts';
import type { ApiProblem } from '../ledger/api.ts';

/** A message that stands in the page. Its kind is said by colour and by words. */
export function Notice(props: { kind: 'info' | 'good' | 'warn' | 'bad'; children: ComponentChildren }) {
    return (
        <div class={`notice notice-${props.kind}`} role={props.kind === 'bad' ? 'alert' : 'status'}>
            {props.children}
        </div>
    );
}

const worded: Readonly<Record<string, Key>> = {
    UNREACHABLE: 'problem.unreachable',
    UNEXPECTED: 'problem.unexpected',
};

/** What went wrong in words a person can act on, with the code for whoever helps her. */
export function problemText(problem: ApiProblem): string {
    const key = worded[problem.code];
    if (key) {
        return t(key);
    }
    if (problem.status === 401 || problem.status === 403) {
        return t('problem.signIn');
    }
    return problem.message || t('problem.unexpected');
}

/** A failed read with a button to try again. */
export function Trouble(props: { problem: ApiProblem; retry?: () => void }) {
    return (
        <Notice kind="bad">
            <p>{problemText(props.problem)}</p>
            <p class="small">{t('problem.code', { code: props.problem.code })}</p>
            {props.retry && (
                <button type="button" class="button" onClick={props.retry}>
                    {t('action.retry')}
                </button>
            )}
        </Notice>
    );
}
