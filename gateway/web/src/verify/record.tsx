import type { Certificate } from '../../../src/http/api.ts';
import { type Key, t } from '../language/language.ts';
import { show } from '../numbers/show.ts';

/** Said of every certificate, whatever the gateway lists. */
const never: readonly Key[] = ['not.gec', 'not.go', 'not.irec'];

const instruments: Readonly<Record<Certificate['instrument'], Key>> = {
    pending: 'certificate.pending',
    reconciled: 'certificate.reconciled',
    mismatch: 'certificate.mismatch',
};

/** What a certificate is not, and how its energy stands with the national certificate. */
export function Limits(props: { record?: Certificate | undefined }) {
    return (
        <section class="limits">
            <h3>{t('not.title')}</h3>
            <ul>
                {never.map((key) => (
                    <li key={key}>{t(key)}</li>
                ))}
                {props.record && <li>{t(instruments[props.record.instrument])}</li>}
            </ul>
        </section>
    );
}

/** The public record as the ledger has it; nothing in it names a person. */
export function LedgerRecord({ record }: { record: Certificate }) {
    const { number, scheme, issued, digest, supersedes } = record;
    return (
        <details class="rows">
            <summary>{t('certificate.proof')}</summary>
            <dl class="proof">
                <dt>{t('certificate.number')}</dt>
                <dd class="break">{number}</dd>
                <dt>{t('certificate.issuedAt')}</dt>
                <dd>{t('certificate.issuedBlock', { time: show.instant(issued.at), block: issued.block })}</dd>
                <dt>{t('certificate.scheme')}</dt>
                <dd>{t('certificate.schemeVersion', { scheme: scheme.scheme, version: scheme.version })}</dd>
                {supersedes && (
                    <>
                        <dt>{t('verdict.replaces')}</dt>
                        <dd>
                            <a class="break" href={`/verify/${supersedes}`}>
                                {supersedes}
                            </a>
                        </dd>
                    </>
                )}
                <dt>{t('certificate.transaction')}</dt>
                <dd>
                    <code>{issued.transactionId}</code>
                </dd>
                <dt>{t('certificate.digest')}</dt>
                <dd>
                    <code>{digest}</code>
                </dd>
            </dl>
        </details>
    );
}
