import { show } from '../numbers/show.ts';

/** A price limit between two bounds, in steps of one fen per kWh, with its value in words beside it. */
export function PriceSlider(props: {
    name: string;
    value: number;
    lowest: number;
    highest: number;
    change: (value: number) => void;
}) {
    const { value, lowest, highest, change } = props;
    const move = (by: number) => change(Math.max(lowest, Math.min(highest, value + by)));
    return (
        <div class="slider">
            <label>
                <span>{props.name}</span>
                <input
                    type="range"
                    min={lowest}
                    max={highest}
                    step={100}
                    value={value}
                    aria-valuetext={show.price(value)}
                    onInput={(event) => change(Number(event.currentTarget.value))}
                />
            </label>
            <div class="slider-row">
                <button type="button" class="button" onClick={() => move(-100)} aria-label={`${props.name} −0.01`}>
                    <span aria-hidden="true">−</span>
                </button>
                <output>{show.price(value)}</output>
                <button type="button" class="button" onClick={() => move(100)} aria-label={`${props.name} +0.01`}>
                    <span aria-hidden="true">+</span>
                </button>
            </div>
        </div>
    );
}
