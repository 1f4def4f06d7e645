import { expect } from 'chai';
import fc from 'fast-check';
import { type Slot, slot } from '../domain/index.js';
import {
    billKeys,
    certificateKeys,
    forwardKeys,
    type KeyKind,
    keys,
    lineKeys,
    logKeys,
    poolKeys,
    privateForwardKeys,
    privatePoolKeys,
    readingKeys,
} from './index.js';

const slots = fc.integer({ min: 0, max: 281_558_111 }).map(slot);
const numbers = (most: number) => fc.integer({ min: 0, max: most });
const identifiers = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
const sequences = fc.maxSafeNat();

/** A generator of parts for every kind of key. */
const parts: Readonly<Record<string, fc.Arbitrary<object>>> = {
    origin: fc.constant({}),
    rules: fc.record({ version: numbers(999_999) }),
    'rules-head': fc.constant({}),
    participant: fc.record({ participant: identifiers }),
    point: fc.record({ point: identifiers }),
    mandate: fc.record({ mandate: identifiers }),
    entry: fc.record({ from: slots, kind: identifiers, id: identifiers, sequence: sequences }),
    tariffs: fc.constant({}),
    gate: fc.record({ slot: slots }),
    'gate-head': fc.constant({}),
    close: fc.record({ slot: slots }),
    'close-head': fc.constant({}),
    book: fc.record({ day: numbers(3_000_000), shard: numbers(9999) }),
    'book-head': fc.constant({}),
    batch: fc.record({ slot: slots, transaction: identifiers }),
    late: fc.record({ slot: slots, transaction: identifiers }),
    slot: fc.record({ slot: slots }),
    correction: fc.record({ slot: slots, point: identifiers, number: numbers(9999) }),
    decided: fc.record({ decided: slots, slot: slots, point: identifiers, number: numbers(9999) }),
    'correction-entries': fc.record({ slot: slots, point: identifiers, number: numbers(9999) }),
    reading: fc.record({ slot: slots, transaction: identifiers }),
    lines: fc.record({ slot: slots, revision: numbers(99_999), shard: numbers(9999) }),
    seed: fc.record({ slot: slots, revision: numbers(99_999) }),
    order: fc.record({ slot: slots, point: identifiers, sequence: sequences }),
    opening: fc.record({ slot: slots, transaction: identifiers }),
    forward: fc.record({ slot: slots }),
    'match-proposal': fc.record({ slot: slots, transaction: identifiers }),
    sealed: fc.record({ slot: slots, commitment: identifiers }),
    opened: fc.record({ slot: slots, transaction: identifiers }),
    contracts: fc.record({ slot: slots, part: numbers(9999) }),
    'billed-day': fc.record({ day: numbers(3_000_000), shard: numbers(9999) }),
    'bill-month': fc.record({ month: identifiers }),
    bill: fc.record({ month: identifiers, participant: identifiers }),
    'feed-in': fc.record({ month: identifiers }),
    objection: fc.record({ month: identifiers, participant: identifiers, line: numbers(99_999) }),
    adjustment: fc.record({ slot: slots, participant: identifiers, reference: identifiers }),
    'month-sums': fc.record({ month: identifiers, shard: numbers(9999) }),
    'month-totals': fc.record({ month: identifiers }),
    'pool-list': fc.record({ from: slots, sequence: sequences }),
    'pool-opening': fc.record({ month: identifiers }),
    'pool-month': fc.record({ month: identifiers }),
    'pool-serving': fc.record({ from: slots }),
    'pool-served': fc.record({ from: slots }),
    'pool-reserved': fc.record({ slot: slots, revision: numbers(99_999) }),
    'pool-kept': fc.record({ digest: identifiers }),
    'pool-recipients': fc.record({ month: identifiers }),
    'pool-account': fc.record({ month: identifiers }),
    'bill-document': fc.record({ month: identifiers, participant: identifiers }),
    'objection-text': fc.record({ month: identifiers, participant: identifiers, line: numbers(99_999) }),
    'adjustment-amount': fc.record({ slot: slots, participant: identifiers, reference: identifiers }),
    plant: fc.record({ plant: identifiers }),
    certificate: fc.record({ number: identifiers }),
    claim: fc.record({ point: identifiers, day: numbers(3_000_000) }),
    scheme: fc.record({ scheme: identifiers, version: numbers(999_999) }),
    'status-entry': fc.record({ list: numbers(999_999), index: numbers(999_999) }),
    allocation: fc.record({ plant: identifiers, day: numbers(3_000_000), transaction: identifiers }),
    reservation: fc.record({ plant: identifiers, day: numbers(3_000_000) }),
    reconciliation: fc.record({ plant: identifiers, month: identifiers }),
    storage: fc.record({ device: identifiers }),
    'log-state': fc.constant({}),
    'tree-head': fc.record({ position: numbers(999_999_999_999) }),
    'log-entry': fc.record({ number: identifiers }),
    'log-key': fc.record({ org: identifiers, key: identifiers }),
    'split-view': fc.record({ digest: identifiers }),
    'storage-record': fc.record({ device: identifiers, slot: slots, kind: identifiers }),
};

const kinds: readonly KeyKind<object>[] = [
    ...Object.values(keys),
    ...Object.values(readingKeys),
    ...Object.values(lineKeys),
    ...Object.values(billKeys),
    ...Object.values(certificateKeys),
    ...Object.values(logKeys),
    ...Object.values(forwardKeys),
    ...Object.values(privateForwardKeys),
    ...Object.values(poolKeys),
    ...Object.values(privatePoolKeys),
];

describe('ledger keys', () => {
    it('have a generator in this test for every kind, and names of their own', () => {
        const names = kinds.map(({ name }) => name);
        expect(names).to.have.members(Object.keys(parts));
        expect(new Set(names).size).to.equal(names.length);
    });

    for (const kind of kinds) {
        it(`give back what ${kind.name} was built from, and to no other kind`, () => {
            fc.assert(
                fc.property(parts[kind.name] ?? fc.constant({}), (given) => {
                    const key = kind.build(given);
                    expect(kind.parse(key)).to.deep.equal({ ...given });
                    for (const other of kinds) {
                        if (other !== kind) {
                            expect(other.parse(key)).to.equal(undefined);
                        }
                    }
                }),
            );
        });
    }

    it('sort by slot first, as numbers do', () => {
        fc.assert(
            fc.property(fc.tuple(slots, identifiers), fc.tuple(slots, identifiers), ([one, first], [other, second]) => {
                fc.pre(one < other);
                const [low, high] = [
                    keys.batch.build({ slot: one, transaction: first }),
                    keys.batch.build({ slot: other, transaction: second }),
                ];
                expect(Buffer.compare(Buffer.from(low), Buffer.from(high))).to.equal(-1);
            }),
        );
    });

    it('hold in a range exactly the entries from its first to its last slot', () => {
        const entries = fc.record({
            from: fc.integer({ min: 90, max: 110 }).map(slot),
            kind: fc.constantFrom('choice', 'point', 'rules'),
            id: identifiers,
            sequence: numbers(20),
        });
        fc.assert(
            fc.property(fc.array(entries), numbers(30), numbers(30), (given, a, b) => {
                const [first, last] = [slot(85 + Math.min(a, b)), slot(85 + Math.max(a, b))];
                const inside = within(keys.entry, given, keys.entry.range({ from: first }, { from: last }));
                expect(inside).to.deep.equal(given.filter(({ from }) => from >= first && from <= last));
            }),
        );
    });

    it('hold in a range of whole keys both of its ends', () => {
        const given = [98, 99, 100, 101, 102].map((number) => ({ slot: slot(number) }));
        const range = keys.slot.range({ slot: slot(99) }, { slot: slot(101) });
        expect(within(keys.slot, given, range).map(({ slot: of }) => of)).to.deep.equal([99, 100, 101] as Slot[]);
    });

    it('keep the batches of one slot apart from those of any other, and heads out of every range', () => {
        fc.assert(
            fc.property(slots, fc.array(fc.record({ slot: slots, transaction: identifiers })), (wanted, given) => {
                const all = [...given, { slot: wanted, transaction: 'f00' }];
                const inside = within(keys.batch, all, keys.batch.range({ slot: wanted }));
                expect(inside).to.deep.equal(all.filter(({ slot: of }) => of === wanted));
            }),
        );
        const { start, end } = keys.rules.range({});
        expect(holds({ start, end }, keys.rules.build({ version: 1 }))).to.equal(true);
        expect(holds({ start, end }, keys.rulesHead.build({}))).to.equal(false);
    });

    it('refuse parts that would break their form', () => {
        expect(() => keys.participant.build({ participant: 'a~b' })).to.throw(RangeError);
        expect(() => keys.participant.build({ participant: '' })).to.throw(RangeError);
        expect(() => keys.book.build({ day: 1, shard: 10_000 })).to.throw(RangeError);
        expect(() => keys.entry.build({ from: slot(1), kind: 'k', id: 'i', sequence: -1 })).to.throw(RangeError);
        expect(keys.slot.parse('slot~12')).to.equal(undefined);
    });
});

function within<P>(kind: KeyKind<P>, given: readonly P[], range: { start: string; end: string }): readonly P[] {
    return given.filter((one) => holds(range, kind.build(one)));
}

/** As Fabric compares: bytes of UTF-8. */
function holds({ start, end }: { start: string; end: string }, key: string): boolean {
    return (
        Buffer.compare(Buffer.from(key), Buffer.from(start)) >= 0 &&
        Buffer.compare(Buffer.from(key), Buffer.from(end)) < 0
    );
}
