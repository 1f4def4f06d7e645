import { useState } from 'preact/hooks';
import type { OwnCorrection, OwnCorrections } from '../../../src/http/api.ts';
import { Notice } from '../display/notice.tsx';
import { Loaded, Page } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { tick } from '../ledger/live.ts';
import { correctionBelongs } from '../ledger/proof.ts';
import { useResource } from '../ledger/resource.ts';
import { show } from '../numbers/show.ts';
import type { Resident } from '../session/session.ts';
import { ChangeTable } from './change.tsx';
import { basisText } from './words.ts';

/** What corrections after finality changed for a resident, newest decision first, each with its proof. */
export function MyCorrections(props: { resident: Resident }) {
    const corrections = useResource<OwnCorrections>(`/v1/participants/${props.resident.participant}/corrections`, {
        tick: tick.value,
    });
    return (
        <Page title={t('corrections.mine')} lead={t('corrections.mine.lead')}>
            <p>
                <a href="/money">{t('line.back')}</a>
            </p>
            <Loaded of={corrections}>
                {({ items }) =>
                    items.length === 0 ? (
                        <p class="empty">{t('corrections.none')}</p>
                    ) : (
                        items.map((item) => (
                            <Correction key={`${item.slot} ${item.number} ${item.change.point}`} correction={item} />
                        ))
                    )
                }
            </Loaded>
        </Page>
    );
}

function Correction({ correction }: { correction: OwnCorrection }) {
    const { slot, basis, change, month, transactionId } = correction;
    const [proved, setProved] = useState<boolean | undefined>(undefined);
    return (
        <section>
            <h2>{show.moment(slot)}</h2>
            <p>
                {basisText(basis)} {t('corrections.inBill', { month: show.month(month) })}{' '}
                <a href={`/line/${slot}`}>{t('corrections.line')}</a>
            </p>
            <ChangeTable caption={t('corrections.effect')} changes={[change]} mine />
            <p>
                <button type="button" class="button" onClick={() => setProved(correctionBelongs(correction))}>
                    {t('line.check')}
                </button>
            </p>
            <div aria-live="polite">
                {proved === true && (
                    <Notice kind="good">
                        {t('corrections.proved')} <code>{transactionId}</code>
                    </Notice>
                )}
                {proved === false && <Notice kind="bad">{t('corrections.different')}</Notice>}
            </div>
        </section>
    );
}
