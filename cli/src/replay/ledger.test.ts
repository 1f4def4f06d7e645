import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SlotTotals, slot } from '@linguang/chaincode/domain';
import { expect } from 'chai';
import { DISTRICT_SEED } from '../district/cast.js';
import { profileFiles } from '../district/profiles.js';
import { replayByHand } from '../testing/byhand.js';
import { finished, HAMLET, linguang, needsHamlet } from '../testing/linguang.js';
import { homesOf } from './homes.js';
import { ReplayMismatch } from './mismatch.js';
import { readProfiles } from './profiles.js';
import { settleOffline } from './replay.js';
import { compare } from './witnesses.js';

const HOMES = 6;
/** Late morning to afternoon of the district's first day. */
const [FIRST_ROW, ROWS] = [40, 16];

describe('linguang replay --ledger', function () {
    this.timeout(300_000);
    let folder = '';
    let temporary = '';

    before(() => {
        folder = mkdtempSync(join(tmpdir(), 'replay-ledger-'));
        temporary = join(folder, 'tmp');
        mkdirSync(temporary);
        for (const part of ['load', 'pv']) {
            mkdirSync(join(folder, part));
        }
        for (const [path, text] of profileFiles(1, DISTRICT_SEED)) {
            const home = /^load\/hh_(\d+)/.exec(path)?.[1];
            if (path.startsWith('pv') || Number(home ?? 99) <= HOMES) {
                const [head, ...rows] = text.split('\n');
                writeFileSync(join(folder, path), [head, ...rows.slice(FIRST_ROW, FIRST_ROW + ROWS)].join('\n'));
            }
        }
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    const run = (...args: string[]) => linguang(['replay', '--ledger', '--json', ...args], { TMPDIR: temporary });

    it('comes to the same on all organisations’ chaincode processes as a calculation by hand', async () => {
        const { code, output, errors } = await finished(run('--data', folder, '--pv', '3x5'));
        expect(code, errors).to.equal(0);
        const expected = replayByHand(folder, 3, 5000, ROWS);
        expect(expected.matchedWh, 'neighbours trade in these hours').to.be.greaterThan(0);
        expect(JSON.parse(output)).to.deep.equal(expected);
        expect(errors).to.match(/starting network.*settled 16 of 16 slots.*all agree/s);
        expect(readdirSync(temporary), 'its folder is gone').to.deep.equal([]);
    });

    it('comes to the same for two days of published profiles', async function () {
        needsHamlet(this);
        const { code, output, errors } = await finished(run('--data', HAMLET, '--days', '2'));
        expect(code, errors).to.equal(0);
        expect(JSON.parse(output)).to.deep.equal(replayByHand(HAMLET, 8, 5000, 192));
    });

    it('leaves no process and no folder behind when it is interrupted', async () => {
        const { child, errors } = run('--data', folder, '--pv', '3x5');
        while (!errors().includes('admitting')) {
            await new Promise((resolve) => setTimeout(resolve, 50));
            expect(child.exitCode, errors()).to.equal(null);
        }
        const [name = ''] = readdirSync(temporary);
        const pids = ['state.json', join('network', 'state.json')].flatMap((file) =>
            [...readFileSync(join(temporary, name, file), 'utf8').matchAll(/"pid": ?(\d+)/g)].map((match) =>
                Number(match[1]),
            ),
        );
        expect(pids.length).to.be.greaterThan(8);
        child.kill('SIGINT');
        const [code] = await once(child, 'exit');
        expect(code).to.equal(130);
        expect(readdirSync(temporary)).to.deep.equal([]);
        for (const pid of pids) {
            expect(() => process.kill(pid, 0)).to.throw();
        }
    });

    it('names the slot where a ledger says something else', async () => {
        const profiles = await readProfiles(folder);
        const offline = settleOffline(homesOf(profiles, { count: 3, watts: 5000 }, 4), profiles.firstSlot);
        const lied = offline.map(
            (totals, index): SlotTotals => (index === 2 ? { ...totals, tradedMoney: '1' } : totals),
        );
        compare(offline, offline, slot(profiles.firstSlot));
        expect(() => compare(lied, offline, slot(profiles.firstSlot))).to.throw(
            ReplayMismatch,
            /^REPLAY_MISMATCH: 2026-03-01T02:30Z: tradedMoney is 1 /,
        );
    });
});
