import { useState } from 'preact/hooks';
import type { CertificateDetail } from '../../../src/http/api.ts';
import { Notice, Trouble } from '../display/notice.tsx';
import { Page } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { useResource } from '../ledger/resource.ts';
import { go } from '../shell/router.ts';
import { CertificateView } from './certificate.tsx';

/** Anyone checks a certificate by its number, without signing in. */
export function Verify(props: { number: string | undefined }) {
    const [typed, setTyped] = useState(props.number ?? '');
    return (
        <Page title={t('verify.title')} lead={t('verify.lead')}>
            <form
                class="verify-form"
                onSubmit={(event) => {
                    event.preventDefault();
                    const number = typed.trim().toUpperCase();
                    if (number) {
                        go(`/verify/${encodeURIComponent(number)}`);
                    }
                }}
            >
                <label class="field">
                    <span>{t('verify.number')}</span>
                    <input
                        name="number"
                        value={typed}
                        placeholder="LG-2026-7K3M-9QX4-…"
                        autocomplete="off"
                        autocapitalize="characters"
                        spellcheck={false}
                        onInput={(event) => setTyped(event.currentTarget.value)}
                    />
                </label>
                <button type="submit" class="button primary">
                    {t('verify.check')}
                </button>
            </form>
            {props.number && <Answer number={props.number} />}
        </Page>
    );
}

function Answer(props: { number: string }) {
    const { value, problem, loading, reload } = useResource<CertificateDetail>(
        `/v1/certificates/${encodeURIComponent(props.number)}`,
    );
    const unknown = problem && (problem.status === 404 || problem.status === 400);
    return (
        <div aria-live="polite">
            {value && <CertificateView certificate={value} />}
            {unknown && (
                <Notice kind="bad">
                    <p>
                        <strong>{t('verify.unknown', { number: props.number })}</strong>
                    </p>
                    <p>{t('verify.unknown.what')}</p>
                </Notice>
            )}
            {problem && !unknown && <Trouble problem={problem} retry={reload} />}
            {loading && !value && !problem && <p class="waiting">{t('state.loading')}</p>}
        </div>
    );
}
