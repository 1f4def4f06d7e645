import {
    type ChoiceTerms,
    formatSlot,
    ledgerDay,
    type MandateTerms,
    moneyFromJson,
    price,
    slot,
} from '@linguang/chaincode/domain';
import { expect } from 'chai';
import * as api from '../http/api.js';
import { ApiClient } from '../testing/apiclient.js';
import { Consortium } from '../testing/consortium.js';
import { feedIn, retail, Village } from '../testing/settlement.js';
import { TestKey } from '../testing/village.js';

/** 2026-03-31T15:00Z: an hour of March is left in Shenzhen; in its middle the home changes hands. */
const begin = 1_972_188;
const handover = begin + 2;
const april = begin + 4;
const [used, made] = [100, 60];
const mean = (retail + feedIn) / 2;

describe('a home that changes hands in the middle of a month', function () {
    this.timeout(180_000);
    let consortium: Consortium;
    let village: Village;
    let office: ApiClient;
    let grid: ApiClient;
    let anna: ApiClient;
    let cora: ApiClient;
    const corasKey = new TestKey();

    before(async () => {
        consortium = await Consortium.start();
        const [gridGateway, community] = await Promise.all([
            consortium.gateway('grid'),
            consortium.gateway('community'),
        ]);
        grid = await consortium.officer('grid', gridGateway);
        office = await consortium.officer('community', community);
        village = new Village({ grid, community: office, certifier: grid }, begin);
        await village.setUp();
        await village.choose(begin);
        anna = await new ApiClient(community.port).signIn({ role: 'resident', participant: 'anna' });
        cora = await new ApiClient(community.port).signIn({ role: 'resident', participant: 'cora' });
        const terms: MandateTerms = {
            delegate: 'CommunityMSP',
            scope: ['choice'],
            until: slot(begin + 2_000),
            maxPrice: price(6_000),
        };
        const intent = { v: 1, kind: 'mandate', channel: 'linguang', participant: 'anna', point: '*' } as const;
        const jws = village.anna.signIntent({ ...intent, from: slot(begin), sequence: 100, terms });
        await anna.post('/v1/mandates', { jws }, api.MandateChanged);
        const arrival = { participant: 'cora', jwk: corasKey.jwk, roles: ['resident'] };
        await office.post('/v1/participants', arrival, api.ParticipantCreated);
        await village.gate(begin);
        await village.roll(ledgerDay(slot(begin)));
    });
    after(() => consortium.stop());

    async function settle(of: number): Promise<void> {
        await village.readings(of, { used, made });
        await village.close(of);
        await village.settle(of);
    }

    const choice = (participant: string, from: number, sequence: number, terms: ChoiceTerms) =>
        ({
            v: 1,
            kind: 'choice',
            channel: 'linguang',
            participant,
            point: 'home-anna',
            from: slot(from),
            sequence,
            terms,
        }) as const;

    it('is registered to the new owner from a slot on; from there neither the old owner nor her mandate chooses for it', async () => {
        await grid.post(
            '/v1/metering-points',
            {
                point: 'home-anna',
                participant: 'cora',
                zone: 'east',
                direction: 'import',
                limits: { importW: 10_000, exportW: 0 },
                meter: { jwk: village.annasMeter.key.jwk, serial: village.annasMeter.serial, from: begin },
                from: handover,
            },
            api.PointCreated,
        );
        const clean = { energy: 'clean', maxPrice: price(5_900) } as const;
        const delegated = (from: number, sequence: number) => ({
            intent: { ...choice('anna', from, sequence, clean), from: formatSlot(slot(from)) },
            mandate: 'anna.100',
        });
        const before = await office.post('/v1/choices', delegated(handover - 1, 101), api.IntentCreated);
        expect(before).to.include({ from: handover - 1 });
        expect(await office.problem('POST', '/v1/choices', delegated(handover, 102))).to.include({
            code: 'POINT_NOT_OWNED',
        });
        const own = village.anna.signIntent(choice('anna', handover, 103, clean));
        expect(await anna.problem('POST', '/v1/choices', { jws: own })).to.include({ code: 'POINT_NOT_OWNED' });
        const early = corasKey.signIntent(choice('cora', handover - 1, 1, clean));
        expect(await cora.problem('POST', '/v1/choices', { jws: early })).to.include({ code: 'POINT_NOT_OWNED' });
        const hers = corasKey.signIntent(choice('cora', handover + 1, 2, clean));
        await cora.post('/v1/choices', { jws: hers }, api.IntentCreated);
    });

    it('uses the new owner’s choice only from when she made one, and shows each her own slots alone', async () => {
        await village.gate(april);
        for (let of = begin; of < april; of++) {
            await settle(of);
        }
        const lineOf = async (client: ApiClient, participant: string, of: number) => {
            const path = `/v1/participants/${participant}/lines/${of}`;
            const { lines } = await client.until(path, api.Lines, (found) => found.lines.length > 0);
            return lines[0]?.line;
        };
        expect(await lineOf(anna, 'anna', handover - 1)).to.deep.include({ energy: 'clean', fromGrid: used - made });
        expect(await lineOf(cora, 'cora', handover)).to.deep.include({ energy: 'traditional', fromGrid: used });
        expect(await lineOf(cora, 'cora', handover + 1)).to.deep.include({ energy: 'clean', fromGrid: used - made });
    });

    it('is billed to each for her own part of the month, to the unit', async () => {
        const { grid: operator } = village.offices;
        await operator.until('/v1/bills/months', api.BillMonthList, ({ items }) => items[0]?.closed === true);
        const billOf = async (client: ApiClient, participant: string) =>
            await client.until(
                `/v1/participants/${participant}/bills/2026-03`,
                api.BillDetail,
                ({ status }) => status === 'closed',
            );
        const [annas, coras] = [await billOf(anna, 'anna'), await billOf(cora, 'cora')];
        const [clean, traditional] = [(used - made) * retail + made * mean, used * retail];
        expect(moneyFromJson(annas.money)).to.equal(BigInt(2 * clean));
        expect(moneyFromJson(coras.money)).to.equal(BigInt(traditional + clean));
        const part = { point: 'home-anna', slots: 2, unknownSlots: 0 };
        expect(annas.points).to.deep.equal([{ ...part, from: begin, last: handover - 1 }]);
        expect(coras.points).to.deep.equal([{ ...part, from: handover, last: april - 1 }]);
        expect(await cora.problem('GET', '/v1/participants/anna/bills/2026-03')).to.include({ status: 403 });
        expect(await anna.problem('GET', '/v1/participants/cora/lines/1972190')).to.include({ status: 403 });
    });
});
