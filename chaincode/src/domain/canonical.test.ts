import { expect } from 'chai';
import fc from 'fast-check';
import { canonical } from './canonical.js';

describe('canonical JSON', () => {
    it('sorts keys by UTF-16 code units, as the example of RFC 8785 §3.2.3', () => {
        const value = {
            '\u20ac': 'Euro Sign',
            '\r': 'Carriage Return',
            '\ufb33': 'Hebrew Letter Dalet With Dagesh',
            '1': 'One',
            '\ud83d\ude00': 'Emoji: Grinning Face',
            '\u0080': 'Control',
            '\u00f6': 'Latin Small Letter O With Diaeresis',
        };
        expect(canonical(value)).to.equal(
            '{"\\r":"Carriage Return","1":"One","\u0080":"Control","ö":"Latin Small Letter O With Diaeresis",' +
                '"€":"Euro Sign","😀":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
        );
    });

    it('escapes strings as the example of RFC 8785 §3.2.2', () => {
        expect(canonical('\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"\u002f')).to.equal(
            '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"',
        );
    });

    it('is the same text for the same value, in whatever order its keys were written', () => {
        const integers = fc.maxSafeInteger().map((value) => value + 0);
        const json = fc.letrec((tie) => ({
            value: fc.oneof(
                integers,
                fc.boolean(),
                fc.constant(null),
                fc.string({ unit: 'grapheme' }),
                fc.array(tie('value'), { maxLength: 4 }),
                fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
            ),
        })).value;
        fc.assert(
            fc.property(json, (value) => {
                const text = canonical(value);
                expect(JSON.parse(text)).to.deep.equal(value);
                expect(canonical(reversed(value))).to.equal(text);
            }),
        );
    });

    it('writes bigints like numbers while they are safe, and as strings beyond', () => {
        expect(canonical([5n, 2n ** 60n, -(2n ** 60n)])).to.equal('[5,"1152921504606846976","-1152921504606846976"]');
    });

    it('leaves out undefined members and keeps null', () => {
        expect(canonical({ b: undefined, a: null })).to.equal('{"a":null}');
    });

    it('writes the same in order and out of order: keys like numbers, members that are undefined, bigints deep inside', () => {
        expect(canonical({ '10': 1, '9': 2, a: { c: 5n, b: [{ z: 1, y: undefined }] } })).to.equal(
            '{"10":1,"9":2,"a":{"b":[{"z":1}],"c":5}}',
        );
        expect(
            canonical({ a: [{ y: null, z: '"' }, true], b: Object.assign(Object.create(null), { c: '\u2028' }) }),
        ).to.equal('{"a":[{"y":null,"z":"\\""},true],"b":{"c":"\u2028"}}');
    });

    it('refuses what has no one form: fractions, −0, unsafe integers, lone surrogates, dates and other classes', () => {
        for (const value of [0.1, -0, 2 ** 53, Number.NaN, '\ud800', new Date(0), new Map(), undefined, () => 1]) {
            expect(() => canonical([value])).to.throw(/^CANONICAL_INVALID: /);
            expect(() => canonical({ b: [1], a: value === undefined ? [value] : value })).to.throw(
                /^CANONICAL_INVALID: /,
            );
        }
        for (const value of [{ toJSON: () => 1 }, { a: 1, '\ud800': 2 }, new Array(2)]) {
            expect(() => canonical(value)).to.throw(/^CANONICAL_INVALID: /);
        }
    });
});

function reversed(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(reversed);
    }
    if (typeof value === 'object' && value !== null) {
        return Object.fromEntries(
            Object.entries(value)
                .reverse()
                .map(([key, member]) => [key, reversed(member)]),
        );
    }
    return value;
}
