import { expect } from 'chai';
import { killEach } from './kill.js';
import { repetitions } from './repetition.js';
import { Stage } from './stage.js';

/** Small enough for every run of the tests; `npm run faults` makes all of them. */
const CHOSEN = [
    killEach('the community’s gateway', ['embedded'], 'gateway.community'),
    killEach('the embedded network', ['embedded'], 'embedded'),
    ...repetitions.filter(({ name }) => name.startsWith('repeated')),
];

describe('faults made on purpose, a short selection', function () {
    this.timeout(420_000);
    let stage: Stage;
    const log: string[] = [];

    before(async () => {
        stage = await Stage.start({
            place: 'embedded',
            seed: 20_260_331,
            wholeDay: false,
            operations: 5,
            patienceMs: 120_000,
            homes: 4,
            say: (line) => void log.push(line),
            signal: new AbortController().signal,
        });
    });
    after(() => stage?.stop());

    for (const fault of CHOSEN) {
        it(`loses and doubles nothing: ${fault.name}`, async () => {
            const { faults, lost, doubled, operations } = await stage.make(fault);
            expect(faults).to.deep.equal([]);
            expect({ lost, doubled }).to.deep.equal({ lost: 0, doubled: 0 });
            expect(operations).to.be.greaterThan(0);
        });
    }

    it('leaves read models that are those of the ledger, and a ledger that an audit finds in order', async () => {
        expect(await stage.close()).to.deep.equal([]);
    });
});
