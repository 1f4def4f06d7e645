import { SECONDS_PER_SLOT, type Slot, slot } from '../slot.js';
import { type Wh, wh } from '../units.js';
import { type ChannelReading, channelRegister, type MeterReading, REGISTERS, type RegisterPair } from './ocmf.js';
import { parseOcmfTime } from './time.js';

/** Why a payload is no reading of one slot; the codes are those of the readings' checks. */
export type PayloadFault =
    | 'READING_MALFORMED'
    | 'READING_INTERVAL_MISMATCH'
    | 'READING_CLOCK_UNSYNCHRONISED'
    | 'READING_METER_STATE'
    | 'READING_REGISTER_MISSING';

type Entry = {
    readonly milliseconds: number;
    readonly register: string;
    readonly value: Wh;
    readonly substitute: boolean;
};

/** Three registers and two for each of eight units, at start and end. */
const MOST_ENTRIES = 2 * (3 + 2 * 8);
const CHANNEL = /^01-([0-9A-F]{2}):C[01]\.08\.00\.FF$/;

/** Reads an OCMF payload as the reading of one slot. Never throws for what a meter sent. */
export function readPayload(payload: string): MeterReading | PayloadFault {
    const content = parseObject(payload);
    if (content === undefined) {
        return 'READING_MALFORMED';
    }
    const { FV, PG, MS, GS, RD } = content;
    const serial = MS ?? GS;
    const page = typeof PG === 'string' ? /^F([1-9]\d{0,14}|0)$/.exec(PG)?.[1] : undefined;
    const version = typeof FV === 'string' && /^1\.\d+$/.test(FV);
    if (
        !version ||
        page === undefined ||
        typeof serial !== 'string' ||
        !Array.isArray(RD) ||
        RD.length > MOST_ENTRIES
    ) {
        return 'READING_MALFORMED';
    }
    const entries = readEntries(RD);
    return typeof entries === 'string' ? entries : assemble(serial, Number(page), entries);
}

function readEntries(values: readonly unknown[]): readonly Entry[] | PayloadFault {
    const entries: Entry[] = [];
    // "Fields that have an identical value to the previous reading are omitted": each entry starts from the one before.
    let fields: Record<string, unknown> = {};
    for (const value of values) {
        if (typeof value !== 'object' || value === null || Array.isArray(value) || !('RV' in value)) {
            return 'READING_MALFORMED';
        }
        fields = { ...fields, ...value };
        const entry = readEntry(fields);
        if (typeof entry === 'string') {
            return entry;
        }
        entries.push(entry);
    }
    return entries;
}

function readEntry({ TM, RV, RI, RU, ST, EF = '' }: Record<string, unknown>): Entry | PayloadFault {
    const time = typeof TM === 'string' ? parseOcmfTime(TM) : undefined;
    const whole = typeof RV === 'number' && Number.isSafeInteger(RV) && RV >= 0 && RV <= 1e15 && !Object.is(RV, -0);
    if (time === undefined || typeof RI !== 'string' || RU !== 'Wh' || !whole) {
        return 'READING_MALFORMED';
    }
    if (time.state !== 'S') {
        return 'READING_CLOCK_UNSYNCHRONISED';
    }
    if ((ST !== 'G' && ST !== 'S') || EF !== '') {
        return 'READING_METER_STATE';
    }
    return { milliseconds: time.milliseconds, register: RI, value: wh(RV), substitute: ST === 'S' };
}

function assemble(serial: string, page: number, entries: readonly Entry[]): MeterReading | PayloadFault {
    const start = Math.min(...entries.map(({ milliseconds }) => milliseconds));
    const length = SECONDS_PER_SLOT * 1000;
    if (!entries.every(({ milliseconds }) => milliseconds === start || milliseconds === start + length)) {
        return 'READING_INTERVAL_MISMATCH';
    }
    if (start < 0 || start % length !== 0) {
        return 'READING_INTERVAL_MISMATCH';
    }
    const pair = (code: string): RegisterPair | PayloadFault | null => {
        const own = entries.filter(({ register }) => register === code);
        const starts = own.filter(({ milliseconds }) => milliseconds === start);
        const ends = own.filter(({ milliseconds }) => milliseconds !== start);
        const [first, last] = [starts[0], ends[0]];
        if (starts.length > 1 || ends.length > 1) {
            return 'READING_MALFORMED';
        }
        return first === undefined || last === undefined
            ? own.length === 0
                ? null
                : 'READING_REGISTER_MISSING'
            : { start: first.value, end: last.value };
    };
    const [imported, exported, generation] = [
        pair(REGISTERS.import),
        pair(REGISTERS.export),
        pair(REGISTERS.generation),
    ];
    for (const found of [imported, exported, generation]) {
        if (typeof found === 'string') {
            return found;
        }
    }
    if (imported === null || exported === null || typeof imported === 'string' || typeof exported === 'string') {
        return 'READING_REGISTER_MISSING';
    }
    const channels = readChannels(entries, pair);
    if (typeof channels === 'string') {
        return channels;
    }
    const of: Slot = slot(start / length);
    const quality = entries.some(({ substitute }) => substitute) ? 'substitute' : 'measured';
    return {
        serial,
        page,
        slot: of,
        import: imported,
        export: exported,
        generation: typeof generation === 'string' ? null : generation,
        ...(channels.length === 0 ? {} : { channels }),
        quality,
    };
}

/** Registers of units, in order of channel; channel 0 is the meter itself. */
function readChannels(
    entries: readonly Entry[],
    pair: (code: string) => RegisterPair | PayloadFault | null,
): readonly ChannelReading[] | PayloadFault {
    const numbers = entries.flatMap(({ register }) => {
        const channel = Number.parseInt(CHANNEL.exec(register)?.[1] ?? '0', 16);
        return channel > 0 && channel < 100 ? [channel] : [];
    });
    const channels: ChannelReading[] = [];
    for (const channel of [...new Set(numbers)].sort((a, b) => a - b)) {
        const [out, taken] = [pair(channelRegister(channel, 'out')), pair(channelRegister(channel, 'in'))];
        if (typeof out === 'string') {
            return out;
        }
        if (typeof taken === 'string') {
            return taken;
        }
        channels.push({ channel, in: taken, out });
    }
    return channels;
}

function parseObject(text: string): Record<string, unknown> | undefined {
    try {
        const value: unknown = JSON.parse(text);
        return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
    } catch {
        return undefined;
    }
}
