/**
 * A number in [0, 2⁵²) that looks random and depends only on slot and order id: it decides who gets the odd Wh.
 * Two rounds of FNV-1a over UTF-16 code units with the finaliser of MurmurHash3. Nothing secret hangs on it.
 */
export function lotteryNumber(slot: string, id: string): number {
    return (mix(`${slot}|${id}`, 0x811c9dc5) & 0xfffff) * 0x1_0000_0000 + mix(`${id}|${slot}`, 0x9dc5811c);
}

/** Orders text by UTF-16 code unit, the same everywhere, whatever the locale. */
export function compareText(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}

function mix(text: string, seed: number): number {
    let hash = seed;
    for (let index = 0; index < text.length; index += 1) {
        hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
}
