import { randomInt } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { billDigest, type Line, moneyFromJson, parseSlot, type Slot, slotPlus } from '@linguang/chaincode/domain';
import {
    type BillDocument,
    type BilledDayRecord,
    type BillMonthRecord,
    LINES_PER_SHARD,
} from '@linguang/chaincode/ledger';
import { hash } from '@linguang/chaincode/testing';
import { expect } from 'chai';
import { blocks, contractEvents, heightOf, validTransactions } from './support/blocks.js';
import { codeFrom } from './support/client.js';
import { District, seed } from './support/district.js';
import { GatewayProcess } from './support/gatewayprocess.js';
import { EnergyNetwork } from './support/network.js';
import { PatientClient } from './support/patiently.js';

/** More than one shard of lines a slot and one part of 200 bills a month. */
const POINTS = Number(process.env['LINGUANG_BILLED_POINTS'] ?? 210);
/** Slots of the last day of March in Shenzhen that are on the ledger; 96 for a whole one. */
const SLOTS = Number(process.env['LINGUANG_BILLED_SLOTS'] ?? 2);
const APRIL = parseSlot('2026-03-31T16:00Z');
const BEGIN = slotPlus(APRIL, -SLOTS);
const SHARDS = Math.ceil(POINTS / LINES_PER_SHARD);
const PARTS = Math.ceil(POINTS / 200);
const MEGABYTE = 1_000_000;

describe(`the bills of ${POINTS} metering points`, function () {
    this.timeout(3_600_000);
    let network: EnergyNetwork;
    let district: District;
    let gateway: GatewayProcess;
    let folder: string;
    /** Balances of all settled lines by participant, 10⁻⁷ CNY. */
    const owed = new Map<string, bigint>();

    before(async () => {
        network = await EnergyNetwork.start();
        folder = await mkdtemp(join(tmpdir(), 'linguang-billing-'));
        gateway = new GatewayProcess(network, 'grid', folder);
        // Only what is measured has to be quick.
        const patient = async (name: string) => new PatientClient(await network.gateway(name));
        const clients = { grid: await patient('grid'), community: await patient('community') };
        district = await District.found(network, { homes: POINTS, firstSlot: BEGIN, clients });
        await district.gate(BEGIN);
        await district.rollDay(Math.floor(BEGIN / 96));
        await district.gate(APRIL);
        for (let day = Math.floor(BEGIN / 96) + 1; day <= Math.floor(APRIL / 96); day++) {
            await district.rollDay(day);
        }
        for (let at: Slot = BEGIN; at < APRIL; at = slotPlus(at, 1)) {
            await district.submitReadings(at);
        }
        await district.close(slotPlus(APRIL, -1));
        for (let at: Slot = BEGIN; at < APRIL; at = slotPlus(at, 1)) {
            expect((await district.settle(at)).result.final).to.equal(true);
            const { lines } = await district.grid.evaluate<{ lines: Line[] }>('settlement:getLines', { slot: at });
            for (const { participant, money } of lines) {
                owed.set(participant, (owed.get(participant) ?? 0n) + moneyFromJson(money.balance));
            }
        }
    });

    after(async () => {
        await gateway?.kill();
        await network?.stop();
        await rm(folder, { recursive: true, force: true });
    });

    const monthOf = () => district.community.evaluate<BillMonthRecord>('billing:getMonth', { month: '2026-03' });
    const isClosed = () =>
        monthOf().then(
            ({ closed }) => closed,
            () => false,
        );

    if (process.env['LINGUANG_BILLED_POINTS'] !== undefined) {
        it('are summed up and closed by a client, with the time it takes', async () => {
            const grid = await network.client('grid');
            for (let shard = 0; shard < SHARDS; shard++) {
                const request = { day: '2026-03-31', shard };
                await timed(network, `shard ${shard} of a day of ${SLOTS} slots`, () =>
                    grid.submit<BilledDayRecord>('billing:rollDay', request, { transient: { seed: seed() } }),
                );
            }
            for (let part = 0; part < PARTS; part++) {
                const request = { month: '2026-03', part };
                await timed(network, `part ${part} of the month`, () =>
                    grid.submit('billing:closeMonth', request, { transient: { seed: seed() } }),
                );
            }
        });
    } else {
        it('are made exactly once by a gateway that is killed again and again while it makes them', async () => {
            let kills = 0;
            for (let done = false; !done; kills++) {
                const height = await heightOf(network);
                await gateway.start();
                // Every other time it is killed amid whatever it does; else once it has written something.
                if (kills % 2 === 1) {
                    await gateway.untilReady();
                    await delay(randomInt(0, 250));
                } else {
                    while ((await heightOf(network)) === height) {
                        await delay(10);
                    }
                }
                await gateway.kill();
                done = await isClosed();
            }
            process.stdout.write(`      closed after ${kills} kills\n`);
        });
    }

    it('are each on the ledger once, made in several parts, and are what was settled to the unit', async () => {
        const month = await monthOf();
        expect(month).to.include({ closed: true, part: PARTS, parts: PARTS, bills: POINTS });
        const all = await blocks(network);
        const events = contractEvents(all);
        const announced = (name: string) => events.filter((event) => event.name === name).length;
        expect(announced('bills.dayRolled')).to.equal(SHARDS);
        expect(announced('bills.partMade')).to.equal(PARTS - 1);
        expect(announced('bills.monthClosed')).to.equal(1);
        const text = Buffer.concat([...all]).toString('latin1');
        let total = 0;
        for (const { participant } of district.homes) {
            const request = { month: '2026-03', participant };
            const [{ bill, salt }, other] = await Promise.all([
                district.grid.evaluate<BillDocument>('billing:getBill', request, ['GridMSP']),
                district.community.evaluate<BillDocument>('billing:getBill', request, ['CommunityMSP']),
            ]);
            expect(other).to.deep.equal({ v: 1, bill, salt });
            expect(bill.lines.reduce((sum, { money }) => sum + moneyFromJson(money), 0n)).to.equal(
                owed.get(participant),
            );
            expect(text.split(billDigest(bill, salt, hash)), 'the digest stands there once').to.have.length(2);
            total += bill.total;
        }
        expect(month.total).to.equal(total);
        const again = { month: '2026-03', part: PARTS };
        const code = codeFrom(district.grid.submit('billing:closeMonth', again, { transient: { seed: seed() } }));
        expect(await code).to.equal('BILLING_DONE');
    });

    it('need no transaction of more than 1 MB', async () => {
        const largest = validTransactions(await blocks(network)).reduce(
            (most, { length }) => Math.max(most, length),
            0,
        );
        process.stdout.write(`      largest transaction ${largest} bytes\n`);
        expect(largest).to.be.below(MEGABYTE);
    });
});

/** Does it and prints how long it took and what CPU time it cost the grid's chaincode process, which a busy machine does not change much. */
async function timed(network: EnergyNetwork, what: string, work: () => Promise<unknown>): Promise<void> {
    const pid = network.handle.pids.get('energy.grid') ?? 0;
    const [began, before] = [performance.now(), await cpuSeconds(pid)];
    await work();
    const cpu = ((await cpuSeconds(pid)) - before).toFixed(2);
    process.stdout.write(`      ${what}: ${((performance.now() - began) / 1000).toFixed(2)} s, ${cpu} s of CPU\n`);
}

/** CPU time a process has had, as Linux tells it; 0 elsewhere. */
async function cpuSeconds(pid: number): Promise<number> {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const [, user = '0', system = '0'] = /\) (?:\S+ ){11}(\d+) (\d+)/.exec(text) ?? [];
    return (Number(user) + Number(system)) / 100;
}
