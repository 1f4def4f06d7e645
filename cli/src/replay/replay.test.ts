import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { DISTRICT_SEED } from '../district/cast.js';
import { writeProfiles } from '../district/profiles.js';
import { replayByHand } from '../testing/byhand.js';
import { finished, HAMLET, linguang, needsHamlet } from '../testing/linguang.js';

describe('linguang replay', function () {
    this.timeout(180_000);
    let folder = '';
    before(() => {
        folder = mkdtempSync(join(tmpdir(), 'replay-'));
    });
    after(() => rmSync(folder, { recursive: true }));

    const replayed = async (...args: string[]): Promise<unknown> => {
        const { code, output, errors } = await finished(linguang(['replay', '--json', ...args]));
        expect(code, errors).to.equal(0);
        return JSON.parse(output);
    };

    it('comes to the published reference of 45 days and 16 homes to the watt-hour', async function () {
        needsHamlet(this);
        // The figures of the profiles' README; residuals are imported and exported less matched.
        expect(await replayed('--data', HAMLET)).to.deep.equal({
            homes: 16,
            slots: 4316,
            loadWh: 7_079_004,
            generationWh: 5_211_631,
            ownUseWh: 1_061_325,
            importedWh: 6_017_679,
            exportedWh: 4_150_306,
            matchedWh: 1_141_288,
            residualFromGridWh: 6_017_679 - 1_141_288,
            residualToGridWh: 4_150_306 - 1_141_288,
        });
    });

    for (const [count, kilowatts] of [
        [5, 3.5],
        [16, 2],
        [1, 12.345],
        [0, 5],
    ] as const) {
        it(`comes to what a calculation by hand says for ${count} homes with ${kilowatts} kWp`, async function () {
            needsHamlet(this);
            expect(await replayed('--data', HAMLET, '--days', '10', '--pv', `${count}x${kilowatts}`)).to.deep.equal(
                replayByHand(HAMLET, count, kilowatts * 1000, 960),
            );
        });
    }

    it('comes to what a calculation by hand says for the profiles of the simulated district', async () => {
        await writeProfiles(folder, 2, DISTRICT_SEED);
        expect(await replayed('--data', folder)).to.deep.equal(replayByHand(folder, 8, 5000, 192));
        expect(await replayed('--data', folder, '--pv', '3x7.5', '--days', '1')).to.deep.equal(
            replayByHand(folder, 3, 7500, 96),
        );
    });

    it('names what is wrong with a setting or a file', async () => {
        const refused = async (...args: string[]) => {
            const { code, errors } = await finished(linguang(['replay', ...args]));
            expect(code).to.equal(1);
            return errors;
        };
        expect(await refused('--data', folder, '--pv', 'many')).to.match(/^PROFILE_INVALID: .*homes x kWp/);
        expect(await refused('--data', folder, '--pv', '99x5')).to.match(/^PROFILE_INVALID: .*99 homes/);
        expect(await refused('--data', join(folder, 'nowhere'))).to.match(/^PROFILE_INVALID: /);
        expect(await refused('--data', folder, '--days', '0')).to.match(/^PROFILE_INVALID: /);
        writeFileSync(join(folder, 'load', 'hh_01.csv'), 'timestamp,electricity\n0,1\n7,1\n');
        expect(await refused('--data', folder)).to.match(/^PROFILE_INVALID: .*hh_01\.csv row 3/);
    });
});
