import { expect } from 'chai';
import { nestsDeeper } from './body.js';

describe('a request body', () => {
    it('may nest as deep as a limit and no deeper, however it nests and however far beyond it goes', () => {
        const lists = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
        const objects = (depth: number): unknown => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);
        expect(nestsDeeper('text', 3)).to.equal(false);
        expect(nestsDeeper(null, 3)).to.equal(false);
        expect(nestsDeeper(objects(3), 3)).to.equal(false);
        expect(nestsDeeper(objects(4), 3)).to.equal(true);
        expect(nestsDeeper(lists(4), 3)).to.equal(false);
        expect(nestsDeeper(lists(5), 3)).to.equal(true);
        expect(nestsDeeper(lists(100_000), 32)).to.equal(true);
        expect(nestsDeeper({ many: Array.from({ length: 1000 }, () => ({ a: 1 })) }, 3)).to.equal(false);
    });
});
