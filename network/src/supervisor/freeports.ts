import { portIsFree } from './ports.js';

/** Below the ports that systems lend to outgoing connections. */
const EVERYBODYS = '20000-29999';

/**
 * A port from which those at the given offsets are free now. Where several test processes run at once, each has a share
 * of its own (LINGUANG_TEST_PORTS, such as `20000-24999`), so that none takes what another has just found free.
 * @throws RangeError when the share is no range; Error when nothing free was found
 */
export async function freePortBase(offsets: readonly number[]): Promise<number> {
    const share = process.env['LINGUANG_TEST_PORTS'] ?? EVERYBODYS;
    const [first = Number.NaN, last = Number.NaN] = share.split('-').map(Number);
    const room = last - first - Math.max(...offsets) + 1;
    if (!(room > 0)) {
        throw new RangeError(`LINGUANG_TEST_PORTS=${share} is no range of ports, or too small a one`);
    }
    for (let attempt = 0; attempt < 100; attempt++) {
        const base = first + Math.floor(Math.random() * room);
        const free = await Promise.all(offsets.map((offset) => portIsFree(base + offset)));
        if (free.every((one) => one)) {
            return base;
        }
    }
    throw new Error(`found no free range of ports within ${share}`);
}

/** A port from which so many are free now. */
export async function freePortRange(size: number): Promise<number> {
    return await freePortBase(Array.from({ length: size }, (_, index) => index));
}
