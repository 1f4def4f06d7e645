import { expect } from 'chai';
import { describeLines } from '../fabric/testing/lines.js';
import { report } from './compare.js';
import { RECORDED_LINES, readRecording } from './recordings.js';
import { scenarios } from './scenarios/index.js';
import { Suite } from './suite.js';
import { EmbeddedTarget } from './targets/embedded.js';
import { FabricTarget } from './targets/fabric.js';
import type { Target } from './targets/target.js';

describe('the recordings of real Fabric', () => {
    it('are there for every scenario and line', async () => {
        for (const line of RECORDED_LINES) {
            for (const { name } of scenarios) {
                expect((await readRecording(line, name))?.steps.length ?? 0, `${line} ${name}`).to.be.greaterThan(5);
            }
        }
    });
});

describe('the embedded network answers as Fabric 3.1 was recorded', function () {
    this.timeout(180_000);
    const suite = suiteOn(() => EmbeddedTarget.start());
    for (const scenario of scenarios) {
        it(scenario.name, async () => {
            const seen = await suite().play(scenario);
            expect(report(await suite().differences(seen))).to.equal('');
            expect(await suite().idleAllowances(seen), 'allowed differences that are none').to.deep.equal([]);
        });
    }
});

describeLines('real Fabric still answers as it was recorded', function (line) {
    // Long enough for a scenario, a fresh network and the scenario again.
    this.timeout(420_000);
    const suite = suiteOn(() => FabricTarget.start(line === '3' ? '3.1' : line));
    for (const scenario of scenarios) {
        it(scenario.name, async () => {
            const differences = await suite().judge(scenario, (text) => console.warn(`      ${text}`));
            expect(report(differences)).to.equal('');
        });
    }
});

/** One network for all scenarios of a suite. */
function suiteOn(boot: () => Promise<Target>): () => Suite {
    let suite: Suite | undefined;
    before(async () => {
        suite = await Suite.start(boot);
    });
    after(async () => {
        await suite?.stop();
    });
    return () => {
        if (suite === undefined) {
            throw new Error('there is no network');
        }
        return suite;
    };
}
