import contractApi from 'fabric-contract-api';
import {
    type Entry,
    ledgerDay,
    ledgerDayRange,
    parsePoint,
    parseTariff,
    parseZone,
    problem,
    rollDay,
    type Slot,
    slot,
} from '../../domain/index.js';
import { contractProblem } from '../../ledger/index.js';
import { allow, EVERYBODY } from '../context/access.js';
import { answer } from '../context/contract.js';
import { emptyRequest, idRequest, request, rest, slotNumber, slotRequest } from '../request.js';
import { EnergyContext } from './context.js';
import { EnergyContract } from './contract.js';
import {
    acceptKey,
    admitParticipant,
    proposeKey,
    replaceKeyBySignature,
    revokeParticipantKey,
} from './participants.js';
import { acceptRules, proposeRules } from './rules.js';

const { Transaction } = contractApi;
const MOST_POINTS = 200;

/** Who takes part, with what, under which rules: everything that changes by dated entries. */
export class RegistryContract extends EnergyContract {
    constructor() {
        super('registry');
    }

    /** Proposes rules. Grid or community. Reads: the number of the last proposal. */
    @Transaction()
    @allow('grid.client', 'grid.admin', 'community.client', 'community.admin')
    async proposeRules(context: EnergyContext, json: string): Promise<string> {
        return answer(await proposeRules(context, json));
    }

    /** Accepts rules that the other organisation proposed. Reads: the proposal, the origin, a gate 96 slots ahead. */
    @Transaction()
    @allow('grid.client', 'grid.admin', 'community.client', 'community.admin')
    async acceptRules(context: EnergyContext, json: string): Promise<string> {
        return answer(await acceptRules(context, json));
    }

    @Transaction(false)
    @allow(...EVERYBODY)
    async getRules(context: EnergyContext, json: string): Promise<string> {
        emptyRequest(json);
        const origin = (await context.marks.findOrigin()) ?? null;
        return answer({ origin, versions: await context.registry.allRules() });
    }

    /** Admits a participant with her first key. Community only. Reads: the origin, the participant (must be absent). */
    @Transaction()
    @allow('community.client')
    async admitParticipant(context: EnergyContext, json: string): Promise<string> {
        return answer(await admitParticipant(context, json));
    }

    /** Replaces a key by the old key's signature, or proposes it. Community only. Reads: the participant, gates. */
    @Transaction()
    @allow('community.client')
    async replaceKey(context: EnergyContext, json: string): Promise<string> {
        return answer(
            await (request(json).has('jws') ? replaceKeyBySignature(context, json) : proposeKey(context, json)),
        );
    }

    /** Accepts a key that the community proposed. Another organisation. Reads: the participant, a gate a day ahead. */
    @Transaction()
    @allow('grid.client', 'certifier.client')
    async acceptKey(context: EnergyContext, json: string): Promise<string> {
        return answer(await acceptKey(context, json));
    }

    /** Ends a key. Community only. Reads: the participant, the gate of the slot. */
    @Transaction()
    @allow('community.client')
    async revokeKey(context: EnergyContext, json: string): Promise<string> {
        return answer(await revokeParticipantKey(context, json));
    }

    @Transaction(false)
    @allow(...EVERYBODY)
    async getParticipant(context: EnergyContext, json: string): Promise<string> {
        return answer(await context.registry.participant(idRequest(json, 'participant')));
    }

    /** Registers a zone from a slot on. Grid only. Reads: the gate of the slot, the entry itself. */
    @Transaction()
    @allow('grid.client')
    async registerZone(context: EnergyContext, json: string): Promise<string> {
        const dated = dating(json);
        const zone = parseZone(rest(json, 'from', 'sequence'));
        await enter(context, { ...dated, v: 1, kind: 'zone', id: zone.zone, by: byCaller(context), body: zone });
        context.announce('zone.registered', { zone: zone.zone, from: dated.from });
        return answer({ zone: zone.zone, from: dated.from });
    }

    /** Registers a metering point from a slot on. Grid only. Reads: gate of the slot, participant, point. */
    @Transaction()
    @allow('grid.client')
    async registerPoint(context: EnergyContext, json: string): Promise<string> {
        return answer(await registerPoints(context, [json]));
    }

    /** Registers up to 200 metering points, each as `registerPoint` does. Grid only. */
    @Transaction()
    @allow('grid.client')
    async registerPoints(context: EnergyContext, json: string): Promise<string> {
        const fields = request(json);
        const points = fields.list('points', (value) => JSON.stringify(value), MOST_POINTS);
        fields.end();
        return answer(await registerPoints(context, points));
    }

    @Transaction(false)
    @allow(...EVERYBODY)
    async getPoint(context: EnergyContext, json: string): Promise<string> {
        const point = idRequest(json, 'point');
        const found = await context.registry.findPoint(point);
        if (found === undefined) {
            throw problem('NOT_FOUND', { kind: 'metering point', id: point });
        }
        return answer(found);
    }

    /** Sets the tariff from a slot on. Grid only. Reads: the gate of the slot, the entry itself, the list of tariffs. */
    @Transaction()
    @allow('grid.client')
    async setTariff(context: EnergyContext, json: string): Promise<string> {
        const dated = dating(json);
        const body = parseTariff(rest(json, 'from', 'sequence'));
        await enter(context, { ...dated, v: 1, kind: 'tariff', id: 'tariff', by: byCaller(context), body });
        await context.registry.addTariff(dated.from, dated.sequence);
        context.announce('tariff.set', dated);
        return answer(dated);
    }

    /**
     * Rolls the entries up to the basis of the day's first slot into the book of the day. Grid or community.
     * Reads: the gate of that slot, the book before, the entries since: all frozen; and the head of the books.
     */
    @Transaction()
    @allow('grid.client', 'community.client')
    async rollDay(context: EnergyContext, json: string): Promise<string> {
        const fields = request(json);
        const day = fields.integer('day', 0, 3_000_000);
        fields.end();
        const [origin, head] = [await context.marks.origin(), await context.books.head()];
        const next = head === undefined ? ledgerDay(origin.firstSlot) : head.day + 1;
        if (day < next) {
            throw problem('BOOK_EXISTS', { day });
        }
        if (day > next) {
            throw contractProblem('BOOK_OUT_OF_ORDER', { day, next });
        }
        const first = slot(Math.max(ledgerDayRange(day).from, origin.firstSlot));
        const { basis } = await context.marks.gate(first);
        const before = head === undefined ? null : ((await context.books.day(head.day)) ?? null);
        const since = before === null ? 0 : before.asOf + 1;
        const entries = await context.books.entries(slot(since), basis);
        const shards = await context.books.saveDay(rollDay(before, entries, day, basis));
        context.announce('day.rolled', { day, asOf: basis, shards });
        return answer({ day, asOf: basis, shards });
    }

    /** What holds in a gated slot. */
    @Transaction(false)
    @allow(...EVERYBODY)
    async book(context: EnergyContext, json: string): Promise<string> {
        const gate = await context.marks.gate(slotRequest(json));
        return answer({ slot: gate.slot, basis: gate.basis, ...(await context.books.standing(gate)) });
    }
}

type Dating = Readonly<{ from: Slot; sequence: number }>;

function dating(json: string): Dating {
    const fields = request(json);
    return {
        from: slotNumber(fields, 'from'),
        sequence: fields.optional('sequence', () => fields.integer('sequence')) ?? 1,
    };
}

function byCaller(context: EnergyContext): { readonly organisation: string } {
    return { organisation: context.caller.mspId };
}

async function enter(context: EnergyContext, entry: Entry): Promise<void> {
    await context.marks.mustBeOpen(entry.from, context.timestamp);
    await context.books.addEntry(entry);
}

async function registerPoints(context: EnergyContext, requests: readonly string[]): Promise<object> {
    const registered: { point: string; participant: string; from: Slot }[] = [];
    for (const json of requests) {
        const { from, sequence } = dating(json);
        const body = parsePoint(rest(json, 'from', 'sequence'));
        const { point, participant } = body;
        if (registered.some((other) => other.point === point)) {
            throw problem('ALREADY_EXISTS', { kind: 'metering point in this request', id: point });
        }
        await context.registry.participant(participant);
        await enter(context, { v: 1, kind: 'point', id: point, from, sequence, by: byCaller(context), body });
        await context.registry.addPoint(body, from, sequence);
        registered.push({ point, participant, from });
    }
    context.announce('point.registered', ...registered);
    return { points: registered.map(({ point }) => point), from: registered.map(({ from }) => from) };
}
