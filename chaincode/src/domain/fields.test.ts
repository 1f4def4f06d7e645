import { expect } from 'chai';
import { Fields, isId, parseJson } from './fields.js';

describe('strict reading', () => {
    it('names the place and the reason of what it refuses', () => {
        const fields = new Fields({ a: 1.5, list: [1], b: 'x y', c: 'yes', ids: ['a', 'a'], more: 1 }, 'thing');
        expect(() => fields.integer('a')).to.throw('REQUEST_INVALID: thing.a: an integer from 0 to');
        expect(() => fields.text('missing')).to.throw('thing.missing: a text of 1 to 200');
        expect(() => fields.id('b')).to.throw('thing.b: only letters');
        expect(() => fields.boolean('c')).to.throw('thing.c: true or false');
        expect(() => fields.oneOf('c', ['no'])).to.throw('thing.c: one of no is expected');
        expect(() => fields.list('b', String)).to.throw('thing.b: a list of at most 1000');
        expect(() => fields.list('list', String, 0)).to.throw('thing.list: a list of at most 0');
        expect(() => fields.ids('list')).to.throw('thing.list[0]: an identifier');
        expect(() => fields.ids('ids')).to.throw('thing.ids: an identifier is repeated');
        expect(() => fields.object('a')).to.throw('thing.a: an object is expected');
        expect(() => fields.end()).to.throw('thing.more: this member is not known');
    });

    it('refuses what is no object', () => {
        for (const value of [null, [], 'text', 1, undefined]) {
            expect(() => new Fields(value, 'thing')).to.throw('REQUEST_INVALID: thing: an object is expected');
        }
        expect(() => parseJson('{', 'body')).to.throw('REQUEST_INVALID: body: this is not JSON');
        expect(parseJson('[1]', 'body')).to.deep.equal([1]);
    });

    it('does not take members of the prototype for given ones', () => {
        const fields = new Fields({}, 'thing');
        expect(fields.has('constructor')).to.equal(false);
        expect(fields.take('toString')).to.equal(undefined);
        expect(fields.optional('x', () => 1)).to.equal(undefined);
    });

    it('knows identifiers that are safe in keys and addresses', () => {
        expect(['a', 'A-1_b.c', 'x'.repeat(64)].every(isId)).to.equal(true);
        expect(['', '-a', 'a/b', 'a~b', 'ä', 'x'.repeat(65), 'a b', '*'].some(isId)).to.equal(false);
    });
});
