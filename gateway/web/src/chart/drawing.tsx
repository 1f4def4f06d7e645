import { language, t } from '../language/language.ts';
import { decimal } from '../numbers/decimal.ts';
import { show } from '../numbers/show.ts';
import { axisStep, type Bar, type Flow, isEstimated, isGap, stacked } from './series.ts';

const left = 44;
const top = 26;
const bottom = 24;

type Props = { bars: readonly Bar[]; flows: readonly Flow[]; width: number; height: number; at: number | undefined };

/** The bars themselves. Hidden from screen readers, which read the sentence, the cursor's text and the table instead. */
export function Drawing({ bars, flows, width, height, at }: Props) {
    const up = Math.max(1, ...bars.map((bar) => stacked(bar, flows, 'up')));
    const down = Math.max(0, ...bars.map((bar) => stacked(bar, flows, 'down')));
    const step = axisStep(up + down, 6);
    const highest = Math.ceil(up / step) * step;
    const lowest = Math.ceil(down / step) * step;
    const scale = (height - top - bottom) / (highest + lowest);
    const zero = top + highest * scale;
    const pitch = (width - left) / bars.length;
    const barWidth = Math.max(1, pitch * 0.82);
    const lines = Array.from({ length: (highest + lowest) / step + 1 }, (_, index) => index * step - lowest);

    return (
        <svg class="drawing" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
            {lines.map((wh) => (
                <g key={wh}>
                    <line
                        class={wh === 0 ? 'axis' : 'rule'}
                        x1={left}
                        x2={width}
                        y1={zero - wh * scale}
                        y2={zero - wh * scale}
                    />
                    <text class="tick" x={left - 6} y={zero - wh * scale + 4} text-anchor="end">
                        {tickText(Math.abs(wh), step)}
                    </text>
                </g>
            ))}
            <text class="tick" x={0} y={11}>
                {show.energyUnit()}
            </text>
            {bars.map((bar, index) => (
                <Column
                    key={bar.slot}
                    bar={bar}
                    flows={flows}
                    x={left + index * pitch}
                    width={barWidth}
                    zero={zero}
                    scale={scale}
                    top={top}
                    height={height - top - bottom}
                />
            ))}
            {hours(bars, width).map((index) => (
                <text
                    key={index}
                    class="tick"
                    x={left + index * pitch}
                    y={height - 6}
                    text-anchor={index === 0 ? 'start' : 'middle'}
                >
                    {show.time(bars[index]?.slot ?? 0)}
                </text>
            ))}
            {at !== undefined && (
                <rect
                    class="cursor"
                    x={left + at * pitch - 1}
                    y={top - 2}
                    width={barWidth + 2}
                    height={height - top - bottom + 4}
                />
            )}
        </svg>
    );
}

/** One quarter-hour: its flows stacked away from the zero line, or the sign of a gap. */
function Column(props: {
    bar: Bar;
    flows: readonly Flow[];
    x: number;
    width: number;
    zero: number;
    scale: number;
    top: number;
    height: number;
}) {
    const { bar, x, width, zero, scale } = props;
    if (bar.values === null) {
        return !isGap(bar) ? null : <rect class="gap" x={x} y={props.top} width={width} height={props.height} />;
    }
    const reached = { up: zero, down: zero };
    return (
        <g>
            {props.flows.map((flow) => {
                const size = (bar.values?.[flow.id] ?? 0) * scale;
                const y = flow.side === 'up' ? reached.up - size : reached.down;
                reached[flow.side] += flow.side === 'up' ? -size : size;
                return (
                    size > 0 && (
                        <rect key={flow.id} class={`flow flow-${flow.id}`} x={x} y={y} width={width} height={size} />
                    )
                );
            })}
            {isEstimated(bar) && <rect class="estimated" x={x} y={zero - 3} width={width} height={6} />}
        </g>
    );
}

/** Where the axis names the hour: every six hours where it is narrow, else every three. */
function hours(bars: readonly Bar[], width: number): readonly number[] {
    const every = width < 480 ? 24 : 12;
    return bars.flatMap((bar, index) => ((bar.slot + 32) % every === 0 && index < bars.length - 3 ? [index] : []));
}

function tickText(wh: number, step: number): string {
    const places = step >= 1000 ? 0 : step >= 100 ? 1 : step >= 10 ? 2 : 3;
    const text = decimal(BigInt(wh) / 10n ** BigInt(3 - places), places);
    return new Intl.NumberFormat(language.value, { minimumFractionDigits: places }).format(text);
}

/** The legend: a sample of each flow's texture with its name. */
export function Legend(props: { flows: readonly Flow[]; bars: readonly Bar[] }) {
    return (
        <ul class="legend">
            {props.flows.map((flow) => (
                <li key={flow.id}>
                    <svg class="swatch" viewBox="0 0 16 16" aria-hidden="true">
                        <rect class={`flow flow-${flow.id}`} width="16" height="16" />
                    </svg>
                    {t(flow.name)}
                </li>
            ))}
            {props.bars.some(isEstimated) && (
                <li>
                    <svg class="swatch" viewBox="0 0 16 16" aria-hidden="true">
                        <rect class="estimated" y="5" width="16" height="6" />
                    </svg>
                    {t('state.estimated')}
                </li>
            )}
            {props.bars.some(isGap) && (
                <li>
                    <svg class="swatch" viewBox="0 0 16 16" aria-hidden="true">
                        <rect class="gap" width="16" height="16" />
                    </svg>
                    {t('chart.gap')}
                </li>
            )}
        </ul>
    );
}
