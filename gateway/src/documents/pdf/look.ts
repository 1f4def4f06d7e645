/** Measures and colours of the document, in points and hexadecimal. Ink first: it must also read in black and white. */
export const PAGE = { width: 595.28, height: 841.89, margin: 58 } satisfies Record<string, number>;

export const INK = {
    text: '#13211b',
    muted: '#5a6a62',
    hair: '#c9d4ce',
    faint: '#e6ece9',
    green: '#0b6b45',
    deep: '#0d3b2a',
    soft: '#eef5f1',
    gold: '#d9961a',
    goldSoft: '#f6dfae',
    rest: '#d3dad7',
    amber: '#7a4b00',
    amberSoft: '#fdf1d8',
    red: '#9b3a2e',
} as const;

/** Colours of sources, each with a lightness of its own. */
export const SOURCE_INK = {
    solar: '#d9961a',
    wind: '#2f7fa3',
    hydro: '#1f4e79',
    biomass: '#6f8f3a',
    other: '#8a9690',
} as const;
