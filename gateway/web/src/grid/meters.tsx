import { useState } from 'preact/hooks';
import type { Page as ListPage, MeteringPoint, Missing, RefusedReading } from '../../../src/http/api.ts';
import { certainty } from '../display/certainty.ts';
import { Notice } from '../display/notice.tsx';
import { Loaded, Page, Table } from '../display/page.tsx';
import { StateMark, stateText } from '../display/state.tsx';
import { t } from '../language/language.ts';
import { settledThrough, tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { show } from '../numbers/show.ts';
import { useShownSlot } from '../resident/shownslot.ts';
import { refusalText } from './refusal.ts';

/** The grid's meters; those without a usable reading first and in words. */
export function Meters() {
    const slot = useShownSlot();
    const missing = useResource<Missing>(slot === undefined ? undefined : `/v1/meters/missing?slot=${slot}`, {
        steady: true,
    });
    const points = useResource<ListPage<MeteringPoint>>('/v1/metering-points?limit=500', { tick: tick.value });
    const refused = useResource<ListPage<RefusedReading>>('/v1/readings/refused?limit=50', { tick: tick.value });
    const [all, setAll] = useState(true);
    return (
        <Page title={t('meters.title')} lead={t('meters.lead')}>
            {settledThrough.value !== undefined && (
                <Loaded of={missing}>
                    {(answer) => <MissingList missing={answer} refused={refused.value?.items ?? []} />}
                </Loaded>
            )}
            <h2>{t('meters.refused')}</h2>
            <p>{t('meters.refused.lead')}</p>
            <Loaded of={refused}>{({ items }) => <RefusedTable readings={items} />}</Loaded>
            <h2>{t('meters.points')}</h2>
            <label class="check">
                <input type="checkbox" checked={!all} onChange={(event) => setAll(!event.currentTarget.checked)} />
                <span>{t('meters.onlyTrouble')}</span>
            </label>
            <Loaded of={points}>{({ items }) => <PointTable points={arranged(items, all)} />}</Loaded>
        </Page>
    );
}

/** Points with trouble first; only those unless all are wanted. */
function arranged(points: readonly MeteringPoint[], all: boolean): readonly MeteringPoint[] {
    const fine = (point: MeteringPoint) => point.newest !== null && certainty(point.newest.state) === 'measured';
    const trouble = points.filter((point) => !fine(point));
    return all ? [...trouble, ...points.filter(fine)] : trouble;
}

/** Points without a usable reading: since when, and why where a reading came and was refused. */
function MissingList(props: { missing: Missing; refused: readonly RefusedReading[] }) {
    const { missing, refused } = props;
    const why = (point: string) => refused.find((each) => each.point === point && each.slot === missing.slot)?.code;
    if (missing.items.length === 0) {
        return <Notice kind="good">{t('meters.allThere', { time: show.moment(missing.slot) })}</Notice>;
    }
    return (
        <Notice kind="warn">
            <p>
                <strong>{t('meters.missing', { count: missing.items.length, time: show.moment(missing.slot) })}</strong>
            </p>
            <ul>
                {missing.items.map(({ point, state, since }) => {
                    const code = why(point);
                    const parts = [
                        stateText(state),
                        ...(since === null ? [] : [t('meters.since', { time: show.moment(since) })]),
                        ...(code === undefined ? [] : [t('meters.came', { why: refusalText(code) })]),
                    ];
                    return (
                        <li key={point}>
                            {point}: {parts.join(' · ')}
                        </li>
                    );
                })}
            </ul>
        </Notice>
    );
}

function RefusedTable(props: { readings: readonly RefusedReading[] }) {
    if (props.readings.length === 0) {
        return <p class="empty">{t('meters.refused.none')}</p>;
    }
    return (
        <Table caption={t('meters.refused.table')}>
            <thead>
                <tr>
                    <th scope="col">{t('meters.point')}</th>
                    <th scope="col">{t('meters.lastSlot')}</th>
                    <th scope="col">{t('meters.refused.why')}</th>
                    <th scope="col">{t('meters.refused.at')}</th>
                    <th scope="col" class="number">
                        {t('slots.block')}
                    </th>
                </tr>
            </thead>
            <tbody>
                {props.readings.map(({ slot, point, code, block, at }, index) => (
                    <tr key={`${block} ${index}`}>
                        <th scope="row">{point}</th>
                        <td>{show.moment(slot)}</td>
                        <td>
                            <span class="mark mark-refused">
                                <span aria-hidden="true">!</span> {refusalText(code)}
                            </span>
                        </td>
                        <td>{show.instant(at)}</td>
                        <td class="number">{show.count(block)}</td>
                    </tr>
                ))}
            </tbody>
        </Table>
    );
}

function PointTable(props: { points: readonly MeteringPoint[] }) {
    return (
        <Table caption={t('meters.table')}>
            <thead>
                <tr>
                    <th scope="col">{t('meters.point')}</th>
                    <th scope="col">{t('meters.lastState')}</th>
                    <th scope="col">{t('meters.lastSlot')}</th>
                    <th scope="col">{t('meters.serial')}</th>
                    <th scope="col">{t('meters.participant')}</th>
                    <th scope="col">{t('meters.zone')}</th>
                    <th scope="col" class="number">
                        {t('meters.limit')}
                    </th>
                </tr>
            </thead>
            <tbody>
                {props.points.map((point) => (
                    <tr key={point.point}>
                        <th scope="row">{point.point}</th>
                        <td>{point.newest ? <StateMark state={point.newest.state} /> : '—'}</td>
                        <td>{point.newest ? show.moment(point.newest.slot) : '—'}</td>
                        <td>{point.meter.serial}</td>
                        <td>{point.participant}</td>
                        <td>{point.zone}</td>
                        <td class="number">
                            {show.power(point.limits.importW)} / {show.power(point.limits.exportW)}
                        </td>
                    </tr>
                ))}
            </tbody>
        </Table>
    );
}
