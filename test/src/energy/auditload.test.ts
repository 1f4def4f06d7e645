import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ledgerDay, type Slot, slotPlus } from '@linguang/chaincode/domain';
import { audit } from '@linguang/cli/audit';
import { expect } from 'chai';
import { batchOf, District, FIRST, seed } from './support/district.js';
import { MadeLedger } from './support/madeledger.js';

/** How many slots and metering points; a year is 35,040 slots. Only asked for by hand: the figures go into docs/reference/audit.md. */
const SLOTS = Number(process.env['LINGUANG_AUDIT_SLOTS'] ?? 0);
const POINTS = Number(process.env['LINGUANG_AUDIT_POINTS'] ?? 100);

(SLOTS > 0 ? describe : describe.skip)('an audit of many slots', function () {
    this.timeout(0);

    it(`computes ${SLOTS} slots of ${POINTS} metering points again`, async () => {
        const folder = await mkdtemp(join(tmpdir(), 'linguang-audit-load-'));
        const made = await MadeLedger.open();
        try {
            const file = join(folder, 'year.lgx');
            const began = performance.now();
            const district = await District.found(made, { homes: POINTS });
            await district.open();
            const setUp = made.maker.ledger.height;
            for (let at: Slot = FIRST; at < FIRST + SLOTS; at = slotPlus(at, 1)) {
                await live(made, district, at);
            }
            await made.export('grid', file);
            const size = (await stat(file)).size;
            tell(`made in ${seconds(began)} s: ${made.maker.ledger.height} blocks, ${(size / 2 ** 20).toFixed(0)} MB`);
            for (const threads of [0, 1, 2]) {
                const start = performance.now();
                let [began, before] = [start, process.cpuUsage()];
                const onProgress = ({ blocks }: { blocks: number }) => {
                    // Setting up does not happen again all year.
                    if (blocks === setUp) {
                        [began, before] = [performance.now(), process.cpuUsage()];
                    }
                };
                const result = await audit({ file, threads, onProgress });
                expect(result.difference).to.equal(null);
                expect(result.recomputed['energy settlement:settle']).to.equal(SLOTS);
                const [whole, took] = [seconds(start), seconds(began)];
                const transactions = Object.values(result.transactions).reduce((sum, count) => sum + count, 0);
                const { user, system } = process.cpuUsage(before);
                const cpu = (user + system) / 1e6;
                const year = (Number(took) * 35_040) / SLOTS / 60;
                tell(
                    `${threads} threads: ${whole} s, ${(result.blocks / Number(whole)).toFixed(0)} blocks/s, ${(transactions / Number(whole)).toFixed(0)} tx/s; slots ${took} s, processor ${cpu.toFixed(1)} s; a year would be ${year.toFixed(1)} min, ${((cpu * 35_040) / SLOTS / 60).toFixed(1)} min of processor`,
                );
            }
        } finally {
            await made.close();
            await rm(folder, { recursive: true, force: true });
        }
    });
});

/** A slot in three blocks: the next gate with the readings, the close, the settlement. */
async function live(made: MadeLedger, district: District, at: Slot): Promise<void> {
    const records = district.homes.map((of) => ({
        point: of.id,
        ocmf: of.meter.signReading(district.reading(of, at)),
    }));
    const { request, transient } = batchOf(at, records);
    const next = slotPlus(at, 1);
    const gate = await made.endorse('grid', 'metering:gate', { through: next });
    const readings = await made.endorse('grid', 'metering:submitReadings', request, { transient });
    expect([...made.maker.commit([gate, readings])]).to.deep.equal([0, 0]);
    await district.close(at);
    const settled = await made.endorse('community', 'settlement:settle', { slot: at }, { transient: { seed: seed() } });
    expect([...made.maker.commit([settled])]).to.deep.equal([0]);
    if (ledgerDay(next) > ledgerDay(at)) {
        await district.rollDay(ledgerDay(next));
    }
}

function seconds(since: number): string {
    return ((performance.now() - since) / 1000).toFixed(1);
}

function tell(line: string): void {
    console.log(`      ${line}`);
}
