import type { PoolInfo } from '../../../src/http/api.ts';
import { monthText } from '../bills/names.ts';
import { Table } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { integer } from '../numbers/decimal.ts';
import { show } from '../numbers/show.ts';

/** The rule by which the pool is spent, and the totals that are published. */
export function PoolTotals({ info }: { info: PoolInfo }) {
    const { rules, periods, withheld } = info;
    return (
        <>
            <section>
                <h2>{t('pool.total.title')}</h2>
                {periods.length === 0 ? (
                    <p class="empty">{t('pool.total.none', { count: rules?.publishFrom ?? 5 })}</p>
                ) : (
                    <PeriodTable info={info} />
                )}
                {withheld.length > 0 && (
                    <p class="small">{t('pool.withheld', { months: monthsText([...withheld].reverse()) })}</p>
                )}
            </section>
            <section>
                <h2>{t('pool.rule.title')}</h2>
                {rules === null ? <p>{t('pool.off')}</p> : <Rule rules={rules} />}
            </section>
        </>
    );
}

function Rule({ rules }: { rules: NonNullable<PoolInfo['rules']> }) {
    const { floorWh, floorPrice, keepBasisPoints, publishFrom, version } = rules;
    return (
        <>
            <ol>
                <li>{t('pool.rule.energy')}</li>
                <li>
                    {floorPrice === 0
                        ? t('pool.rule.free', { energy: show.energy(floorWh) })
                        : t('pool.rule.floor', { energy: show.energy(floorWh), price: show.price(floorPrice) })}
                </li>
                {keepBasisPoints > 0 && <li>{t('pool.rule.keep', { share: show.share(keepBasisPoints, 10_000) })}</li>}
                <li>{t('pool.rule.shares')}</li>
                <li>{t('pool.rule.public', { count: publishFrom })}</li>
            </ol>
            <p class="small">{t('pool.rule.both', { version })}</p>
        </>
    );
}

function PeriodTable({ info }: { info: PoolInfo }) {
    return (
        <Table caption={t('pool.total.title')} hideCaption>
            <thead>
                <tr>
                    <th scope="col">{t('pool.months')}</th>
                    {(
                        [
                            'pool.given',
                            'pool.energy',
                            'pool.floor',
                            'pool.shares',
                            'pool.households',
                            'pool.balance',
                        ] as const
                    ).map((name) => (
                        <th key={name} scope="col" class="number">
                            {t(name)}
                        </th>
                    ))}
                </tr>
            </thead>
            <tbody>
                {info.periods.map(
                    ({ months, given, energy, energyWh, floor, floorWh, shares, recipients, balance }) => (
                        <tr key={months.join(' ')}>
                            <th scope="row">{monthsText(months)}</th>
                            <td class="number">{yuan(given)}</td>
                            <td class="number">
                                {yuan(energy)} <span class="small">{show.energy(energyWh)}</span>
                            </td>
                            <td class="number">
                                {yuan(floor)} <span class="small">{show.energy(floorWh)}</span>
                            </td>
                            <td class="number">{yuan(shares)}</td>
                            <td class="number">{show.count(recipients)}</td>
                            <td class="number">{yuan(balance)}</td>
                        </tr>
                    ),
                )}
            </tbody>
        </Table>
    );
}

/** 10⁻⁷ CNY in a fen. */
const FEN = 100_000n;

/** An amount in yuan, rounded to fen. */
export function yuan(money: string | number): string {
    return show.fen((integer(money) + FEN / 2n) / FEN);
}

function monthsText(months: readonly string[]): string {
    return months.map(monthText).join(t('chart.separator'));
}
