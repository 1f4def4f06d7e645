import { useState } from 'preact/hooks';
import type { Energy } from '../../../src/http/api.ts';
import { Chart } from '../chart/chart.tsx';
import { type Bar, homeFlows, homeValues } from '../chart/series.ts';
import { CorrectedNote } from '../corrections/note.tsx';
import { shownState } from '../display/certainty.ts';
import { Figure, Loaded, Page } from '../display/page.tsx';
import { sentences, t } from '../language/language.ts';
import { tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { addDays } from '../numbers/days.ts';
import { show } from '../numbers/show.ts';
import type { Resident } from '../session/session.ts';
import { DayPicker } from '../shell/daypicker.tsx';
import { receivedOf } from './figures.ts';
import { useShownSlot } from './shownslot.ts';

/** My day: every quarter-hour, from whom and to whom. */
export function Day(props: { resident: Resident }) {
    const slot = useShownSlot();
    const today = slot === undefined ? undefined : show.dayOf(slot);
    const [chosen, setChosen] = useState<string | undefined>(undefined);
    const day = chosen ?? today;
    const energy = useResource<Energy>(
        day &&
            `/v1/participants/${props.resident.participant}/energy?from=${day}&to=${addDays(day, 1)}&resolution=slot`,
        { tick: day === today ? tick.value : 0 },
    );
    return (
        <Page title={t('day.title')}>
            {day === undefined || today === undefined ? (
                <p class="waiting">{t('now.notYet')}</p>
            ) : (
                <>
                    <DayPicker day={day} last={today} choose={setChosen} />
                    <Loaded of={energy}>{(answer) => <DayOf energy={answer} day={day} />}</Loaded>
                </>
            )}
        </Page>
    );
}

function DayOf(props: { energy: Energy; day: string }) {
    const { totals, periods } = props.energy;
    const missing = periods.reduce((sum, period) => sum + period.missingSlots, 0);
    return (
        <>
            <Chart
                title={t('day.chart', { day: show.day(props.day) })}
                sentence={sentence(props.energy, missing)}
                bars={periods.map(barOf)}
                flows={homeFlows(totals)}
            />
            <CorrectedNote slots={periods.reduce((sum, period) => sum + period.correctedSlots, 0)} />
            <h2>{t('day.totals')}</h2>
            <dl class="figures">
                {receivedOf(totals).map(({ name, wh }) => (
                    <Figure key={name} of="community" name={t(name)} value={show.energy(wh)} />
                ))}
                <Figure of="grid" name={t('flow.fromGrid')} value={show.energy(totals.fromGridWh)} />
                <Figure of="community" name={t('flow.sold')} value={show.energy(totals.soldWh)} />
                <Figure of="grid" name={t('flow.toGrid')} value={show.energy(totals.toGridWh)} />
            </dl>
            <p class="small">{t('day.note')}</p>
        </>
    );
}

function barOf(period: Energy['periods'][number]): Bar {
    return { slot: period.from, state: shownState(period), values: period.figures && homeValues(period.figures) };
}

/** What the picture says, in words. */
function sentence(energy: Energy, missing: number): string {
    const { importedWh, ownWh, boughtWh, neighboursWh, soldWh, toGridWh } = energy.totals;
    const parts = [
        importedWh > 0
            ? t('day.sentence.drawn', {
                  energy: show.energy(importedWh),
                  share: show.share(boughtWh + ownWh, importedWh),
              })
            : t('day.sentence.nothing'),
    ];
    if (boughtWh > 0) {
        parts.push(
            t('day.sentence.from', {
                neighbours: show.energy(neighboursWh),
                plants: show.energy(boughtWh - neighboursWh),
            }),
        );
    }
    if (ownWh > 0) {
        parts.push(t('day.sentence.own', { energy: show.energy(ownWh) }));
    }
    if (soldWh + toGridWh > 0) {
        parts.push(t('day.sentence.given', { energy: show.energy(soldWh + toGridWh), sold: show.energy(soldWh) }));
    }
    parts.push(missing > 0 ? t('day.sentence.missing', { count: missing }) : t('day.sentence.complete'));
    return sentences(parts);
}
