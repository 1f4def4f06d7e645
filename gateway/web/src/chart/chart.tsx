import { useState } from 'preact/hooks';
import { Table } from '../display/page.tsx';
import { StateMark, stateText } from '../display/state.tsx';
import { t } from '../language/language.ts';
import { show } from '../numbers/show.ts';
import { Drawing, Legend } from './drawing.tsx';
import type { Bar, Flow } from './series.ts';
import { useWidth } from './width.ts';

const left = 44;

/**
 * A chart of quarter-hours that everybody can read: a sentence, the drawing with a cursor moved by arrow keys or touch
 * and read aloud, and the same figures as a table.
 */
export function Chart(props: {
    title: string;
    sentence: string;
    bars: readonly Bar[];
    flows: readonly Flow[];
    height?: number;
}) {
    const { bars, flows } = props;
    const [box, width] = useWidth();
    const [at, setAt] = useState<number | undefined>(undefined);
    const [asTable, setAsTable] = useState(false);
    const shown = at === undefined ? undefined : bars[Math.min(at, bars.length - 1)];

    const move = (event: KeyboardEvent) => {
        const next = moved(event.key, at, bars.length);
        if (next !== undefined) {
            event.preventDefault();
            setAt(next);
        }
    };
    const point = (event: PointerEvent) => {
        const area = box.current?.getBoundingClientRect();
        if (area && width > left) {
            const index = Math.floor(((event.clientX - area.left - left) / (width - left)) * bars.length);
            setAt(Math.max(0, Math.min(bars.length - 1, index)));
        }
    };

    return (
        <figure class="chart">
            <figcaption>
                <strong>{props.title}</strong>
                <span>{props.sentence}</span>
            </figcaption>
            {asTable ? (
                <ChartTable title={props.title} bars={bars} flows={flows} />
            ) : (
                <>
                    <Legend flows={flows} bars={bars} />
                    {/* biome-ignore lint/a11y/useSemanticElements: a group with a cursor, no fieldset */}
                    <div
                        ref={box}
                        class="chart-area"
                        role="group"
                        aria-label={t('chart.keys', { title: props.title })}
                        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move the cursor
                        tabIndex={0}
                        onKeyDown={move}
                        onPointerMove={point}
                        onPointerDown={point}
                    >
                        {width > 0 && bars.length > 0 && (
                            <Drawing bars={bars} flows={flows} width={width} height={props.height ?? 280} at={at} />
                        )}
                    </div>
                    <output class="chart-reading">{shown ? barText(shown, flows) : t('chart.hint')}</output>
                </>
            )}
            <button type="button" class="button" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
                {t(asTable ? 'chart.showChart' : 'chart.showTable')}
            </button>
        </figure>
    );
}

function moved(key: string, at: number | undefined, length: number): number | undefined {
    const last = length - 1;
    switch (key) {
        case 'ArrowRight':
            return Math.min(last, (at ?? -1) + 1);
        case 'ArrowLeft':
            return Math.max(0, (at ?? length) - 1);
        case 'PageDown':
            return Math.min(last, (at ?? -1) + 4);
        case 'PageUp':
            return Math.max(0, (at ?? length) - 4);
        case 'Home':
            return 0;
        case 'End':
            return last;
        default:
            return undefined;
    }
}

function barText(bar: Bar, flows: readonly Flow[]): string {
    const values = bar.values;
    const figures = values
        ? flows.flatMap((flow) =>
              (values[flow.id] ?? 0) > 0 ? [`${t(flow.name)} ${show.energy(values[flow.id] ?? 0)}`] : [],
          )
        : [];
    const parts = values && figures.length === 0 ? [t('chart.nothing')] : figures;
    const state = bar.state === undefined ? [] : [stateText(bar.state)];
    return [show.interval(bar.slot), ...parts, ...state].join(t('chart.separator'));
}

function ChartTable(props: { title: string; bars: readonly Bar[]; flows: readonly Flow[] }) {
    const withState = props.bars.some((bar) => bar.state !== undefined);
    return (
        <Table caption={t('chart.tableCaption', { title: props.title, unit: show.energyUnit() })}>
            <thead>
                <tr>
                    <th scope="col">{t('table.time')}</th>
                    {props.flows.map((flow) => (
                        <th key={flow.id} scope="col" class="number">
                            {t(flow.name)}
                        </th>
                    ))}
                    {withState && <th scope="col">{t('table.state')}</th>}
                </tr>
            </thead>
            <tbody>
                {props.bars.map((bar) => (
                    <tr key={bar.slot}>
                        <th scope="row">{show.interval(bar.slot)}</th>
                        {props.flows.map((flow) => (
                            <td key={flow.id} class="number">
                                {bar.values ? show.kilowattHours(bar.values[flow.id] ?? 0) : '—'}
                            </td>
                        ))}
                        {bar.state !== undefined && (
                            <td>
                                <StateMark state={bar.state} />
                            </td>
                        )}
                    </tr>
                ))}
            </tbody>
        </Table>
    );
}
