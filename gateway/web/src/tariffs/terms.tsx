import type { Tariff } from '../../../src/http/api.ts';
import { periodName } from '../bills/names.ts';
import { Figure, Table } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { show } from '../numbers/show.ts';
import { FEE_TEXTS } from './feefields.tsx';

/** Everything a version of the tariff says. */
export function TariffTerms(props: { tariff: Tariff }) {
    const { tariff } = props;
    return (
        <>
            <dl class="figures">
                <Figure of="grid" name={t('tariffs.retail')} value={show.price(tariff.retail.base)} />
                <Figure
                    of="grid"
                    name={t('tariffs.feedIn')}
                    value={show.price(tariff.feedIn)}
                    note={tariff.feedInProvisional ? t('tariffs.provisional') : undefined}
                />
            </dl>
            {tariff.vat > 0 && <p class="small">{t('tariffs.vat', { rate: `${tariff.vat / 100} %` })}</p>}
            {tariff.retail.periods.length > 0 && <Periods tariff={tariff} />}
            {tariff.fees.length > 0 && <Fees tariff={tariff} />}
            {tariff.steps && tariff.steps.levels.length > 0 && <StepList steps={tariff.steps} />}
        </>
    );
}

function Fees(props: { tariff: Tariff }) {
    return (
        <Table caption={t('tariffs.fees')}>
            <thead>
                <tr>
                    <th scope="col">{t('tariffs.sellerZone')}</th>
                    <th scope="col">{t('tariffs.buyerZone')}</th>
                    {(['network', 'losses', 'levies'] as const).map((item) => (
                        <th key={item} scope="col" class="number">
                            {t(FEE_TEXTS[item])}
                        </th>
                    ))}
                    <th scope="col" class="number">
                        {t('tariffs.fee')}
                    </th>
                </tr>
            </thead>
            <tbody>
                {props.tariff.fees.map(([seller, buyer, { network, losses, levies }]) => (
                    <tr key={`${seller} ${buyer}`}>
                        <th scope="row">{seller}</th>
                        <td>{buyer}</td>
                        <td class="number">{show.price(network)}</td>
                        <td class="number">{show.price(losses)}</td>
                        <td class="number">{show.price(levies)}</td>
                        <td class="number">{show.price(network + losses + levies)}</td>
                    </tr>
                ))}
            </tbody>
        </Table>
    );
}

/** The hours with a price of their own, in local time; of overlapping ones the first holds. */
function Periods(props: { tariff: Tariff }) {
    return (
        <Table caption={t('tariffs.periods')}>
            <thead>
                <tr>
                    <th scope="col">{t('tariffs.period')}</th>
                    <th scope="col">{t('tariffs.hours')}</th>
                    <th scope="col">{t('tariffs.months')}</th>
                    <th scope="col">{t('tariffs.weekdays')}</th>
                    <th scope="col" class="number">
                        {t('tariffs.retail')}
                    </th>
                </tr>
            </thead>
            <tbody>
                {props.tariff.retail.periods.map((period) => (
                    <tr key={JSON.stringify(period)}>
                        <th scope="row">{periodName(period.name)}</th>
                        <td>{`${period.from}–${period.to}`}</td>
                        <td>{period.months?.join(t('chart.separator')) ?? t('tariffs.all')}</td>
                        <td>{period.weekdays?.join(t('chart.separator')) ?? t('tariffs.all')}</td>
                        <td class="number">{show.price(period.price)}</td>
                    </tr>
                ))}
            </tbody>
        </Table>
    );
}

function StepList(props: { steps: NonNullable<Tariff['steps']> }) {
    const { levels, matchedCounts } = props.steps;
    return (
        <>
            <h3>{t('tariffForm.steps')}</h3>
            <ul>
                {levels.map(({ aboveWh, add }) => (
                    <li key={aboveWh}>{t('tariffs.step', { above: show.energy(aboveWh), add: show.price(add) })}</li>
                ))}
            </ul>
            <p class="small">{t(matchedCounts ? 'tariffs.matchedCount' : 'tariffs.matchedDoNot')}</p>
        </>
    );
}
