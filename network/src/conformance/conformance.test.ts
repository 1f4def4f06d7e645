import { expect } from 'chai';
import { describeLines } from '../fabric/testing/lines.js';
import { report } from './compare.js';
import { scenarios } from './scenarios/index.js';
import { Suite } from './suite.js';
import { EmbeddedTarget } from './targets/embedded.js';
import { FabricTarget } from './targets/fabric.js';
import type { Target } from './targets/target.js';

describe('the embedded network answers as Fabric 3.1 was recorded', function () {
    this.timeout(120_000);
    playAll(() => EmbeddedTarget.start());
});

describeLines('real Fabric still answers as it was recorded', function (line) {
    this.timeout(180_000);
    playAll(() => FabricTarget.start(line === '3' ? '3.1' : line));
});

function playAll(start: () => Promise<Target>): void {
    let suite: Suite | undefined;
    before(async () => {
        suite = new Suite(await start());
    });
    after(async () => {
        await suite?.stop();
    });
    for (const scenario of scenarios) {
        it(scenario.name, async () => {
            if (suite === undefined) {
                throw new Error('there is no network');
            }
            const seen = await suite.play(scenario);
            expect(seen.steps.length).to.be.greaterThan(5);
            expect(report(await suite.differences(seen))).to.equal('');
        });
    }
}
