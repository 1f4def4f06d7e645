import { type CertificateOrder, ISSUE_MOST_BYTES, wh } from '@linguang/chaincode/domain';
import { expect } from 'chai';
import { portionsOf } from './portions.js';

function partsOf(count: number, plants: number) {
    return Array.from({ length: count }, (_, index) => {
        const certificate: CertificateOrder = {
            number: `LG-2026-${index}`,
            beneficiary: '00'.repeat(32),
            digest: '00'.repeat(32),
            criteriaDigest: '00'.repeat(32),
            statusEntry: { list: 0, index },
            plants: Array.from({ length: plants }, (_one, plant) => ({ plant: `plant-${plant}`, wh: wh(1) })),
            supersedes: null,
        };
        return { certificate, holder: { participant: `p-${index}`, nonce: 'n', formerNonce: null, lines: [] } };
    });
}

describe('a bulk issue', () => {
    it('is cut at a hundred certificates, in their order, and none is lost or doubled at a cut', () => {
        for (const count of [0, 1, 99, 100, 101, 200, 250]) {
            const parts = partsOf(count, 3);
            const portions = portionsOf(parts);
            expect(portions.flat()).to.deep.equal(parts);
            expect(portions.map(({ length }) => length)).to.deep.equal(
                Array.from({ length: Math.ceil(count / 100) }, (_, at) => Math.min(100, count - 100 * at)),
            );
        }
    });

    it('is cut earlier where certificates are large, so that each portion fits into one transaction', () => {
        const parts = partsOf(60, 300);
        const portions = portionsOf(parts);
        expect(portions.flat()).to.deep.equal(parts);
        expect(portions.length).to.be.greaterThan(1);
        for (const portion of portions) {
            expect(JSON.stringify(portion.map(({ certificate }) => certificate)).length).to.be.below(ISSUE_MOST_BYTES);
        }
        expect(portionsOf(partsOf(2, 5000)).map(({ length }) => length)).to.deep.equal([1, 1]);
    });
});
