/**
 * Arrival times of an open-loop load, fixed before it begins: a Poisson process of the given rate, the same for the same
 * seed. Whoever sends late is late; nothing waits for an earlier answer.
 * @param rate - arrivals per second
 * @returns milliseconds from the beginning, ascending
 */
export function arrivals(rate: number, seconds: number, seed: number): number[] {
    const random = uniform(seed);
    const times: number[] = [];
    for (let at = gap(rate, random()); at < seconds * 1000; at += gap(rate, random())) {
        times.push(at);
    }
    return times;
}

/** Exponentially distributed milliseconds to the next arrival. */
function gap(rate: number, random: number): number {
    return (-Math.log(1 - random) * 1000) / rate;
}

/** Numbers in [0, 1) from a seed: mulberry32 of Tommy Ettinger (public domain). */
function uniform(seed: number): () => number {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
}
