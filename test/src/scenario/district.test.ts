import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
    formatSlot,
    type Line,
    localDayRange,
    type Slot,
    type SlotRecord,
    slotPlus,
    slotsOf,
} from '@linguang/chaincode/domain';
import {
    type Actor,
    CERTIFIER,
    DISTRICT_SEED,
    DistrictMeters,
    districtProcess,
    FIRST_DAY,
    Info,
    loadActors,
    OPERATOR,
    ORGANISATIONS,
    Simulation,
    storiesOf,
    TemporaryInstance,
    UTC_OFFSET_MINUTES,
} from '@linguang/cli';
import { expect } from 'chai';
import { z } from 'zod';
import { imbalances, withOneMoreWattHour } from './accounts.js';

const FIRST = localDayRange(FIRST_DAY, UTC_OFFSET_MINUTES);
const SECOND_DAY = '2026-03-02';
const STORIES = storiesOf(SECOND_DAY);
const [TAMPERED, OFFLINE] = STORIES;
if (TAMPERED === undefined || OFFLINE === undefined) {
    throw new Error('the district tells no stories any more');
}
/** A slot in which a meter is offline: there the district's own process ends, and a second one goes on. */
const PAUSE = slotPlus(OFFLINE.mended, -4);
/** A slot after the last story is mended. */
const LAST = slotPlus(OFFLINE.mended, 1);

const Missing = z.object({
    items: z.array(
        z.object({ point: z.string(), participant: z.string(), state: z.string(), since: z.number().nullable() }),
    ),
});
const Certificates = z.object({
    items: z.array(z.object({ number: z.string(), participant: z.string(), wh: z.number(), slots: z.number() })),
});

/** LINGUANG_SCENARIO_ENGINE=fabric plays it on real nodes, which takes minutes; LINGUANG_SCENARIO_FABRIC=2.5 on that line. */
const ENGINE = process.env['LINGUANG_SCENARIO_ENGINE'] === 'fabric' ? 'fabric' : 'embedded';
const FABRIC_VERSION = process.env['LINGUANG_SCENARIO_FABRIC'] ?? '3.1';
/** The processes of the network that are killed: the whole of it, or the peer that the grid's gateway uses and an orderer. */
const NETWORK = ENGINE === 'fabric' ? ['peer0.grid', 'orderer0.community'] : ['embedded'];

describe('a district’s life while its processes are killed', function () {
    this.timeout(ENGINE === 'fabric' ? 1_500_000 : 300_000);
    let running: TemporaryInstance;
    let actors: readonly Actor[];
    let log: () => string;
    const records = new Map<Slot, SlotRecord>();
    const lines = new Map<Slot, readonly Line[]>();

    const settledThrough = async () => (await running.gateways.grid.get('/info', Info)).clock.settledThrough ?? 0;
    /** Kills a process and waits until its supervisor has brought it back. */
    const killAndReturn = async (name: string) => {
        const before = running.kill(name);
        await until(async () => {
            const now = running.processes.find((process) => process.name === name);
            return now?.phase === 'ready' && now.pid !== before;
        });
    };
    /** Asks again and again, also while a process is away. */
    const until = async (condition: () => Promise<boolean>) => {
        while (!(await condition().catch(() => false))) {
            await delay(50);
        }
    };

    const missing = async (slot: Slot) =>
        (await running.gateways.grid.get(`/meters/missing?slot=${slot}`, Missing, OPERATOR)).items;

    before(async () => {
        running = await TemporaryInstance.start({
            engine: ENGINE,
            ...(ENGINE === 'fabric' ? { fabricVersion: FABRIC_VERSION } : {}),
            beside: (instance) => {
                const spec = districtProcess(instance, 0.01);
                return spec === undefined
                    ? []
                    : [{ ...spec, args: [...(spec.args ?? []), '--until', formatSlot(PAUSE)] }];
            },
        });
        const file = running.processes.find(({ name }) => name === 'district')?.log ?? '';
        log = () => readFileSync(file, 'utf8');
        actors = await loadActors(join(running.instance.folder, 'district'));
    });
    after(() => running?.stop());

    it('goes on through kill -9 of the district amid its set-up and of the whole network amid settling', async () => {
        await until(async () => log().includes('admitting'));
        await killAndReturn('district');
        await until(async () => (await settledThrough()) >= slotPlus(FIRST.from, 10));
        for (const name of NETWORK) {
            await killAndReturn(name);
        }
        await until(async () => (await settledThrough()) >= slotPlus(FIRST.from, 40));
    });

    it('goes on through kill -9 of the grid’s gateway, of the certifier’s and of chaincodes', async () => {
        await killAndReturn('gateway.grid');
        await until(async () => (await settledThrough()) >= slotPlus(FIRST.from, 60));
        await killAndReturn('energy.community');
        await until(async () => (await settledThrough()) >= slotPlus(FIRST.to, -1));
        await killAndReturn('gateway.certifier');
        await until(async () => (await settledThrough()) >= slotPlus(FIRST.to, 20));
        await killAndReturn('district');
        await until(async () => (await settledThrough()) >= PAUSE);
        await until(async () =>
            running.processes.some(({ name, phase }) => name === 'district' && phase === 'stopped'),
        );
    });

    it('refused the tampered reading by name, and lists the meter that is offline', async () => {
        const victim = actors.find(({ member }) => member === TAMPERED.member);
        expect(log()).to.include(`a reading of ${victim?.point} was refused: READING_SIGNATURE_INVALID`);
        const silent = actors.find(({ member }) => member === OFFLINE.member);
        expect(log()).to.include(`the meter of ${OFFLINE.member.name} is offline`);
        const [since] = OFFLINE.slots;
        expect(await missing(PAUSE)).to.deep.equal([
            { point: silent?.point, participant: silent?.participant, state: 'missing', since },
        ]);
    });

    it('goes on in another process, and mends what was missing when it comes late', async () => {
        const said: string[] = [];
        const { gateways } = running;
        const district = { ...gateways, say: (line: string) => void said.push(line) };
        const options = { seed: DISTRICT_SEED, slotSeconds: 0, until: LAST };
        await new Simulation(district, actors, options).run(new AbortController().signal);
        expect(said.join()).to.match(/going on after .*came late \(offline\)/s);
        for (const slot of STORIES.flatMap(({ slots }) => slots)) {
            expect(await missing(slot)).to.deep.equal([]);
        }
    });

    it('has every slot once, the same on all organisations’ processes and gateways', async () => {
        const [grid, ...others] = await Promise.all(ORGANISATIONS.map((name) => recordsOf(running, name)));
        for (const other of others) {
            expect(other).to.deep.equal(grid);
        }
        for (const record of grid ?? []) {
            records.set(record.slot, record);
        }
        expect([...records.keys()]).to.deep.equal([...slotsOf({ from: FIRST.from, to: slotPlus(LAST, 1) })]);
        for (const name of ORGANISATIONS) {
            const client = running.gateways[name];
            await until(async () => ((await client.get('/info', Info)).clock.settledThrough ?? 0) >= LAST);
            for (const slot of [FIRST.from, slotPlus(FIRST.from, 48), LAST]) {
                const shown = await client.get(`/slots/${slot}`, z.object({ record: z.unknown() }));
                expect(shown.record).to.deep.equal(records.get(slot));
            }
        }
    });

    it('conserves energy and money in every slot', async () => {
        for (const slot of records.keys()) {
            const answer = await running.evaluate('certifier', 'energy', 'settlement:getLines', { slot });
            // The ledger's own lines: what they say is what this test is about.
            lines.set(slot, (answer as { lines: readonly Line[] }).lines);
        }
        const faults = [...lines].flatMap(([slot, of]) =>
            imbalances(of).map((fault) => `${formatSlot(slot)}: ${fault}`),
        );
        expect(faults).to.deep.equal([]);
        expect(imbalances(withOneMoreWattHour(lines.get(LAST) ?? [])), 'the check sees a watt-hour').to.have.length(1);
    });

    it('has lost nothing and doubled nothing: the lines add up to the meters’ registers', () => {
        const meters = new DistrictMeters(DISTRICT_SEED);
        let traded = 0;
        for (const { member, point, serial } of actors) {
            const [first, last] = [meters.reading(member, FIRST.from, serial), meters.reading(member, LAST, serial)];
            const mine = [...lines.values()].map((of) => of.find((line) => line.point === point));
            const sum = (energy: (line: Line) => number | null) =>
                mine.reduce((total, line) => total + ((line && energy(line)) ?? 0), 0);
            expect(
                sum(({ imported }) => imported),
                member.key,
            ).to.equal(last.import.end - first.import.start);
            expect(
                sum(({ exported }) => exported),
                member.key,
            ).to.equal(last.export.end - first.export.start);
            traded += sum(({ bought }) => bought.reduce((all, { wh }) => all + wh, 0));
        }
        expect(traded, 'neighbours traded').to.be.greaterThan(1000);
    });

    it('keeps of every mended slot that it was settled before', () => {
        for (const slot of STORIES.flatMap(({ slots }) => slots)) {
            const record = records.get(slot);
            expect(record?.revision, formatSlot(slot)).to.be.greaterThan(1);
            expect(record?.previousDigest).to.match(/^[0-9a-f]{64}$/);
            expect(record?.states).to.include({ signed: actors.length, missing: 0 });
        }
    });

    it('issued each clean consumer of the first day one certificate, over what her lines say', async () => {
        const { items } = await running.gateways.certifier.get('/certificates?limit=500', Certificates, CERTIFIER);
        const bought = new Map<string, number>();
        for (const slot of slotsOf(FIRST)) {
            for (const line of lines.get(slot) ?? []) {
                const certifiable = line.bought.reduce((sum, trade) => sum + trade.certifiable, 0);
                bought.set(line.participant, (bought.get(line.participant) ?? 0) + certifiable);
            }
        }
        const expected = [...bought].filter(([, wh]) => wh > 0);
        expect(expected.length).to.be.greaterThan(15);
        expect(items.map(({ participant, wh }) => [participant, wh])).to.have.deep.members(expected);
        expect(new Set(items.map(({ number }) => number)).size).to.equal(items.length);
    });
});

/** All settled slots as one organisation's own chaincode process tells them. */
async function recordsOf(running: TemporaryInstance, name: (typeof ORGANISATIONS)[number]): Promise<SlotRecord[]> {
    const records: SlotRecord[] = [];
    for (let from = FIRST.from; from <= LAST; from = slotPlus(from, 100)) {
        const to = Math.min(LAST, slotPlus(from, 99));
        const answer = await running.evaluate(name, 'energy', 'settlement:slotRecords', { from, to });
        records.push(...(answer as { records: SlotRecord[] }).records);
    }
    return records;
}
