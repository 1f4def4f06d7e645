import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { differences, disagreements, foundBy, OURS, python, readVectors, SECOND, secondIsMissing } from './run.js';
import type { Found, Vector } from './vector.js';

describe('published vectors', function () {
    this.timeout(300_000);
    const vectors = readVectors();
    const missing = secondIsMissing();
    let ours: ReadonlyMap<string, Found>;
    let second: ReadonlyMap<string, Found> | undefined;
    const needsSecond = (what: string) => (missing === undefined ? what : `${what} [not run: ${missing}]`);

    before(() => {
        ours = foundBy(OURS);
        second = missing === undefined ? foundBy(SECOND) : undefined;
    });

    const expectedBy = (vector: Vector, found: Found | undefined) =>
        expect(differences(vector, found), vector.shows).to.deep.equal([]);

    for (const vector of vectors) {
        it(`${vector.id}: linguang verify says ${vector.outcome}`, () => expectedBy(vector, ours.get(vector.id)));

        it(needsSecond(`${vector.id}: the second verifier says the same, check by check`), function () {
            if (second === undefined) {
                this.skip();
            }
            expectedBy(vector, second.get(vector.id));
            expect(disagreements(ours.get(vector.id), second.get(vector.id)), vector.shows).to.deep.equal([]);
        });
    }

    it(needsSecond('the second verifier passes what the specifications themselves publish'), function () {
        if (second === undefined) {
            this.skip();
        }
        const tests = fileURLToPath(new URL('../../verifier/tests', import.meta.url));
        const args = [
            '-m',
            'unittest',
            'discover',
            '-s',
            tests,
            '-t',
            fileURLToPath(new URL('../../verifier', import.meta.url)),
        ];
        const { status, stderr } = spawnSync(python, args, {
            encoding: 'utf8',
            env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
        });
        expect(status, stderr).to.equal(0);
        expect(stderr).to.match(/Ran [1-9]\d* tests/);
    });
});
