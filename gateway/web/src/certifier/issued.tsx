import { useRef, useState } from 'preact/hooks';
import type { Certificate, Committed, Page as ListPage } from '../../../src/http/api.ts';
import { Trouble } from '../display/notice.tsx';
import { Loaded, Page, Table } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { type ApiProblem, asProblem, send } from '../ledger/api.ts';
import { tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { show } from '../numbers/show.ts';

type Issued = Certificate & { participant: string | null };

/** Certificates issued, newest first; any of them can be revoked with a reason. */
export function IssuedPage() {
    const list = useResource<ListPage<Issued>>('/v1/certificates?limit=200', { tick: tick.value });
    const [revoking, setRevoking] = useState<Issued | undefined>(undefined);
    return (
        <Page title={t('issued.title')} lead={t('issued.lead')}>
            <Loaded of={list}>
                {({ items }) =>
                    items.length === 0 ? (
                        <p class="empty">{t('issued.none')}</p>
                    ) : (
                        <Table caption={t('issued.title')} hideCaption>
                            <thead>
                                <tr>
                                    <th scope="col">{t('certificate.number')}</th>
                                    <th scope="col">{t('table.state')}</th>
                                    <th scope="col">{t('issued.day')}</th>
                                    <th scope="col">{t('issue.participant')}</th>
                                    <th scope="col" class="number">
                                        {show.energyUnit()}
                                    </th>
                                    <th scope="col">
                                        <span class="hidden">{t('issued.action')}</span>
                                    </th>
                                </tr>
                            </thead>
                            <tbody>
                                {items.map((each) => (
                                    <IssuedRow key={each.number} certificate={each} revoke={() => setRevoking(each)} />
                                ))}
                            </tbody>
                        </Table>
                    )
                }
            </Loaded>
            {revoking && (
                <Revocation
                    key={revoking.number}
                    number={revoking.number}
                    close={() => {
                        setRevoking(undefined);
                        list.reload();
                    }}
                />
            )}
        </Page>
    );
}

function IssuedRow(props: { certificate: Issued; revoke: () => void }) {
    const { certificate } = props;
    const valid = certificate.status === 'valid';
    return (
        <tr>
            <th scope="row">
                <a class="row-link" href={`/verify/${certificate.number}`}>
                    {certificate.number}
                </a>
            </th>
            <td>
                <span class={valid ? 'mark mark-measured' : 'mark mark-refused'}>
                    {t(valid ? 'certificate.valid' : 'certificate.revoked')}
                </span>
            </td>
            <td>{show.day(certificate.period.day)}</td>
            <td>{certificate.participant ?? '—'}</td>
            <td class="number">{show.kilowattHours(certificate.wh)}</td>
            <td>
                {valid && (
                    <button type="button" class="button danger" onClick={props.revoke}>
                        {t('issued.revoke')}
                        <span class="hidden"> {certificate.number}</span>
                    </button>
                )}
            </td>
        </tr>
    );
}

/** Asks for the reason, since everybody will read it, and revokes. */
function Revocation(props: { number: string; close: () => void }) {
    const [reason, setReason] = useState('');
    const [problem, setProblem] = useState<ApiProblem | undefined>(undefined);
    const [running, setRunning] = useState(false);
    const opened = useRef<HTMLDialogElement | null>(null);
    const open = (dialog: HTMLDialogElement | null) => {
        opened.current = dialog;
        if (dialog && !dialog.open) {
            dialog.showModal();
        }
    };
    const revoke = async () => {
        setRunning(true);
        try {
            await send<Committed>(`/v1/certificates/${props.number}/revocation`, { reason }, `revoke-${props.number}`);
            opened.current?.close();
        } catch (cause) {
            setProblem(asProblem(cause));
            setRunning(false);
        }
    };
    return (
        <dialog ref={open} onClose={props.close} aria-labelledby="revocation-title">
            <form
                onSubmit={(event) => {
                    event.preventDefault();
                    void revoke();
                }}
            >
                <h2 id="revocation-title">{t('revoke.title', { number: props.number })}</h2>
                <p>{t('revoke.lead')}</p>
                <label class="field">
                    <span>{t('revoke.reason')}</span>
                    <textarea
                        required
                        maxLength={200}
                        value={reason}
                        onInput={(event) => setReason(event.currentTarget.value)}
                    />
                </label>
                {problem && <Trouble problem={problem} />}
                <div class="buttons">
                    <button type="button" class="button" onClick={() => opened.current?.close()}>
                        {t('action.cancel')}
                    </button>
                    <button type="submit" class="button danger" disabled={running || reason.trim() === ''}>
                        {t('revoke.confirm')}
                    </button>
                </div>
            </form>
        </dialog>
    );
}
