import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ForwardContract, Slot } from '@linguang/chaincode/domain';
import type { ForwardRecord } from '@linguang/chaincode/ledger';
import { expect } from 'chai';
import { blocks, validTransactions } from './support/blocks.js';
import { codeFrom } from './support/client.js';
import { District, FIRST, type Home, slotAfter } from './support/district.js';
import { GatewayProcess } from './support/gatewayprocess.js';
import { EnergyNetwork } from './support/network.js';
import { clear, openAll, orderOf, place } from './support/orders.js';
import { PatientClient } from './support/patiently.js';

/** Set it to 10000 to measure what the README of the forward market says. */
const ORDERS = Number(process.env['LINGUANG_FORWARD_ORDERS'] ?? 72);
/** So many that nobody places more than 50 orders; even, half of them sell. */
const HOMES = 2 * Math.max(6, Math.ceil(ORDERS / 100));
const AT_ONCE = Math.min(48, HOMES);
const MEGABYTE = 1_000_000;

describe(`${ORDERS} forward orders in one slot`, function () {
    this.timeout(1_800_000);
    let network: EnergyNetwork;
    let district: District;
    let gateway: GatewayProcess;
    let folder: string;

    before(async () => {
        network = await EnergyNetwork.start();
        const rules = { forward: { ordersPerPoint: 1000 } };
        // Only clearing has to be quick.
        const patient = async (name: string) => new PatientClient(await network.gateway(name));
        const clients = { grid: await patient('grid'), community: await patient('community') };
        district = await District.found(network, {
            homes: HOMES,
            clients,
            plants: HOMES / 2,
            limitW: 2_000_000_000,
            rules,
        });
        folder = await mkdtemp(join(tmpdir(), 'linguang-forward-'));
        gateway = new GatewayProcess(network, 'community', folder);
        await district.open();
    });

    after(async () => {
        await gateway?.kill();
        await network?.stop();
        await rm(folder, { recursive: true, force: true });
    });

    const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(1);

    /** Places all orders of a slot, several at a time; each point's one after the other, since they are counted. */
    async function placeAll(slot: Slot): Promise<void> {
        const began = performance.now();
        const lanes = Array.from({ length: AT_ONCE }, (_, lane) => lane);
        await Promise.all(
            lanes.map(async (lane) => {
                for (let index = 0; index < ORDERS; index++) {
                    const of = district.homes[index % HOMES] as Home;
                    if ((index % HOMES) % AT_ONCE === lane) {
                        const side = of.plant ? 'sell' : 'buy';
                        const price = side === 'sell' ? 4530 + (index % 1500) : 5200 + (index % 1601);
                        const order = orderOf(district, of, slot, { side, wh: 100 + ((index * 37) % 900), price });
                        await place(district, order);
                    }
                }
            }),
        );
        process.stdout.write(`      placed in ${seconds(began, performance.now())} s\n`);
    }

    /** Every order took part, contracts are numbered from 1 and come to what the record says. */
    async function mustBeWhole(slot: Slot, record: ForwardRecord): Promise<void> {
        expect(record.counts).to.deep.equal({ orders: ORDERS, admitted: ORDERS, cancelled: 0, unopened: 0, void: 0 });
        const { contracts } = await district.grid.evaluate<{ contracts: ForwardContract[] }>('forward:getContracts', {
            slot,
        });
        expect(contracts.map(({ contract }) => contract)).to.deep.equal(contracts.map((_, index) => index + 1));
        expect(contracts.reduce((sum, { wh }) => sum + wh, 0)).to.equal(record.wh);
        const largest = validTransactions(await blocks(network)).reduce(
            (most, { length }) => Math.max(most, length),
            0,
        );
        expect(largest).to.be.below(MEGABYTE);
        process.stdout.write(
            `      ${contracts.length} contracts in ${record.parts} parts; largest transaction ${largest} bytes\n`,
        );
    }

    it('are placed without a conflict, and opened and cleared in transactions of at most 1 MB', async () => {
        const slot = slotAfter(FIRST, 1);
        await placeAll(slot);
        await district.gate(slot);
        const opening = performance.now();
        expect(await openAll(district, slot)).to.equal(ORDERS);
        const opened = performance.now();
        let record: ForwardRecord;
        let part = 0;
        do {
            record = (await clear(district, slot, part++)).result;
        } while (record.written < record.parts);
        const done = performance.now();

        process.stdout.write(`      opened in ${seconds(opening, opened)} s, cleared in ${seconds(opened, done)} s\n`);
        await mustBeWhole(slot, record);
        // These rules have no matcher.
        expect(await codeFrom(district.certifier.evaluate('forward:getBook', { slot }))).to.equal('MATCHER_OFF');
    });

    it('are opened and cleared by the community’s gateway', async () => {
        const slot = slotAfter(FIRST, 2);
        await placeAll(slot);
        await gateway.start();
        await gateway.untilReady();
        await district.gate(slot);
        const gated = performance.now();
        const auction = () => district.grid.evaluate<ForwardRecord>('forward:getAuction', { slot });
        let record: ForwardRecord | undefined;
        while (record === undefined || record.written < record.parts) {
            await delay(50);
            record = await auction().catch(() => undefined);
        }
        process.stdout.write(`      by the gateway ${seconds(gated, performance.now())} s after the gate\n`);
        await mustBeWhole(slot, record);
    });
});
