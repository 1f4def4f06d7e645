import type { Certificate } from '../../../src/http/api.ts';
import { Table } from '../display/page.tsx';
import { type Key, t } from '../language/language.ts';
import { show } from '../numbers/show.ts';
import { sourceText } from './sources.ts';

/** Said of every certificate, whatever the gateway lists. */
const never: readonly Key[] = ['not.gec', 'not.go', 'not.irec'];

/** A certificate as anybody may see it: state in words, energy, period, sources, what it is not. */
export function CertificateView(props: { certificate: Certificate }) {
    const { certificate } = props;
    const valid = certificate.status === 'valid';
    return (
        <article class={valid ? 'certificate certificate-valid' : 'certificate certificate-revoked'}>
            <p class="certificate-status">
                <span aria-hidden="true">{valid ? '✓' : '✕'}</span>{' '}
                <span>{t(valid ? 'certificate.valid' : 'certificate.revoked')}</span>
            </p>
            {certificate.revoked && (
                <p>
                    {t('certificate.revokedFor', {
                        reason: certificate.revoked.reason,
                        time: show.instant(certificate.revoked.at),
                    })}
                </p>
            )}
            {certificate.simulation && <p class="mark mark-estimated">{t('certificate.simulation')}</p>}
            <p class="certificate-energy">{show.energy(certificate.wh)}</p>
            <p>{t('certificate.says', { day: show.day(certificate.period.day), slots: certificate.slots })}</p>
            <Table caption={t('certificate.sources')}>
                <thead>
                    <tr>
                        <th scope="col">{t('certificate.plant')}</th>
                        <th scope="col">{t('certificate.source')}</th>
                        <th scope="col" class="number">
                            {show.energyUnit()}
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {certificate.byPlant.map((part) => (
                        <tr key={part.plant}>
                            <th scope="row">{part.plant}</th>
                            <td>{sourceText(part.source)}</td>
                            <td class="number">{show.kilowattHours(part.wh)}</td>
                        </tr>
                    ))}
                </tbody>
            </Table>
            <h2>{t('not.title')}</h2>
            <ul>
                {never.map((key) => (
                    <li key={key}>{t(key)}</li>
                ))}
            </ul>
            {certificate.statements.includes('gec-reconciliation-pending') && <p>{t('certificate.pending')}</p>}
            <h2>{t('certificate.proof')}</h2>
            <dl class="proof">
                <dt>{t('certificate.number')}</dt>
                <dd>{certificate.number}</dd>
                <dt>{t('certificate.issuedAt')}</dt>
                <dd>
                    {t('certificate.issuedBlock', {
                        time: show.instant(certificate.issued.at),
                        block: certificate.issued.block,
                    })}
                </dd>
                <dt>{t('certificate.transaction')}</dt>
                <dd>
                    <code>{certificate.issued.transactionId}</code>
                </dd>
                <dt>{t('certificate.digest')}</dt>
                <dd>
                    <code>{certificate.digest}</code>
                </dd>
            </dl>
        </article>
    );
}
