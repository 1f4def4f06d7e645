import type {
    Energy,
    EnergyFigures,
    EnergyPeriod,
    Money,
    SlotSummary,
    Tariff,
    TariffList,
} from '../../../src/http/api.ts';
import { certainty } from '../display/certainty.ts';
import { Figure, Loaded, Page } from '../display/page.tsx';
import { FinalMark, PeriodMark } from '../display/state.tsx';
import { type Key, t } from '../language/language.ts';
import { settledThrough, tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { show } from '../numbers/show.ts';
import type { Resident } from '../session/session.ts';
import { allInPrice, receivedOf } from './figures.ts';
import { Houses } from './houses.tsx';
import { useShownSlot } from './shownslot.ts';

/** Now: whether the neighbourhood has clean power, what it costs, what this home drew and paid. */
export function Now(props: { resident: Resident }) {
    const slot = useShownSlot();
    const mine = `/v1/participants/${props.resident.participant}`;
    const period = `from=${slot}&to=${(slot ?? 0) + 1}`;
    const known = slot !== undefined;
    const energy = useResource<Energy>(known ? `${mine}/energy?${period}&resolution=slot` : undefined, {
        steady: true,
    });
    const bill = useResource<Money>(known ? `${mine}/money?${period}` : undefined, { steady: true });
    const slots = useResource<{ items: SlotSummary[] }>(known ? '/v1/slots?limit=1' : undefined, { tick: tick.value });
    const tariffs = useResource<TariffList>('/v1/tariffs', { tick: tick.value });
    const latest = slots.value?.items[0];

    return (
        <Page title={t('now.title', { name: props.resident.name })}>
            {settledThrough.value === undefined ? (
                <p class="waiting" role="status">
                    {t('now.notYet')}
                </p>
            ) : (
                <>
                    <Loaded of={energy}>{(answer) => <Light energy={answer.periods[0]} latest={latest} />}</Loaded>
                    <Paid energy={energy.value?.periods[0]} bill={bill.value} />
                    <Loaded of={tariffs}>
                        {(list) => list.current && <Prices tariff={list.current} latest={latest} />}
                    </Loaded>
                    <p class="small">{t('now.delay')}</p>
                </>
            )}
        </Page>
    );
}

type Supply = 'plenty' | 'shared' | 'none';

const supplyWords: Readonly<Record<Supply, Key>> = {
    plenty: 'now.supply.plenty',
    shared: 'now.supply.shared',
    none: 'now.supply.none',
};

function supplyOf(latest: SlotSummary): Supply {
    return latest.residualToGridWh > 0 ? 'plenty' : latest.matchedWh > 0 ? 'shared' : 'none';
}

/** The picture and the sentence: is there clean power next door, and how much of mine came from there. */
function Light(props: { energy: EnergyPeriod | undefined; latest: SlotSummary | undefined }) {
    const { energy, latest } = props;
    const figures = energy?.figures;
    const drawn = figures?.importedWh ?? 0;
    const percent = figures && drawn > 0 ? Math.floor((communityWh(figures) * 100) / drawn) : 0;
    const selling = figures !== null && figures !== undefined && drawn === 0 && figures.exportedWh > 0;
    const supply = latest && supplyOf(latest);
    return (
        <section
            class={supply === 'none' ? 'light light-grid' : 'light light-community'}
            aria-label={t('now.light.label')}
        >
            <div class="light-words">
                {energy && <p class="light-time">{show.interval(energy.from)}</p>}
                {supply && <p class="light-supply">{t(supplyWords[supply])}</p>}
                <p class="light-mine">{energy ? mineText(energy, selling) : t('now.mine.unsettled')}</p>
                {latest && <p class="light-note">{t('now.sharedNow', { energy: show.energy(latest.matchedWh) })}</p>}
            </div>
            <Houses percent={selling ? 100 : percent} />
        </section>
    );
}

function mineText(energy: EnergyPeriod, selling: boolean): string {
    const figures = energy.figures;
    if (!figures) {
        return t(certainty(energy.state) === 'unsettled' ? 'now.mine.unsettled' : 'now.mine.missing');
    }
    if (selling) {
        return t('now.mine.selling', { energy: show.energy(figures.soldWh) });
    }
    const drawn = figures.importedWh;
    if (drawn === 0) {
        return t('now.mine.idle');
    }
    return communityWh(figures) === 0
        ? t('now.mine.grid')
        : t('now.mine.share', { share: show.share(communityWh(figures), drawn) });
}

/** What was drawn without the grid's own energy: bought, and from own points. */
function communityWh({ boughtWh, ownWh }: EnergyFigures): number {
    return boughtWh + ownWh;
}

/** What this home drew, sold and paid in the quarter-hour. */
function Paid(props: { energy: EnergyPeriod | undefined; bill: Money | undefined }) {
    const { energy, bill } = props;
    const figures = energy?.figures;
    if (!energy || !figures || !bill || bill.from !== energy.from) {
        return null;
    }
    const price = allInPrice(bill);
    return (
        <section>
            <h2>
                {t('now.paid.title', { interval: show.interval(energy.from) })} <PeriodMark period={energy} />{' '}
                <FinalMark final={energy.final} />
            </h2>
            <dl class="figures">
                {receivedOf(figures).map(({ name, wh }) => (
                    <Figure key={name} of="community" name={t(name)} value={show.energy(wh)} />
                ))}
                <Figure of="grid" name={t('flow.fromGrid')} value={show.energy(figures.fromGridWh)} />
                {figures.soldWh > 0 && (
                    <Figure of="community" name={t('flow.sold')} value={show.energy(figures.soldWh)} />
                )}
                <Figure
                    name={bill.totalFen < 0 ? t('money.youReceive') : t('money.youPay')}
                    value={show.fen(Math.abs(bill.totalFen))}
                    note={price === undefined ? undefined : t('now.paid.at', { price: show.price(price) })}
                />
            </dl>
        </section>
    );
}

/** The prices of the moment: from the community and from the grid. */
function Prices(props: { tariff: Tariff; latest: SlotSummary | undefined }) {
    const mean = props.latest?.price?.mean;
    return (
        <section>
            <h2>{t('now.prices.title')}</h2>
            <dl class="figures">
                <Figure
                    of="community"
                    name={t('now.prices.community')}
                    value={mean === undefined ? t('now.prices.noTrade') : show.price(mean)}
                    note={mean === undefined ? undefined : t('now.prices.plusFee')}
                />
                <Figure of="grid" name={t('now.prices.retail')} value={show.price(props.tariff.retailRange.high)} />
                <Figure of="grid" name={t('now.prices.feedIn')} value={show.price(props.tariff.feedIn)} />
            </dl>
        </section>
    );
}
