import { expect } from 'chai';
import { codec, RecordError, type Versioned } from './record.js';

type Thing = Versioned & Readonly<{ v: 2; name: string; count: number }>;

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe('ledger records', () => {
    const things = codec<Thing>(2, (old) => ({ v: 2, name: String(old['name']), count: 0 }));

    it('are the same bytes whatever the order of their members', () => {
        const one = things.encode({ v: 2, name: 'a', count: 1 });
        const other = things.encode({ count: 1, name: 'a', v: 2 });
        expect(new TextDecoder().decode(one)).to.equal('{"count":1,"name":"a","v":2}');
        expect(other).to.deep.equal(one);
        expect(things.decode(one)).to.deep.equal({ v: 2, name: 'a', count: 1 });
    });

    it('of an older schema are raised to today’s', () => {
        expect(things.decode(bytes({ v: 1, name: 'old' }))).to.deep.equal({ v: 2, name: 'old', count: 0 });
    });

    it('of a newer schema, or of none, are refused rather than guessed', () => {
        for (const value of [{ v: 3, name: 'new' }, { name: 'none' }, 'text', null]) {
            expect(() => things.decode(bytes(value))).to.throw(RecordError);
        }
        expect(() => codec<Thing>(2).decode(bytes({ v: 1 }))).to.throw(RecordError);
    });
});
