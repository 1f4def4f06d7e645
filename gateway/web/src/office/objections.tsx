import type { ObjectionList } from '../../../src/http/api.ts';
import { monthText } from '../bills/names.ts';
import { ObjectionNote } from '../bills/objection.tsx';
import { Loaded, Page } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';

/** The community office's view of objections to bills: who objects to what, and what the grid company decided. */
export function Objections() {
    const objections = useResource<ObjectionList>('/v1/objections', { tick: tick.value });
    return (
        <Page title={t('objections.title')} lead={t('objections.lead')}>
            <Loaded of={objections}>
                {({ items }) =>
                    items.length === 0 ? (
                        <p class="empty">{t('objections.none')}</p>
                    ) : (
                        items.map((one) => (
                            <section key={`${one.month} ${one.participant} ${one.line}`}>
                                <h2>
                                    {t('objections.of', {
                                        participant: one.participant,
                                        line: one.line,
                                        month: monthText(one.month),
                                    })}
                                </h2>
                                <ObjectionNote objection={one} />
                            </section>
                        ))
                    )
                }
            </Loaded>
        </Page>
    );
}
