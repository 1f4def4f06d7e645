import { verify } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkReading, localDayRange, type Point, slotsOf, type VerifyEs256, watt } from '@linguang/chaincode/domain';
import { expect } from 'chai';
import { readProfiles } from '../replay/profiles.js';
import { CAST, DISTRICT_SEED, type Member, PV_HOMES } from './cast.js';
import { loadActors, writeResidents } from './keys.js';
import { DistrictMeters } from './meters.js';
import { FIRST_DAY, profileFiles, UTC_OFFSET_MINUTES, writeProfiles } from './profiles.js';
import { Random } from './random.js';
import { nextDay, storiesOf } from './stories.js';

const DAY = localDayRange(FIRST_DAY, UTC_OFFSET_MINUTES);
const verifyEs256: VerifyEs256 = (key, message, signature) =>
    verify('sha256', message, { key: { ...key }, format: 'jwk', dsaEncoding: 'ieee-p1363' }, signature);

describe('the simulated district', () => {
    let folder = '';
    before(() => {
        folder = mkdtempSync(join(tmpdir(), 'district-'));
    });
    after(() => rmSync(folder, { recursive: true }));

    it('has 24 households of which 8 have PV, a school, a clinic, a PV station and a wind plant', () => {
        const count = (kind: Member['kind']) => CAST.filter((member) => member.kind === kind).length;
        expect((['household', 'school', 'clinic', 'station', 'wind'] as const).map(count)).to.deep.equal([
            24, 1, 1, 1, 1,
        ]);
        expect(CAST.filter(({ kind, plant }) => kind === 'household' && plant !== null)).to.have.length(PV_HOMES);
    });

    it('has the same profiles for the same seed, and others for another', () => {
        expect(profileFiles(2, 1)).to.deep.equal(profileFiles(2, 1));
        expect(profileFiles(2, 1).get('load/hh_01.csv')).to.not.equal(profileFiles(2, 2).get('load/hh_01.csv'));
        const [a, b] = [new Random(1, 'x'), new Random(1, 'y')];
        expect(a.next()).to.not.equal(b.next());
    });

    it('writes profiles that replay reads', async () => {
        await writeProfiles(folder, 2, DISTRICT_SEED);
        const profiles = await readProfiles(folder);
        expect(profiles).to.include({ slots: 192, firstSlot: DAY.from });
        expect([profiles.loads.length, profiles.pv.length]).to.deep.equal([26, 3]);
    });

    it('keeps its random keys and ids for the next start', async () => {
        const first = await loadActors(folder);
        const again = await loadActors(folder);
        expect(again.map(({ participant, jwk }) => [participant, jwk])).to.deep.equal(
            first.map(({ participant, jwk }) => [participant, jwk]),
        );
        expect(new Set(first.flatMap(({ participant, point }) => [participant, point])).size).to.equal(2 * CAST.length);
        await writeResidents(folder, first);
    });

    it('signs readings that the registration of its meters accepts, for a whole day of everybody', async () => {
        const meters = new DistrictMeters(DISTRICT_SEED);
        for (const actor of await loadActors(folder)) {
            const { member, serial, point, participant } = actor;
            const exportW = watt(member.plant?.watts ?? 0);
            const registered: Point = {
                point,
                participant,
                zone: member.zone,
                direction: exportW > 0 ? 'both' : 'import',
                limits: { importW: watt(member.kind === 'household' ? 9000 : 40_000), exportW },
                meter: { serial, jwk: actor.meterJwk, from: DAY.from, to: null },
                plant:
                    member.plant === null
                        ? null
                        : { id: 'plant', source: 'solar', capacityW: exportW, register: 'generation' },
                active: true,
            };
            let end = 0;
            for (const slot of slotsOf(DAY)) {
                const reading = meters.reading(member, slot, serial);
                const ocmf = actor.signReading(reading);
                expect(checkReading(ocmf, { point: registered, slot, verify: verifyEs256 }).code, member.key).to.equal(
                    'OK',
                );
                expect(reading.import.start, 'registers continue').to.equal(end);
                end = reading.import.end;
            }
        }
    }).timeout(60_000);

    it('shows the same registers after a restart, in the middle of a later day', () => {
        const [member] = CAST;
        const later = localDayRange('2026-03-04', UTC_OFFSET_MINUTES).from;
        if (member === undefined) {
            expect.fail();
        }
        const before = new DistrictMeters(7);
        for (const slot of slotsOf(DAY)) {
            before.reading(member, slot, 's');
        }
        expect(before.reading(member, later, 's')).to.deep.equal(new DistrictMeters(7).reading(member, later, 's'));
    });

    it('tells a story of a tampered and of an offline meter every day, of different homes', () => {
        const [tampered, offline] = storiesOf('2026-03-02');
        expect([tampered?.kind, offline?.kind]).to.deep.equal(['tampered', 'offline']);
        expect(tampered?.member).to.not.equal(offline?.member);
        expect(offline?.slots).to.have.length(4);
        expect(storiesOf(nextDay('2026-02-28'))[1]?.member).to.not.equal(offline?.member);
        expect(nextDay('2026-02-28')).to.equal('2026-03-01');
    });
});
