import type { EvidenceOfSlot } from '../../../src/http/api.ts';
import { Loaded, Page, Table } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { useResource } from '../ledger/resource.ts';
import { show } from '../numbers/show.ts';

/** One quarter-hour down to the meters: the proven lines, and the readings as the meters signed them. */
export function SlotEvidence(props: { day: string; participant: string; slot: number }) {
    const { day, participant, slot } = props;
    const who = encodeURIComponent(participant);
    const evidence = useResource<EvidenceOfSlot>(`/v1/certificates/evidence/${slot}?participant=${who}`);
    return (
        <Page title={t('evidence.title', { participant, moment: show.moment(slot) })} lead={t('evidence.lead')}>
            <p>
                <a href={`/issue/${day}/${who}`}>{t('evidence.back')}</a>
            </p>
            <Loaded of={evidence}>{(answer) => <Found evidence={answer} />}</Loaded>
        </Page>
    );
}

function Found(props: { evidence: EvidenceOfSlot }) {
    const { lines, readings, merkleRoot, block, transactionId } = props.evidence;
    return (
        <>
            <h2>{t('evidence.readings')}</h2>
            {readings.length === 0 && <p class="empty">{t('evidence.none')}</p>}
            {readings.length > 0 && (
                <Table caption={t('evidence.readings')} hideCaption>
                    <thead>
                        <tr>
                            <th scope="col">{t('meters.point')}</th>
                            <th scope="col">{t('evidence.signature')}</th>
                            <th scope="col">{t('evidence.serial')}</th>
                            <th scope="col" class="number">
                                {t('evidence.drawn', { unit: show.energyUnit() })}
                            </th>
                            <th scope="col" class="number">
                                {t('evidence.given', { unit: show.energyUnit() })}
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        {readings.map(({ point, code, serial, importedWh, exportedWh, transactionId: brought }) => (
                            <tr key={`${brought} ${point}`}>
                                <th scope="row">{point}</th>
                                <td>
                                    <Signed holds={code === 'OK'} otherwise={code} />
                                </td>
                                <td>{serial ?? '—'}</td>
                                <td class="number">{importedWh === null ? '—' : show.kilowattHours(importedWh)}</td>
                                <td class="number">{exportedWh === null ? '—' : show.kilowattHours(exportedWh)}</td>
                            </tr>
                        ))}
                    </tbody>
                </Table>
            )}
            {readings.map(({ point, ocmf, transactionId: brought }) => (
                <details key={`${brought} ${point}`} class="rows">
                    <summary>{t('evidence.record', { point })}</summary>
                    <p class="proof">
                        <code>{ocmf}</code>
                    </p>
                </details>
            ))}
            <h2>{t('evidence.lines')}</h2>
            <ul>
                {lines.map(({ point, proven, leaf }) => (
                    <li key={point}>
                        {point}: <Signed holds={proven} otherwise={t('evidence.unproven')} />
                        <details class="rows">
                            <summary>{t('evidence.leaf')}</summary>
                            <p class="proof">
                                <code>{leaf}</code>
                            </p>
                        </details>
                    </li>
                ))}
            </ul>
            <dl class="proof">
                <dt>{t('evidence.root')}</dt>
                <dd>
                    <code>{merkleRoot}</code>
                </dd>
                <dt>{t('certificate.transaction')}</dt>
                <dd>
                    <code>{transactionId}</code>, {t('evidence.block', { block })}
                </dd>
            </dl>
        </>
    );
}

function Signed(props: { holds: boolean; otherwise: string }) {
    return (
        <span class={props.holds ? 'mark mark-measured' : 'mark mark-refused'}>
            <span aria-hidden="true">{props.holds ? '✓' : '!'}</span>{' '}
            {props.holds ? t('evidence.holds') : props.otherwise}
        </span>
    );
}
