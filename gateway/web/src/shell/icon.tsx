const shapes = {
    now: 'M4 20V9l8-6 8 6v11h-5v-6H9v6z',
    day: 'M4 20V4m0 16h16M8 17v-5m4 5V7m4 10v-7',
    choice: 'M5 12.5 10 17l9-10',
    money: 'M12 4v16M6 5l6 7 6-7M7 12h10M7 16h10',
    certificate: 'M6 3h12v18l-6-4-6 4zM9 8h6M9 12h6',
    slots: 'M4 6h16M4 12h16M4 18h16',
    meters: 'M12 20a8 8 0 1 1 8-8M12 12l4-4M16 18h5',
    tariffs: 'M4 12 12 4h8v8l-8 8zM16 8h.01',
    corrections: 'M4 20h4L19 9l-4-4L4 16zM13 7l4 4',
    issue: 'M12 5v14M5 12h14',
    issued: 'M4 13l5 5L20 6',
    plants: 'M12 21v-9M12 12c0-4 3-7 8-7 0 5-3 8-8 8zM12 15c0-3-2-5-7-5 0 4 3 6 7 6z',
    people: 'M9 11a3.5 3.5 0 1 1 0-7 3.5 3.5 0 0 1 0 7zM2.5 20c0-4 3-6 6.5-6s6.5 2 6.5 6M16 4.5a3.5 3.5 0 0 1 0 6M18 14.5c2 .7 3.5 2.5 3.5 5.5',
    verify: 'M10.5 17a6.5 6.5 0 1 1 0-13 6.5 6.5 0 0 1 0 13zM15.5 15.5 21 21',
} as const;

/** The pictures of the tabs. */
export type IconName = keyof typeof shapes;

/** A line drawing beside a word, never instead of one. */
export function Icon(props: { name: IconName }) {
    return (
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d={shapes[props.name]} />
        </svg>
    );
}
