import type { FiguresReport } from '../../../src/http/api.ts';
import { Loaded, Page, Table } from '../display/page.tsx';
import { type Key, t } from '../language/language.ts';
import { tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { addDays } from '../numbers/days.ts';
import { integer } from '../numbers/decimal.ts';
import { show } from '../numbers/show.ts';
import { useShownSlot } from '../resident/shownslot.ts';
import type { Resident } from '../session/session.ts';

const FEN = 100_000n;

type Row = Readonly<{ name: Key; formula: Key; value: (report: FiguresReport) => string | null }>;

const percent = (share: number | null): string | null => (share === null ? null : show.share(share, 10_000));
const priced = (units: number | null): string | null => (units === null ? null : show.price(units));
const money = (amount: FiguresReport['paid']): string => show.fen(integer(amount) / FEN);
const kilograms = (milligrams: number): string => `${show.count(Math.round(milligrams / 1e6))} kg`;

/** Every figure with its formula; a figure without anything to reckon has no row. */
const rows: readonly Row[] = [
    { name: 'figures.savings', formula: 'figures.savings.formula', value: ({ savings }) => money(savings) },
    {
        name: 'figures.selfSufficiency',
        formula: 'figures.selfSufficiency.formula',
        value: (report) => percent(report.selfSufficiency),
    },
    {
        name: 'figures.selfConsumption',
        formula: 'figures.selfConsumption.formula',
        value: (report) => percent(report.selfConsumption),
    },
    {
        name: 'figures.localShare',
        formula: 'figures.localShare.formula',
        value: (report) => percent(report.localShare),
    },
    {
        name: 'figures.cleanShare',
        formula: 'figures.cleanShare.formula',
        value: (report) => percent(report.cleanShare),
    },
    {
        name: 'figures.location',
        formula: 'figures.location.formula',
        value: ({ carbon }) => (carbon === null ? null : kilograms(carbon.locationBasedMg)),
    },
    {
        name: 'figures.market',
        formula: 'figures.market.formula',
        value: ({ carbon }) => (carbon === null ? null : kilograms(carbon.marketBasedMg)),
    },
    { name: 'figures.price', formula: 'figures.price.formula', value: ({ averagePrice }) => priced(averagePrice) },
    { name: 'figures.allIn', formula: 'figures.allIn.formula', value: ({ averageAllIn }) => priced(averageAllIn) },
    { name: 'figures.low', formula: 'figures.low.formula', value: ({ atLowBound }) => percent(atLowBound) },
    { name: 'figures.high', formula: 'figures.high.formula', value: ({ atHighBound }) => percent(atHighBound) },
    {
        name: 'figures.concentration',
        formula: 'figures.concentration.formula',
        value: ({ concentration }) => (concentration === null ? null : show.count(concentration)),
    },
];

/** The figures people look for, of the last seven days: mine beside the community's, each with its formula. */
export function FiguresPage(props: { resident: Resident }) {
    const slot = useShownSlot();
    const today = slot === undefined ? undefined : show.dayOf(slot);
    const query = today && `?from=${addDays(today, -6)}&to=${addDays(today, 1)}`;
    const mine = useResource<FiguresReport>(query && `/v1/participants/${props.resident.participant}/figures${query}`, {
        tick: tick.value,
    });
    const all = useResource<FiguresReport>(query && `/v1/figures${query}`, { tick: tick.value });
    return (
        <Page title={t('figures.title')} lead={t('figures.lead')}>
            {query === undefined ? (
                <p class="waiting">{t('now.notYet')}</p>
            ) : (
                <Loaded of={mine}>
                    {(own) => <Loaded of={all}>{(community) => <Report own={own} community={community} />}</Loaded>}
                </Loaded>
            )}
        </Page>
    );
}

function Report({ own, community }: { own: FiguresReport; community: FiguresReport }) {
    const { carbon } = community;
    return (
        <>
            <Table caption={t('figures.title')}>
                <thead>
                    <tr>
                        <th scope="col">{t('figures.figure')}</th>
                        <th scope="col" class="number">
                            {t('figures.mine')}
                        </th>
                        <th scope="col" class="number">
                            {t('figures.community')}
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {rows.map(({ name, formula, value }) => {
                        const [mine, all] = [value(own), value(community)];
                        return mine === null && all === null ? null : (
                            <tr key={name}>
                                <th scope="row">
                                    {t(name)}
                                    <span class="reckoning">{t(formula)}</span>
                                </th>
                                <td class="number">{mine ?? '—'}</td>
                                <td class="number">{all ?? '—'}</td>
                            </tr>
                        );
                    })}
                </tbody>
            </Table>
            {carbon && (
                <p class="small">
                    {t('figures.factors', {
                        location: `${carbon.location.source} ${carbon.location.year}: ${carbon.location.perKwh / 10_000}`,
                        residual: `${carbon.residual.source} ${carbon.residual.year}: ${carbon.residual.perKwh / 10_000}`,
                    })}
                </p>
            )}
        </>
    );
}
