import type { SlotRecord } from '@linguang/chaincode/domain';
import { signer } from '@linguang/chaincode/testing';
import { expect } from 'chai';
import { codeFrom } from './support/client.js';
import { District, FIRST, type Home, slotAfter } from './support/district.js';
import { EnergyNetwork } from './support/network.js';

describe('the registry on a network', function () {
    this.timeout(120_000);
    const DAY = 96;
    let network: EnergyNetwork;
    let district: District;
    let resident: Home;

    before(async () => {
        network = await EnergyNetwork.start();
        district = await District.found(network, { finalAfterSlots: 4 });
        await district.open();
        resident = district.homes[2] as Home;
    });

    after(() => network?.stop());

    const clean = { kind: 'choice', terms: { energy: 'clean' } } as const;

    function choose(key: Home['resident'], count: number): Promise<string> {
        const jws = district.sign(resident, slotAfter(FIRST, count), clean, key);
        return district.community.submit('market:choose', { jws }).then(
            () => 'VALID',
            (error) => codeFrom(Promise.reject(error)),
        );
    }

    it('replaces a key by the old key’s signature from the slot it names', async () => {
        const next = signer();
        const from = slotAfter(FIRST, 10);
        const intent = { kind: 'key', terms: { jwk: next.jwk } } as const;
        const forged = district.sign(resident, from, intent, next);
        expect(await codeFrom(district.community.submit('registry:replaceKey', { jws: forged }))).to.equal(
            'KEY_NOT_IN_FORCE',
        );
        await district.community.submit('registry:replaceKey', { jws: district.sign(resident, from, intent) });
        expect(await choose(resident.resident, 9)).to.equal('VALID');
        expect(await choose(resident.resident, 10)).to.equal('KEY_NOT_IN_FORCE');
        expect(await choose(next, 10)).to.equal('VALID');
        resident = { ...resident, resident: next };
    });

    it('replaces a lost key only when a second organisation agrees, and with a day’s notice', async () => {
        const { community, grid } = district;
        const { participant } = resident;
        const fresh = signer();
        const soon = { participant, jwk: fresh.jwk, from: slotAfter(FIRST, DAY) };
        expect(await codeFrom(community.submit('registry:replaceKey', soon))).to.equal('NOTICE_TOO_SHORT');
        const from = slotAfter(FIRST, DAY + 1);
        await community.submit('registry:replaceKey', { ...soon, from });
        expect(await choose(fresh, DAY + 1)).to.equal('KEY_NOT_IN_FORCE');
        const acceptance = { participant, kid: fresh.kid };
        expect(await codeFrom(community.submit('registry:acceptKey', acceptance))).to.equal('CALLER_NOT_ALLOWED');
        await grid.submit('registry:acceptKey', acceptance);
        expect(await choose(resident.resident, DAY)).to.equal('VALID');
        expect(await choose(fresh, DAY + 1)).to.equal('VALID');
        expect(await choose(resident.resident, DAY + 2)).to.equal('KEY_NOT_IN_FORCE');
    });

    it('gives up a proposed key when it is accepted too late', async () => {
        const { community, certifier } = district;
        const neighbour = district.homes[3] as Home;
        const fresh = signer();
        const from = slotAfter(FIRST, DAY + 2);
        const { participant } = neighbour;
        await community.submit('registry:replaceKey', { participant, jwk: fresh.jwk, from });
        await district.gate(slotAfter(FIRST, 2));
        const acceptance = { participant, kid: fresh.kid };
        expect(await codeFrom(certifier.submit('registry:acceptKey', acceptance))).to.equal('NOTICE_TOO_SHORT');
    });

    it('ends a revoked key from the slot it names', async () => {
        const { participant } = resident;
        const kid = signer().kid;
        const from = slotAfter(FIRST, 5);
        expect(await codeFrom(district.community.submit('registry:revokeKey', { participant, kid, from }))).to.equal(
            'NOT_FOUND',
        );
        const own = { participant, kid: resident.resident.kid, from: slotAfter(FIRST, 20) };
        await district.community.submit('registry:revokeKey', own);
        expect(await choose(resident.resident, 19)).to.equal('VALID');
        expect(await choose(resident.resident, 20)).to.equal('KEY_NOT_IN_FORCE');
    });

    it('changes rules only with the other organisation’s consent and a day’s notice, and never the clock', async () => {
        const { community, grid } = district;
        const rules = {
            priceRule: 'shared',
            utcOffsetMinutes: 480,
            finalAfterSlots: 5,
            clock: 'simulated',
            firstSlot: FIRST,
        };
        const propose = async (from: number, changes: object) => {
            const request = { from, rules: { ...rules, ...changes } };
            return (await grid.submit<{ version: number }>('registry:proposeRules', request)).result;
        };
        const far = slotAfter(FIRST, 3 + DAY);
        const agreed = await propose(far, {});
        expect(await codeFrom(grid.submit('registry:acceptRules', agreed))).to.equal('RULES_REFUSED');
        await community.submit('registry:acceptRules', agreed);
        expect(await codeFrom(community.submit('registry:acceptRules', agreed))).to.equal('RULES_REFUSED');
        const sudden = await propose(slotAfter(FIRST, DAY), {});
        expect(await codeFrom(community.submit('registry:acceptRules', sudden))).to.equal('NOTICE_TOO_SHORT');
        const otherClock = await propose(far, { clock: 'wall' });
        expect(await codeFrom(community.submit('registry:acceptRules', otherClock))).to.equal('RULES_REFUSED');
    });

    it('admits a participant once, and registers points only of participants', async () => {
        const { community, grid } = district;
        const { participant } = resident;
        const again = { participant, jwk: signer().jwk, roles: ['resident'] };
        expect(await codeFrom(community.submit('registry:admitParticipant', again))).to.equal('ALREADY_EXISTS');
        const registered = await grid.evaluate<{ versions: { point: object }[] }>('registry:getPoint', {
            point: resident.id,
        });
        const nobody = { ...registered.versions[0]?.point, participant: 'p-nobody', from: slotAfter(FIRST, 30) };
        expect(await codeFrom(grid.submit('registry:registerPoint', nobody))).to.equal('NOT_FOUND');
    });

    it('gives a point that changes hands to the new owner from its slot on', async () => {
        const { community, grid } = district;
        const [seller, buyer] = [district.homes[3] as Home, district.homes[1] as Home];
        const registered = await grid.evaluate<{ versions: { point: object }[] }>('registry:getPoint', {
            point: seller.id,
        });
        const from = slotAfter(FIRST, 40);
        const moved = { ...registered.versions[0]?.point, participant: buyer.participant, from };
        await grid.submit('registry:registerPoint', moved);
        const by = (of: Home, count: number) => {
            const jws = district.sign({ ...of, id: seller.id }, slotAfter(FIRST, count), clean);
            return community.submit('market:choose', { jws });
        };
        await by(seller, 39);
        expect(await codeFrom(by(seller, 40))).to.equal('POINT_NOT_OWNED');
        expect(await codeFrom(by(buyer, 39))).to.equal('POINT_NOT_OWNED');
        await by(buyer, 40);
    });

    it('makes an incomplete slot final when its window is over, and not before', async () => {
        await district.submitReadings(FIRST, district.homes.slice(1));
        await district.close(FIRST);
        const first = (await district.settle(FIRST)).result;
        expect(first).to.include({ revision: 1, final: false });
        expect(await codeFrom(district.settle(FIRST))).to.equal('NOTHING_CHANGED');
        await district.gate(slotAfter(FIRST, 4));
        const last = (await district.settle(FIRST)).result;
        expect(last).to.include({ revision: 2, final: true });
        expect(await codeFrom(district.settle(FIRST))).to.equal('SLOT_FINAL');
        const read = await district.certifier.evaluate<SlotRecord>('settlement:getSlot', { slot: FIRST });
        expect(read).to.deep.equal(last);
    });

    it('settles slots in order, once they are closed, with a seed', async () => {
        const second = slotAfter(FIRST, 1);
        expect(await codeFrom(district.settle(second))).to.equal('CLOSE_MISSING');
        await district.close(slotAfter(FIRST, 2));
        expect(await codeFrom(district.settle(slotAfter(FIRST, 2)))).to.equal('SETTLE_OUT_OF_ORDER');
        expect(await codeFrom(district.grid.submit('settlement:settle', { slot: second }))).to.equal('SEED_INVALID');
        const { result } = await district.settle(second, district.grid);
        expect(result.states.missing).to.equal(district.homes.length);
    });
});
