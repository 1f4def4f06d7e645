import { common } from '@hyperledger/fabric-protos';
import type { ForwardContract } from '@linguang/chaincode/domain';
import type { ForwardRecord } from '@linguang/chaincode/ledger';
import { expect } from 'chai';
import { blocks } from './support/blocks.js';
import { District, FIRST, type Home, slotAfter } from './support/district.js';
import { EnergyNetwork } from './support/network.js';
import { clear, openAll, orderOf, place } from './support/orders.js';

/** Set it to 10000 to measure what the README of the forward market says. */
const ORDERS = Number(process.env['LINGUANG_FORWARD_ORDERS'] ?? 240);
const AT_ONCE = 48;
const MEGABYTE = 1_000_000;

describe(`${ORDERS} forward orders in one slot`, function () {
    this.timeout(1_800_000);
    let network: EnergyNetwork;
    let district: District;

    before(async () => {
        network = await EnergyNetwork.start();
        district = await District.found(network, { homes: 12, limitW: 2_000_000_000, rules: { forward: {} } });
        await district.open();
    });

    after(() => network?.stop());

    it('are placed without a conflict, and opened and cleared in transactions of at most 1 MB', async () => {
        const slot = slotAfter(FIRST, 1);
        const orders = Array.from({ length: ORDERS }, (_, index) => {
            const side = index % 2 === 0 ? 'sell' : 'buy';
            const of = district.homes[side === 'sell' ? (index / 2) % 2 : 2 + (index % 10)] as Home;
            const price = side === 'sell' ? 4530 + (index % 1500) : 5200 + (index % 1601);
            return orderOf(district, of, slot, { side, wh: 100 + ((index * 37) % 900), price });
        });
        const queue = [...orders];
        const placing = performance.now();
        await Promise.all(
            Array.from({ length: AT_ONCE }, async () => {
                for (let order = queue.pop(); order !== undefined; order = queue.pop()) {
                    await place(district, order);
                }
            }),
        );
        const gated = performance.now();
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

        expect(record.counts).to.deep.equal({ orders: ORDERS, admitted: ORDERS, cancelled: 0, unopened: 0, void: 0 });
        const { contracts } = await district.grid.evaluate<{ contracts: ForwardContract[] }>('forward:getContracts', {
            slot,
        });
        expect(contracts.map(({ contract }) => contract)).to.deep.equal(contracts.map((_, index) => index + 1));
        expect(contracts.reduce((sum, { wh }) => sum + wh, 0)).to.equal(record.wh);
        const largest = (await blocks(network))
            .flatMap((bytes) => common.Block.deserializeBinary(bytes).getData()?.getDataList_asU8() ?? [])
            .reduce((most, { length }) => Math.max(most, length), 0);
        expect(largest).to.be.below(MEGABYTE);
        const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(1);
        process.stdout.write(
            `      placed in ${seconds(placing, gated)} s; opened in ${seconds(opening, opened)} s, cleared to ${contracts.length} contracts ` +
                `in ${record.parts} parts in ${seconds(opened, done)} s; largest transaction ${largest} bytes\n`,
        );
    });
});
