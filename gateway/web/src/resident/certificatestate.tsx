import type { Certificate } from '../../../src/http/api.ts';
import { t } from '../language/language.ts';
import { type Outcome, toneOf } from '../verify/verdict.ts';
import { outcomes } from '../verify/words.ts';

const marks = { good: 'mark-measured', wait: 'mark-estimated', bad: 'mark-refused' } as const;
const signs = { good: '✓', wait: '!', bad: '✕' } as const;

/** How a certificate stands, as a sign with a word. */
export function CertificateState({ certificate }: { certificate: Pick<Certificate, 'status'> }) {
    const outcome: Outcome = certificate.status;
    const tone = toneOf(outcome);
    return (
        <span class={`mark ${marks[tone]}`}>
            <span aria-hidden="true">{signs[tone]}</span> {t(outcomes[outcome].title)}
        </span>
    );
}
