import { formatSlot, type Point, problem, type Slot, type Tariff } from '../domain/index.js';
import { keys } from './keys.js';
import {
    type MandateRecord,
    type ParticipantRecord,
    type PointRecord,
    type RulesHeadRecord,
    type RulesRecord,
    records,
} from './records.js';
import type { State } from './state.js';

/** Rules, participants, metering points and mandates. */
export class Registry {
    readonly #state: State;

    constructor(state: State) {
        this.#state = state;
    }

    rulesHead(): Promise<RulesHeadRecord | undefined> {
        return this.#state.read(records.rulesHead, keys.rulesHead.build({}));
    }

    /** @throws NOT_FOUND */
    async rules(version: number): Promise<RulesRecord> {
        const found = await this.#state.read(records.rules, keys.rules.build({ version }));
        return found ?? missing('rules version', String(version));
    }

    async allRules(): Promise<readonly RulesRecord[]> {
        const found = await this.#state.list(records.rules, keys.rules.range({}));
        return found.map(({ record }) => record);
    }

    async saveRules(rules: RulesRecord): Promise<void> {
        await this.#state.write(records.rules, keys.rules.build({ version: rules.version }), rules);
    }

    async saveRulesHead(version: number): Promise<void> {
        await this.#state.write(records.rulesHead, keys.rulesHead.build({}), { v: 1, version });
    }

    /** @throws NOT_FOUND */
    async participant(id: string): Promise<ParticipantRecord> {
        return (await this.findParticipant(id)) ?? missing('participant', id);
    }

    findParticipant(id: string): Promise<ParticipantRecord | undefined> {
        return this.#state.read(records.participant, keys.participant.build({ participant: id }));
    }

    async saveParticipant(record: ParticipantRecord): Promise<void> {
        const key = keys.participant.build({ participant: record.participant });
        await this.#state.write(records.participant, key, record);
    }

    findPoint(id: string): Promise<PointRecord | undefined> {
        return this.#state.read(records.point, keys.point.build({ point: id }));
    }

    /** The point as registered for a slot, as far as that is known today; undefined if it is not. */
    async pointAt(id: string, at: Slot): Promise<Point | undefined> {
        return (await this.findPoint(id))?.versions.findLast(({ from }) => from <= at)?.point;
    }

    /** Adds a registration to what is known of the point. */
    async addPoint(point: Point, from: Slot, sequence: number): Promise<void> {
        const known = (await this.findPoint(point.point))?.versions ?? [];
        const versions = [...known, { from, sequence, point }].sort(
            (a, b) => a.from - b.from || a.sequence - b.sequence,
        );
        const record: PointRecord = { v: 1, point: point.point, versions };
        await this.#state.write(records.point, keys.point.build({ point: point.point }), record);
    }

    /**
     * The tariff that holds at a slot as far as that is known today. Reads the list of tariffs and one entry, so it conflicts with
     * nothing but a new tariff.
     * @throws TARIFF_MISSING
     */
    async tariffAt(at: Slot): Promise<Tariff> {
        const known = await this.#state.read(records.tariffs, keys.tariffs.build({}));
        const version = known?.versions.findLast(({ from }) => from <= at);
        const key = version === undefined ? null : keys.entry.build({ ...version, kind: 'tariff', id: 'tariff' });
        const entry = key === null ? undefined : await this.#state.read(records.entry, key);
        if (entry?.kind !== 'tariff') {
            throw problem('TARIFF_MISSING', { slot: formatSlot(at) });
        }
        return entry.body;
    }

    /** Adds a tariff to the list. */
    async addTariff(from: Slot, sequence: number): Promise<void> {
        const known = (await this.#state.read(records.tariffs, keys.tariffs.build({})))?.versions ?? [];
        const versions = [...known, { from, sequence }].sort((a, b) => a.from - b.from || a.sequence - b.sequence);
        await this.#state.write(records.tariffs, keys.tariffs.build({}), { v: 1, versions });
    }

    /** @throws NOT_FOUND */
    async mandate(id: string): Promise<MandateRecord> {
        return (await this.findMandate(id)) ?? missing('mandate', id);
    }

    findMandate(id: string): Promise<MandateRecord | undefined> {
        return this.#state.read(records.mandate, keys.mandate.build({ mandate: id }));
    }

    async saveMandate(id: string, record: MandateRecord): Promise<void> {
        await this.#state.write(records.mandate, keys.mandate.build({ mandate: id }), record);
    }
}

/** @throws NOT_FOUND */
export function missing(kind: string, id: string | Slot): never {
    throw problem('NOT_FOUND', { kind, id: typeof id === 'number' ? formatSlot(id) : id });
}
