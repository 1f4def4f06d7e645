import {
    bookAt,
    type ChoiceTerms,
    type Correction,
    composeOcmf,
    composeOcmfPayload,
    correctSlot,
    DEFAULT_SECTIONS,
    EMPTY_BOOK,
    type Entry,
    flatTariff,
    hmacOf,
    type Line,
    type PublicJwk,
    price,
    type Registers,
    registersOf,
    type Settlement,
    type Slot,
    type StandingBook,
    settleSlot,
    slot,
    slotPlus,
    watt,
    wh,
} from '@linguang/chaincode/domain';
import { collections, keys, LINES_PER_SHARD, lineKeys, privateRecords, records } from '@linguang/chaincode/ledger';
import { sha256 } from '../crypto/sha256.js';
import type { Write } from '../ledger/block.js';
import type { ReadModel } from '../readmodel/readmodel.js';
import { TestChain, write } from './chain.js';

const jwk: PublicJwk = {
    kty: 'EC',
    crv: 'P-256',
    x: 'axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY',
    y: 'T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU',
};
const UNSIGNED = Uint8Array.of(0x30, 6, 2, 1, 1, 2, 1, 1);
/** Midnight of 2026-03-01 in Shenzhen. */
export const firstSlot: Slot = slot(1_969_216);
export const carbon = {
    location: { perKwh: 4042, year: 2023, source: 'MEE, South' },
    residual: { perKwh: 6096, year: 2023, source: 'MEE, without traded non-fossil' },
} as const;

/**
 * Settled days of a made-up community for tests: every fifth home has a roof, all choose clean except `p1`, and energies follow a
 * simple pattern of the day. Settled by the domain, written into a read model as blocks would.
 */
export class SettledDays {
    readonly lines: Line[] = [];
    readonly #chain = new TestChain();
    readonly #homes: number;
    readonly #entries: readonly Entry[];
    readonly #silent: (home: number, index: number) => boolean;
    readonly #settlements: Settlement[] = [];
    readonly #corrections: Correction[] = [];

    /** @param silent - whether a home's meter sends nothing in a slot */
    constructor(homes: number, silent: (home: number, index: number) => boolean = () => false) {
        this.#homes = homes;
        this.#silent = silent;
        this.#entries = entriesOf(homes);
    }

    /** @param wish - stands at p0's point in place of clean */
    fill(readModel: ReadModel, slots: number, wish?: ChoiceTerms): this {
        const entries = wish === undefined ? this.#entries : this.#entries.map((entry) => chosen(entry, wish));
        const written = entries.map((entry) => {
            const { from, kind, id, sequence } = entry;
            return write(records.entry, keys.entry.build({ from, kind, id, sequence }), entry);
        });
        const last = slotPlus(firstSlot, slots);
        const gate = write(records.gateHead, keys.gateHead.build({}), { v: 1, last, basis: last });
        readModel.apply(this.#chain.block({ writes: [...written, rulesWrite(), gate] }));
        const book = bookAt(EMPTY_BOOK, entries, firstSlot);
        let registers: ReadonlyMap<string, Registers> = new Map();
        for (let index = 0; index < slots; index++) {
            const settlement = this.#settle(book, index, registers);
            registers = registersOf(settlement.lines);
            this.lines.push(...settlement.lines);
            this.#settlements.push(settlement);
            readModel.apply(this.#chain.block({ writes: writesOf(settlement) }));
        }
        return this;
    }

    /** Corrects what a home drew in a slot, as the contract would write it. @param closing - index of the slot that closed its gap */
    correct(readModel: ReadModel, home: number, index: number, imported: number, closing?: number): Correction {
        const [settlement, closed, before] = [index, closing, (closing ?? 0) - 1].map((at) =>
            at === undefined ? undefined : this.#settlements[at],
        );
        const point = `h${home}`;
        const lineOf = (of: Settlement | undefined) => of?.lines.find((line) => line.point === point);
        const [line, last] = [lineOf(closed), lineOf(before)];
        if (settlement === undefined) {
            throw new Error('nothing was settled');
        }
        const earlier = this.#corrections.filter(({ record }) => record.slot === settlement.record.slot);
        const correction = correctSlot({
            record: settlement.record,
            lines: settlement.lines,
            earlier,
            point,
            energy: { imported: wh(imported), exported: wh(0), generated: null, parts: [] },
            closing: closed && line && last ? { record: closed.record, line, before: last } : null,
            basis: { kind: 'decision', reason: 'other', reference: 'F-1' },
            decided: slotPlus(firstSlot, this.#settlements.length + 1),
            by: 'GridMSP',
            seed: new Uint8Array(32),
            hash: sha256,
            hmac: hmacOf(sha256),
        });
        this.#corrections.push(correction);
        const { slot: at, number } = correction.record;
        readModel.apply(
            this.#chain.block({
                writes: [
                    write(records.correction, keys.correction.build({ slot: at, point, number }), correction.record),
                    write(
                        privateRecords.correction,
                        lineKeys.correctionEntries.build({ slot: at, point, number }),
                        { v: 1, slot: at, point, number, seed: '00'.repeat(32), entries: correction.entries },
                        collections.lines,
                    ),
                ],
            }),
        );
        return correction;
    }

    #settle(book: StandingBook, index: number, registers: ReadonlyMap<string, Registers>): Settlement {
        const at = slotPlus(firstSlot, index);
        const heard = Array.from({ length: this.#homes }, (_, home) => home).filter(
            (home) => !this.#silent(home, index),
        );
        const readings = heard.map((home) => {
            const known = registers.get(`h${home}`);
            const [taken, given] = energies(home, index);
            const [imported, exported] = [known?.import ?? 0, known?.export ?? 0];
            const payload = composeOcmfPayload({
                serial: `M${home}`,
                page: index + 1,
                slot: at,
                import: { start: wh(imported), end: wh(imported + taken) },
                export: { start: wh(exported), end: wh(exported + given) },
                generation: null,
                quality: 'measured',
            });
            return { point: `h${home}`, ocmf: composeOcmf(payload, UNSIGNED) };
        });
        const seed = new Uint8Array(32);
        const hmac = hmacOf(sha256);
        return settleSlot({
            slot: at,
            book,
            readings,
            registers,
            previous: null,
            windowOver: true,
            seed,
            hash: sha256,
            hmac,
        });
    }
}

/** Imported and exported Wh of a home in a slot: roofs export by day what they do not use. */
function energies(home: number, index: number): readonly [number, number] {
    const quarter = index % 96;
    const used = 60 + ((home * 37 + quarter * 11) % 140);
    const sun = home % 5 === 2 ? Math.max(0, 700 - Math.abs(quarter - 48) * 35) : 0;
    return [Math.max(0, used - sun), Math.max(0, sun - used)];
}

function chosen(entry: Entry, terms: ChoiceTerms): Entry {
    return entry.kind === 'choice' && entry.id === 'h0' ? { ...entry, body: { ...entry.body, terms } } : entry;
}

function entriesOf(homes: number): readonly Entry[] {
    const dated = { v: 1, from: firstSlot, sequence: 1, by: { organisation: 'GridMSP' } } as const;
    const common: readonly Entry[] = [
        { ...dated, kind: 'tariff', id: 'tariff', body: flatTariff(price(6800), price(4530)) },
        { ...dated, kind: 'rules', id: 'rules', body: { ...rules, version: 1 } },
    ];
    return [...common, ...Array.from({ length: homes }, (_, home) => entriesOfHome(home)).flat()];
}

function entriesOfHome(home: number): readonly Entry[] {
    const [id, participant] = [`h${home}`, `p${home}`];
    const roof = home % 5 === 2;
    const dated = { v: 1, id, from: firstSlot, sequence: 1, by: { participant, kid: 'k' } } as const;
    const plant = { id: `pv${home}`, source: 'solar', capacityW: watt(5000), register: 'export' } as const;
    const body = {
        point: id,
        participant,
        zone: 'east',
        direction: roof ? 'both' : 'import',
        limits: { importW: watt(10_000), exportW: watt(10_000) },
        meter: { serial: `M${home}`, jwk, from: firstSlot, to: null },
        plant: roof ? plant : null,
        active: true,
    } as const;
    const terms: ChoiceTerms = { energy: home === 1 ? 'traditional' : 'clean' };
    return [
        { ...dated, kind: 'point', body },
        { ...dated, kind: 'choice', body: { participant, terms } },
        ...(roof
            ? [{ ...dated, kind: 'offer', body: { participant, terms: { minPrice: price(4530) } } } as const]
            : []),
    ];
}

const rules = {
    ...DEFAULT_SECTIONS,
    priceRule: 'shared',
    utcOffsetMinutes: 480,
    finalAfterSlots: 288,
    clock: 'simulated',
    firstSlot,
    carbon,
} as const;

function rulesWrite(): Write {
    const record = {
        v: 1,
        version: 1,
        from: firstSlot,
        rules,
        proposedBy: 'GridMSP',
        acceptedBy: 'CommunityMSP',
    } as const;
    return write(records.rules, keys.rules.build({ version: 1 }), record);
}

function writesOf({ record, lines }: Settlement): readonly Write[] {
    const { slot: at, revision } = record;
    const shards = Array.from({ length: Math.ceil(lines.length / LINES_PER_SHARD) }, (_, shard) => {
        const part = lines.slice(shard * LINES_PER_SHARD, (shard + 1) * LINES_PER_SHARD);
        const key = lineKeys.lines.build({ slot: at, revision, shard });
        return write(
            privateRecords.lines,
            key,
            { v: 1, slot: at, revision, shard, salt: '', lines: part },
            collections.lines,
        );
    });
    return [write(records.slot, keys.slot.build({ slot: at }), record), ...shards];
}
