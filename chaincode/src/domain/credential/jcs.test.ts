import { expect } from 'chai';
import fc from 'fast-check';
import { canonical } from '../canonical.js';
import { codeOf } from '../problems.js';
import { jcs } from './jcs.js';
import { parseStrictJson } from './strictjson.js';

/** RFC 8785, appendix B: the bits of a double, and how it is written. */
const numbers = [
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
] as const;

function code(run: () => unknown): string | undefined {
    try {
        run();
    } catch (error) {
        return error instanceof Error ? codeOf(error.message) : undefined;
    }
    return undefined;
}

describe('JCS (RFC 8785)', () => {
    it('writes the numbers of appendix B as they stand there', () => {
        for (const [bits, text] of numbers) {
            expect(jcs(Buffer.from(bits, 'hex').readDoubleBE()), bits).to.equal(text);
        }
    });

    it('agrees with the canonical form of records wherever that takes a value', () => {
        const json = fc.letrec((tie) => ({
            value: fc.oneof(
                fc.maxSafeInteger().map((value) => value + 0),
                fc.boolean(),
                fc.constant(null),
                fc.string({ unit: 'grapheme' }),
                fc.array(tie('value'), { maxLength: 4 }),
                fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
            ),
        })).value;
        fc.assert(fc.property(json, (value) => jcs(value) === canonical(value)));
    });

    it('refuses what JSON cannot hold instead of dropping or converting it', () => {
        const holed = [1];
        holed[2] = 2;
        const values = [
            undefined,
            { a: undefined },
            [undefined],
            holed,
            1n,
            Number.NaN,
            Infinity,
            () => 1,
            Symbol('a'),
        ];
        for (const value of [...values, new Date(0), new Map(), '\ud800', { '\udc00': 1 }, ['a\ud800']]) {
            expect(
                code(() => jcs(value)),
                String(typeof value),
            ).to.equal('CREDENTIAL_NOT_JSON');
        }
    });
});

describe('strict JSON', () => {
    it('reads what JSON.parse reads', () => {
        fc.assert(
            fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 3 }), (value, indent) => {
                expect(parseStrictJson(JSON.stringify(value, undefined, indent))).to.deep.equal(
                    JSON.parse(JSON.stringify(value)),
                );
            }),
        );
    });

    it('refuses a member that stands twice, at any depth and however it is written', () => {
        for (const text of [
            '{"a":1,"a":1}',
            '{"a":1,"\\u0061":2}',
            '[{"x":{"b":[], "b" \n\t: 2}}]',
            '{"__proto__":1,"__proto__":2}',
            '{"a":{"a":1},"a":2}',
        ]) {
            expect(
                code(() => parseStrictJson(text)),
                text,
            ).to.equal('CREDENTIAL_NOT_JSON');
        }
        expect(parseStrictJson('{"a":{"a":["a","a"]},"b":"a:","c":"\\"a\\":"}')).to.deep.equal({
            a: { a: ['a', 'a'] },
            b: 'a:',
            c: '"a":',
        });
    });

    it('refuses what is no JSON', () => {
        for (const text of ['', '{', "{'a':1}", '{"a":1}x', '{"a":1,}', 'undefined', 'NaN', '\ufeff{}']) {
            expect(
                code(() => parseStrictJson(text)),
                text,
            ).to.equal('CREDENTIAL_NOT_JSON');
        }
    });
});
