import type { Tariff, TariffList } from '../../../src/http/api.ts';
import { Figure, Loaded, Page, Table } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { show } from '../numbers/show.ts';

/** The tariffs in force and before: retail, feed-in and the fees of the network. */
export function Tariffs() {
    const tariffs = useResource<TariffList>('/v1/tariffs', { tick: tick.value });
    return (
        <Page title={t('tariffs.title')} lead={t('tariffs.lead')}>
            <Loaded of={tariffs}>
                {({ items, current }) => (
                    <>
                        {current ? <Current tariff={current} /> : <p class="empty">{t('tariffs.none')}</p>}
                        <Table caption={t('tariffs.versions')}>
                            <thead>
                                <tr>
                                    <th scope="col">{t('tariffs.from')}</th>
                                    <th scope="col" class="number">
                                        {t('tariffs.retail')}
                                    </th>
                                    <th scope="col" class="number">
                                        {t('tariffs.feedIn')}
                                    </th>
                                </tr>
                            </thead>
                            <tbody>
                                {items.map((tariff) => (
                                    <tr key={`${tariff.from} ${tariff.sequence}`}>
                                        <th scope="row">{`${show.day(show.dayOf(tariff.from))} ${show.time(tariff.from)}`}</th>
                                        <td class="number">{show.price(tariff.retail.base)}</td>
                                        <td class="number">{show.price(tariff.feedIn)}</td>
                                    </tr>
                                ))}
                            </tbody>
                        </Table>
                    </>
                )}
            </Loaded>
        </Page>
    );
}

function Current(props: { tariff: Tariff }) {
    const { tariff } = props;
    return (
        <>
            <dl class="figures">
                <Figure of="grid" name={t('tariffs.retail')} value={show.price(tariff.retail.base)} />
                <Figure of="grid" name={t('tariffs.feedIn')} value={show.price(tariff.feedIn)} />
            </dl>
            {tariff.fees.length > 0 && (
                <Table caption={t('tariffs.fees')}>
                    <thead>
                        <tr>
                            <th scope="col">{t('tariffs.sellerZone')}</th>
                            <th scope="col">{t('tariffs.buyerZone')}</th>
                            <th scope="col" class="number">
                                {t('tariffs.fee')}
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        {tariff.fees.map(([seller, buyer, { network, losses, levies }]) => (
                            <tr key={`${seller} ${buyer}`}>
                                <th scope="row">{seller}</th>
                                <td>{buyer}</td>
                                <td class="number">{show.price(network + losses + levies)}</td>
                            </tr>
                        ))}
                    </tbody>
                </Table>
            )}
        </>
    );
}
