import type { Gateway } from '@hyperledger/fabric-gateway';
import { formatSlot, parseSlot, price, type Slot, slotOfSeconds } from '@linguang/chaincode/domain';
import { signer } from '@linguang/chaincode/testing';
import { expect } from 'chai';
import { CHANNEL, codeFrom, type Refused, refusal } from './support/client.js';
import { District, FIRST, type Home, slotAfter } from './support/district.js';
import { type Credentials, credentials, shifted } from './support/identities.js';
import { EnergyNetwork } from './support/network.js';

const MINUTES = 60;

describe('choices on a network', function () {
    this.timeout(120_000);
    let network: EnergyNetwork;
    let district: District;
    let gateway: Gateway;
    let client: Credentials;
    let resident: Home;

    before(async () => {
        network = await EnergyNetwork.start();
        district = await District.found(network);
        await district.open();
        await district.gate(slotAfter(FIRST, 4));
        gateway = await network.gateway('community');
        client = await credentials(network, 'community', 'gateway');
        resident = district.homes.find(({ plant }) => !plant) as Home;
    });

    after(() => network?.stop());

    const clean = { kind: 'choice', terms: { energy: 'clean' } } as const;
    const traditional = { kind: 'choice', terms: { energy: 'traditional' } } as const;

    function proposalOf(name: string, request: object) {
        const contract = gateway.getNetwork(CHANNEL).getContract('energy');
        return contract.newProposal(name, {
            arguments: [JSON.stringify(request)],
            endorsingOrganizations: ['GridMSP', 'CommunityMSP'],
        });
    }

    async function codeWithClock(request: object, seconds: number): Promise<string> {
        try {
            const proposal = await shifted(gateway, proposalOf('market:choose', request), seconds, client);
            const submitted = await (await proposal.endorse()).submit();
            return (await submitted.getStatus()).successful ? 'VALID' : 'INVALID';
        } catch (error) {
            return (refusal(error) as Refused).code;
        }
    }

    it('with hindsight are refused however their timestamp is set', async () => {
        for (const seconds of [-14 * MINUTES, -1, 0, 14 * MINUTES]) {
            for (const slot of [FIRST, slotAfter(FIRST, 4)]) {
                const jws = district.sign(resident, slot, traditional);
                expect(await codeWithClock({ jws }, seconds)).to.equal('CHOICE_TOO_LATE');
            }
        }
        const open = district.sign(resident, slotAfter(FIRST, 5), clean);
        expect(await codeWithClock({ jws: open }, -14 * MINUTES)).to.equal('VALID');
    });

    it('name the next slot that is open', async () => {
        const jws = district.sign(resident, FIRST, clean);
        const refused = await district.community.submit('market:choose', { jws }).catch((error: Refused) => error);
        expect(String(refused)).to.include(formatSlot(slotAfter(FIRST, 5)));
    });

    it('endorsed before the gate and ordered after it are invalid', async () => {
        const slot = slotAfter(FIRST, 5);
        const endorsed = await proposalOf('market:choose', { jws: district.sign(resident, slot, clean) }).endorse();
        await district.gate(slot);
        const status = await (await endorsed.submit()).getStatus();
        expect(status.successful).to.equal(false);
        expect(status.code).to.equal(11, 'MVCC_READ_CONFLICT');
    });

    it('from before the ledger’s first slot are refused, though no gate lies there', async () => {
        const slot = slotAfter(FIRST, -1);
        const jws = district.sign(resident, slot, clean);
        expect(await codeFrom(district.community.submit('market:choose', { jws }))).to.be.oneOf([
            'BEFORE_FIRST_SLOT',
            'KEY_NOT_IN_FORCE',
        ]);
        const zone = { zone: 'west', feeder: 'F2', voltageLevel: '0.4kV', from: slot };
        expect(await codeFrom(district.grid.submit('registry:registerZone', zone))).to.equal('BEFORE_FIRST_SLOT');
    });

    it('forged by the community are refused: another key, another participant, an invented mandate', async () => {
        const from = slotAfter(FIRST, 20);
        const { community } = district;
        const forged = district.sign(resident, from, traditional, signer());
        expect(await codeFrom(community.submit('market:choose', { jws: forged }))).to.equal('KEY_NOT_IN_FORCE');
        const neighbour = district.homes[0] as Home;
        const foreign = district.sign({ ...neighbour, id: resident.id }, from, traditional);
        expect(await codeFrom(community.submit('market:choose', { jws: foreign }))).to.equal('POINT_NOT_OWNED');
        const stolen = district.sign(neighbour, from, traditional).split('.');
        const own = district.sign(resident, from, traditional).split('.');
        const spliced = [own[0], own[1], stolen[2]].join('.');
        expect(await codeFrom(community.submit('market:choose', { jws: spliced }))).to.equal('SIGNATURE_INVALID');
        const intent = onLedger(district, resident, from, traditional);
        expect(await codeFrom(community.submit('market:choose', { intent, mandate: 'm-1' }))).to.equal('NOT_FOUND');
    });

    it('cannot be entered twice', async () => {
        const jws = district.sign(resident, slotAfter(FIRST, 21), clean);
        await district.community.submit('market:choose', { jws });
        expect(await codeFrom(district.community.submit('market:choose', { jws }))).to.equal('SEQUENCE_USED');
    });

    it('under a mandate are marked so, and only within its scope, ceiling and time', async () => {
        const { community } = district;
        const [from, until] = [slotAfter(FIRST, 30), slotAfter(FIRST, 40)];
        const terms = { delegate: 'CommunityMSP', scope: ['choice'], until, maxPrice: 6000 } as const;
        const jws = district.sign(resident, from, { kind: 'mandate', terms } as never);
        const { mandate } = (await community.submit<{ mandate: string }>('market:grantMandate', { jws })).result;
        const choose = (slot: Slot, maxPrice: number) => {
            const intent = onLedger(district, resident, slot, {
                kind: 'choice',
                terms: { energy: 'clean', maxPrice: price(maxPrice) },
            });
            return community.submit('market:choose', { intent, mandate });
        };
        expect(await codeFrom(choose(from, 6001))).to.equal('MANDATE_REFUSED');
        expect(await codeFrom(choose(until, 5000))).to.equal('MANDATE_REFUSED');
        await choose(from, 5000);
        await community.submit('market:revokeMandate', { mandate, from: slotAfter(FIRST, 35) });
        expect(await codeFrom(choose(slotAfter(FIRST, 35), 5000))).to.equal('MANDATE_REFUSED');
        await district.gate(from);
        const book = await community.evaluate<{
            points: { entry: { id: string }; choice: { entry: { by: object } } }[];
        }>('registry:book', { slot: from });
        const point = book.points.find(({ entry }) => entry.id === resident.id);
        expect(point?.choice.entry.by).to.deep.equal({ delegate: 'CommunityMSP', mandate });
    });

    it('cannot be given under a mandate that only the community wants', async () => {
        const { community, grid } = district;
        const [from, until] = [slotAfter(FIRST, 60), slotAfter(FIRST, 80)];
        const terms = { delegate: 'CommunityMSP', scope: ['choice'], until: formatSlot(until) };
        const proposal = { ...onLedger(district, resident, from, clean), kind: 'mandate', point: '*', terms };
        const answer = await community.submit<{ mandate: string }>('market:grantMandate', { intent: proposal });
        const { mandate } = answer.result;
        const intent = onLedger(district, resident, from, clean);
        expect(await codeFrom(community.submit('market:choose', { intent, mandate }))).to.equal('MANDATE_REFUSED');
        await grid.submit('market:countersignMandate', { mandate });
        await community.submit('market:choose', { intent, mandate });
    });
});

describe('a ledger on the wall’s clock', function () {
    this.timeout(120_000);
    let network: EnergyNetwork;
    let district: District;
    let first: Slot;

    before(async () => {
        network = await EnergyNetwork.start();
        first = slotAfter(slotOfSeconds(Date.now() / 1000 + 10), 1);
        district = await District.found(network, { clock: 'wall', firstSlot: first });
    });

    after(() => network?.stop());

    it('takes no close before the slot has ended, and no gate more than a day ahead', async () => {
        await district.gate(first);
        expect(await codeFrom(district.close(first))).to.equal('CLOSE_TOO_EARLY');
        expect(await codeFrom(district.gate(slotAfter(first, 98)))).to.equal('GATE_TOO_FAR');
    });

    it('refuses a choice for a slot that has begun, gated or not', async () => {
        const begun = parseSlot(formatSlot(slotOfSeconds(Date.now() / 1000)));
        const jws = district.sign(district.homes[0] as Home, begun, { kind: 'choice', terms: { energy: 'clean' } });
        expect(await codeFrom(district.community.submit('market:choose', { jws }))).to.be.oneOf([
            'CHOICE_TOO_LATE',
            'BEFORE_FIRST_SLOT',
            'KEY_NOT_IN_FORCE',
        ]);
    });
});

/** An unsigned instruction as JSON takes it. */
function onLedger(district: District, of: Home, from: Slot, what: Parameters<District['intent']>[2]): object {
    return { ...district.intent(of, from, what), from: formatSlot(from) };
}
