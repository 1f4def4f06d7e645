import type { Tone } from './verdict.ts';

const signs: Readonly<Record<Tone, string>> = {
    good: 'M20 33.5 28.5 42 45 24',
    wait: 'M32 18v18M32 44.5v.5',
    bad: 'M22 22 42 42M42 22 22 42',
};

/** Twelve soft teeth around a disc, as a stamp leaves them. */
const edge = Array.from({ length: 24 }, (_, index) => {
    const [angle, radius] = [(index * Math.PI) / 12, index % 2 === 0 ? 31 : 28];
    const [x, y] = [32 + radius * Math.sin(angle), 32 - radius * Math.cos(angle)];
    return `${x.toFixed(2)} ${y.toFixed(2)}`;
}).join(' ');

/** The stamp beside a verdict: its sign says the same as its colour, and the words beside it say both. */
export function Seal(props: { tone: Tone }) {
    return (
        <svg class="seal" viewBox="0 0 64 64" aria-hidden="true">
            <polygon class="seal-edge" points={edge} />
            <circle class="seal-ring" cx="32" cy="32" r="23" />
            <path class="seal-sign" d={signs[props.tone]} />
        </svg>
    );
}
