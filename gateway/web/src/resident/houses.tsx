const columns = [
    { x: 8, width: 44, floors: 4 },
    { x: 60, width: 44, floors: 6 },
    { x: 112, width: 44, floors: 5 },
    { x: 164, width: 44, floors: 5 },
] as const;
const ground = 132;
const floorHeight = 19;

/** Windows from the ground up across all houses, so that light spreads evenly. */
const windows = [0, 1, 2, 3, 4, 5]
    .flatMap((floor) => columns.flatMap((house) => (floor < house.floors ? [{ house, floor }] : [])))
    .flatMap(({ house, floor }) =>
        [0, 1].map((side) => ({
            x: house.x + 7 + side * 18,
            y: ground - (floor + 1) * floorHeight + 3,
        })),
    );

/**
 * The neighbourhood at dusk: as many windows are lit as the given percentage. A picture beside the words that say the
 * same; hidden from screen readers.
 */
export function Houses(props: { percent: number }) {
    const lit = Math.round((windows.length * props.percent) / 100);
    return (
        <svg class="houses" viewBox="0 0 216 136" aria-hidden="true">
            {columns.map((house) => (
                <rect
                    key={house.x}
                    class="house"
                    x={house.x}
                    y={ground - house.floors * floorHeight - 8}
                    width={house.width}
                    height={house.floors * floorHeight + 8}
                    rx="2"
                />
            ))}
            {windows.map(({ x, y }, index) => (
                <rect
                    key={`${x} ${y}`}
                    class={index < lit ? 'window window-lit' : 'window'}
                    x={x}
                    y={y}
                    width="12"
                    height="11"
                    rx="1.5"
                />
            ))}
            <path class="street" d="M0 132.5h216" />
        </svg>
    );
}
