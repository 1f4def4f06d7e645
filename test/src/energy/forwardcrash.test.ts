import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Slot, slotPlus } from '@linguang/chaincode/domain';
import type { ForwardRecord } from '@linguang/chaincode/ledger';
import { expect } from 'chai';
import { blocks, contractEvents } from './support/blocks.js';
import { District, FIRST, type Home } from './support/district.js';
import { GatewayProcess } from './support/gatewayprocess.js';
import { EnergyNetwork } from './support/network.js';
import { orderOf, place } from './support/orders.js';

const SLOTS = 7;
const ORDERERS = ['orderer0.grid', 'orderer0.community', 'orderer0.certifier'];

describe('the gate of forward orders among crashes', function () {
    this.timeout(300_000);
    let network: EnergyNetwork;
    let district: District;
    let gateway: GatewayProcess;
    let folder: string;
    const slots: readonly Slot[] = Array.from({ length: SLOTS }, (_, index) => slotPlus(FIRST, index + 1));

    before(async () => {
        network = await EnergyNetwork.start();
        folder = await mkdtemp(join(tmpdir(), 'linguang-forward-'));
        gateway = new GatewayProcess(network, 'community', folder);
        district = await District.found(network, { rules: { forward: {} } });
        await district.open();
        const [seller, , buyer] = district.homes as [Home, Home, Home];
        for (const slot of slots) {
            await place(district, orderOf(district, seller, slot, { side: 'sell', wh: 300, price: 4600 }));
            await place(district, orderOf(district, buyer, slot, { side: 'buy', wh: 200, price: 6000 }));
        }
    });

    after(async () => {
        await gateway?.kill();
        await network?.stop();
        await rm(folder, { recursive: true, force: true });
    });

    const auction = (slot: Slot) => district.grid.evaluate<ForwardRecord>('forward:getAuction', { slot });
    const isCleared = (slot: Slot) =>
        auction(slot).then(
            ({ written, parts }) => written === parts,
            () => false,
        );

    async function untilCleared(slot: Slot): Promise<void> {
        while (!(await isCleared(slot))) {
            await delay(20);
        }
    }

    /** Gates a slot while the gateway runs, and kills it amid whatever it does then. */
    async function gateAndKill(slot: Slot): Promise<void> {
        await gateway.start();
        await gateway.untilReady();
        await district.gate(slot);
        await delay(randomInt(0, 400));
        await gateway.kill();
    }

    it('is passed by a client that is killed after it and starts again', async () => {
        await gateAndKill(slots[0] ?? FIRST);
        await gateway.start();
        await untilCleared(slots[0] ?? FIRST);
        await gateway.kill();
    });

    it('is passed with peers of both organisations down, and with one that comes back in the middle', async () => {
        const { controls } = network.handle;
        const down = ['peer1.grid', 'peer0.community'];
        for (const peer of down) {
            await controls.stopPeer(peer);
        }
        await gateAndKill(slots[1] ?? FIRST);
        await gateway.start();
        await controls.startPeer('peer0.community');
        await untilCleared(slots[1] ?? FIRST);
        await controls.startPeer('peer1.grid');
        await gateway.kill();
    });

    it('is passed where all orderers are away from the gate on, and the client dies meanwhile', async () => {
        const { controls } = network.handle;
        await gateway.start();
        await gateway.untilReady();
        await district.gate(slots[2] ?? FIRST);
        for (const orderer of ORDERERS) {
            await controls.stopOrderer(orderer);
        }
        await delay(randomInt(100, 500));
        await gateway.kill();
        await gateway.start();
        for (const orderer of ORDERERS) {
            await controls.startOrderer(orderer);
        }
        await untilCleared(slots[2] ?? FIRST);
        await gateway.kill();
    });

    it('is caught up in order where several slots were missed, by a client that is killed again and again', async () => {
        await district.gate(slots.at(-1) ?? FIRST);
        const missed = slots.slice(3);
        for (const slot of missed) {
            await gateway.start();
            await untilCleared(slot);
            await gateway.kill();
        }
    });

    it('made every auction exactly once, in the order of the slots, with every order opened', async () => {
        const cleared = contractEvents(await blocks(network))
            .filter(({ name }) => name === 'forward.cleared')
            .flatMap(({ payload }) => payload.map(({ slot }) => slot));
        expect(cleared).to.deep.equal(slots);
        for (const slot of slots) {
            const { counts, contracts, wh } = await auction(slot);
            expect({ counts, contracts, wh }).to.deep.equal({
                counts: { orders: 2, admitted: 2, cancelled: 0, unopened: 0, void: 0 },
                contracts: 1,
                wh: 200,
            });
        }
    });
});
