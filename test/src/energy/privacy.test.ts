import { type Line, wh } from '@linguang/chaincode/domain';
import { expect } from 'chai';
import { blocks } from './support/blocks.js';
import { certificateCase, issue, proofs } from './support/certifying.js';
import { District, FIRST, type Home, slotAfter } from './support/district.js';
import { EnergyNetwork } from './support/network.js';

describe('what blocks show', function () {
    this.timeout(120_000);
    let network: EnergyNetwork;
    let district: District;
    let all: readonly Buffer[];
    /** Numbers of single homes that must not be seen: registers, and energy of a slot. */
    const secrets = new Set<string>();
    const SLOTS = 3;

    before(async () => {
        network = await EnergyNetwork.start();
        district = await District.found(network, { homes: 6, limitW: 2_000_000_000 });
        await district.open();
        for (let count = 0; count < SLOTS; count++) {
            await runSecretly(count);
        }
        const buyer = district.homes.find(({ plant }) => !plant) as Home;
        const last = slotAfter(FIRST, SLOTS - 1);
        const lines = await proofs(district.certifier, buyer.participant, FIRST, last);
        await issue(district.certifier, certificateCase(buyer, [FIRST, last], lines));
        all = await blocks(network);
    });

    after(() => network?.stop());

    /** A slot in which every home's registers and energy are numbers of seven and more digits of their own. */
    async function runSecretly(count: number): Promise<void> {
        const slot = slotAfter(FIRST, count);
        const records = district.homes.map((home, index) => {
            const [base, step] = [7_000_000_019 + index * 1_299_709, 1_234_577 + index * 104_729];
            const [start, end] = [wh(base + count * step), wh(base + (count + 1) * step)];
            const out = base + 5_000_011 + count * (step + 311_033);
            const exported = home.plant ? { start: wh(out), end: wh(out + step + 311_033) } : undefined;
            const reading = district.reading(home, slot, {
                import: { start, end },
                ...(exported === undefined ? {} : { export: exported }),
            });
            for (const number of [
                start,
                end,
                end - start,
                ...(exported ? [exported.start, exported.end, exported.end - exported.start] : []),
            ]) {
                secrets.add(String(number));
            }
            return { point: home.id, ocmf: home.meter.signReading(reading) };
        });
        await district.gate(slotAfter(slot, 1));
        const { result } = await district.submitRecords(slot, records);
        expect(result.refused).to.deep.equal([]);
        await district.close(slot);
        await district.settle(slot);
    }

    it('is the public side of everything: the scan sees participants, choices and totals', () => {
        const text = Buffer.concat(all).toString('latin1');
        expect(text)
            .to.include(district.homes[0]?.participant ?? '-')
            .and.include('slot.settled');
        expect(all.length).to.be.greaterThan(20);
    });

    it('never holds a register value, the energy of a home in a slot, a reading or a line', () => {
        expect(secrets.size).to.be.greaterThan(30);
        for (const [number, block] of all.entries()) {
            const text = block.toString('latin1');
            for (const secret of secrets) {
                expect(text.includes(secret), `block ${number} shows ${secret}`).to.equal(false);
            }
            for (const trace of ['OCMF|', '01.08.00.FF', '"imported":null', '"ownReceived"', '"salt"']) {
                expect(text.includes(trace), `block ${number} shows ${trace}`).to.equal(false);
            }
        }
    });

    it('still lets a member of the collection read the lines it has to settle and certify', async () => {
        const { lines } = await district.certifier.evaluate<{ lines: Line[] }>('settlement:getLines', { slot: FIRST });
        expect(lines.map(({ imported }) => String(imported)).every((number) => secrets.has(number))).to.equal(true);
    });
});
