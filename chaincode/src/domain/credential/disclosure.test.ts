import { expect } from 'chai';
import fc from 'fast-check';
import { hexBytes } from '../crypto.js';
import { codeOf } from '../problems.js';
import { SAMPLE_DID, sampleCertificate, sampleKey, sampleSign } from '../testing/credential.js';
import { hash, hmac, verifyEs256 } from '../testing/crypto.js';
import { methodsOf } from './did.js';
import { DISCLOSURE_STEPS, type DisclosureLeaf, DisclosureTree, disclosureLeaves } from './disclosure.js';
import { bucketsOf, intervalsOf, monthRange } from './intervals.js';
import { parseToken, signToken } from './jwt.js';
import { intervalsBetween, type Presentation, present, statementOf, verifyPresentation } from './presentation.js';

const sample = sampleCertificate();
const crypto = { hash, verify: verifyEs256 };
const at = '2026-04-01T00:00:00Z';
const START = '2026-02-28T16:00:00Z';
const show = (wanted: (leaf: DisclosureLeaf) => boolean) => present(sample.holder, wanted, { hash, hmac });
const read = (shown: unknown, keys = [sampleKey]) =>
    verifyPresentation(JSON.parse(JSON.stringify(shown)), { did: SAMPLE_DID, keys, at }, crypto);
function code(run: () => unknown): string {
    try {
        run();
    } catch (error) {
        return (error instanceof Error ? codeOf(error.message) : undefined) ?? String(error);
    }
    return 'accepted';
}
const anna = sample.settlements.flatMap(({ lines }) => lines.filter(({ participant }) => participant === 'anna'));
const used = anna.reduce((sum, { imported }) => sum + (imported ?? 0), 0);
const localSolar = anna
    .flatMap(({ bought, zone }) => bought.filter((trade) => trade.source === 'solar' && trade.zone === zone))
    .reduce((sum, { wh }) => sum + wh, 0);

describe('selective disclosure', () => {
    it('proves "more than 55 % local solar" by one statement that holds no energy', () => {
        const share = (localSolar * 10_000) / used;
        const step = Math.max(...DISCLOSURE_STEPS.filter((one) => share > one));
        const shown = show(statementOf({ metric: 'localSolar', moreThanBp: step, span: 'period', start: START }));
        expect(read(shown).leaves).to.deep.equal([
            {
                kind: 'statement',
                span: 'period',
                start: START,
                end: '2026-03-01T16:00:00Z',
                metric: 'localSolar',
                moreThanBp: step,
                holds: true,
            },
        ]);
        const text =
            JSON.stringify(shown) + JSON.stringify(parseToken(shown.commitment, 'linguang-disclosure+jwt').payload);
        expect(text).not.to.match(/Wh/);
        expect(text).not.to.include(sample.core.credentialSubject.certificateNumber);
        expect(text).not.to.include(String(used));
    });

    it('states of every step of the ladder whether it holds, by the exact sums', () => {
        const found = sample.holder.leaves.filter(
            (leaf) => leaf.kind === 'statement' && leaf.metric === 'localSolar' && leaf.span === 'period',
        );
        expect(found.map((leaf) => leaf.kind === 'statement' && leaf.holds)).to.deep.equal(
            DISCLOSURE_STEPS.map((step) => localSolar * 10_000 > used * step),
        );
    });

    it('does not prove what is not so', () => {
        const wanted = statementOf({ metric: 'localSolar', moreThanBp: 9500, span: 'period', start: START });
        expect(code(() => show(wanted))).to.equal('DISCLOSURE_INVALID');
    });

    it('shows two hours’ quarter-hours and no others', () => {
        const shown = show(intervalsBetween('2026-03-01T04:00:00Z', '2026-03-01T06:00:00Z'));
        const { leaves } = read(shown);
        const slots = leaves.map((leaf) => {
            const line = anna.filter(
                (one) => new Date(one.slot * 900_000).toISOString().slice(0, 19) === leaf.start.slice(0, 19),
            );
            return line.reduce((sum, { imported }) => sum + (imported ?? 0), 0);
        });
        expect(leaves).to.have.length(8);
        expect(leaves.map((leaf) => leaf.kind === 'interval' && leaf.consumedWh)).to.deep.equal(slots);
    });

    it('shows a day’s sum from the tree whose root is in the certificate', () => {
        const shown = show((leaf) => leaf.kind === 'sum' && leaf.span === 'day');
        const { leaves, commitment } = read(shown);
        expect(leaves[0]).to.include({ consumedWh: used, localSolarWh: localSolar });
        expect(commitment.root).to.equal(sample.core.credentialSubject.consumption.intervalRoot);
        expect(commitment.size).to.equal(sample.core.credentialSubject.consumption.intervalTreeSize);
    });

    it('fails for any leaf, salt, place or path changed, another leaf’s proof, a leaf twice, and an unsigned root', () => {
        const shown = show((leaf) => leaf.kind === 'sum');
        const [first, second] = shown.disclosed;
        if (first === undefined || second === undefined || first.leaf.kind !== 'sum') {
            throw new Error('two sums are expected');
        }
        const withFirst = (changed: object): unknown => ({ ...shown, disclosed: [{ ...first, ...changed }] });
        for (const changed of [
            { leaf: { ...first.leaf, matchedWh: first.leaf.matchedWh + 1 } },
            { leaf: { ...first.leaf, start: '2026-02-28T16:15:00Z' } },
            { leaf: second.leaf },
            { salt: second.salt },
            { index: second.index },
            { path: second.path },
            { path: first.path.slice(1) },
            { path: [...first.path, first.path[0]] },
            { path: [...first.path].reverse() },
        ]) {
            expect(
                code(() => read(withFirst(changed))),
                JSON.stringify(changed),
            ).to.equal('DISCLOSURE_INVALID');
        }
        expect(code(() => read({ ...shown, disclosed: [first, first] }))).to.equal('DISCLOSURE_INVALID');
        for (const changed of [
            { leaf: { ...first.leaf, extra: 1 } },
            { extra: 1 },
            { leaf: { ...first.leaf, matchedWh: 1.5 } },
        ]) {
            expect(code(() => read(withFirst(changed)))).to.equal('CREDENTIAL_SCHEMA');
        }
        expect(code(() => read(withFirst({ leaf: { kind: 'wish' } })))).to.equal('CREDENTIAL_SCHEMA');
        expect(code(() => read({ ...shown, disclosed: [] }))).to.equal('CREDENTIAL_SCHEMA');
        const [head = '', payload = '', signature = ''] = shown.commitment.split('.');
        const forged = Buffer.from(
            JSON.stringify({ ...parseToken(shown.commitment, 'linguang-disclosure+jwt').payload, size: 9 }),
        );
        expect(
            code(() => read({ ...shown, commitment: `${head}.${forged.toString('base64url')}.${signature}` })),
        ).to.equal('CREDENTIAL_SIGNATURE');
        expect(code(() => read({ ...shown, commitment: `${head}.${payload}.` }))).to.equal('CREDENTIAL_SCHEMA');
        expect(code(() => read({ ...shown, commitment: sample.token }))).to.equal('CREDENTIAL_JWT');
        expect(code(() => read(shown, []))).to.equal('CREDENTIAL_KEY_UNKNOWN');
    });

    it('cannot pass a summary’s commitment for a certificate’s, which has a status', () => {
        const shown = show((leaf) => leaf.kind === 'sum');
        const payload = parseToken(shown.commitment, 'linguang-disclosure+jwt').payload;
        const { token } = methodsOf(SAMPLE_DID, sampleKey.kid);
        const resigned = (changes: object): Presentation => ({
            ...shown,
            commitment: signToken({ ...payload, ...changes }, 'linguang-disclosure+jwt', token, sampleSign),
        });
        expect(code(() => read(resigned({})))).to.equal('accepted');
        expect(code(() => read(resigned({ credentialStatus: [] })))).to.equal('DISCLOSURE_INVALID');
        expect(code(() => read(resigned({ scope: 'summary' })))).to.equal('DISCLOSURE_INVALID');
        expect(code(() => read(resigned({ scope: 'summary', credentialStatus: [], validUntil: at })))).to.equal(
            'DISCLOSURE_INVALID',
        );
    });

    it('opens no leaf without its salt: of two leaves that say the same the hashes differ', () => {
        const same = Array.from(
            { length: 4 },
            (): DisclosureLeaf => ({
                kind: 'statement',
                span: 'day',
                start: START,
                end: START,
                metric: 'solar',
                moreThanBp: 0,
                holds: false,
            }),
        );
        const tree = new DisclosureTree(same, hexBytes('00'.repeat(32)), { hash, hmac });
        const siblings = tree.disclose(() => true).map(({ path }) => path[0]);
        expect(new Set(siblings).size).to.equal(4);
    });

    it('has as many leaves for a holiday as for a feast: the size tells nothing', () => {
        const { basis, rules } = sample.facts;
        const none = disclosureLeaves(intervalsOf([], basis.period), basis.period, rules.utcOffsetMinutes);
        expect(none.length).to.equal(sample.holder.leaves.length);
        expect(none.filter((leaf) => leaf.kind === 'statement' && leaf.holds)).to.deep.equal([]);
    });

    it('states nothing where a reading is unknown', () => {
        const { basis, rules, lines } = sample.facts;
        const unknown = lines.map((one, index) =>
            index === 0 ? { ...one, line: { ...one.line, imported: null } } : one,
        );
        const leaves = disclosureLeaves(intervalsOf(unknown, basis.period), basis.period, rules.utcOffsetMinutes);
        expect(leaves.filter((leaf) => leaf.kind === 'statement' && leaf.holds && leaf.span === 'day')).to.deep.equal(
            [],
        );
    });
});

describe('hours, days and months of a zone', () => {
    it('cut any period without gap or overlap, each whole one inside it', () => {
        const from = fc.integer({ min: 1_900_000, max: 2_000_000 });
        fc.assert(
            fc.property(
                from,
                fc.integer({ min: 1, max: 1500 }),
                fc.constantFrom(-720, -210, 0, 345, 480),
                fc.constantFrom('interval', 'hour', 'day', 'month'),
                (first, length, offset, resolution) => {
                    const period = { from: first, to: first + length } as Parameters<typeof bucketsOf>[0];
                    const buckets = bucketsOf(period, resolution, offset);
                    expect(buckets[0]?.from).to.equal(first);
                    expect(buckets.at(-1)?.to).to.equal(first + length);
                    for (const [index, bucket] of buckets.entries()) {
                        expect(bucket.from).to.equal(buckets[index - 1]?.to ?? first);
                        const names = [bucket.from, bucket.to - 1].map((slot) => nameOf(slot, offset, resolution));
                        expect(names[0]).to.equal(names[1]);
                        const outside = [bucket.from - 1, bucket.to].map((slot) => nameOf(slot, offset, resolution));
                        expect(outside.every((name) => name !== names[0])).to.equal(bucket.whole);
                    }
                },
            ),
            { numRuns: 60 },
        );
    });

    it('know the months of Shenzhen', () => {
        const march = monthRange('2026-03', 480);
        expect([march.from, march.to].map((slot) => new Date(slot * 900_000).toISOString())).to.deep.equal([
            '2026-02-28T16:00:00.000Z',
            '2026-03-31T16:00:00.000Z',
        ]);
        expect(monthRange('2026-12', 480).to).to.equal(monthRange('2027-01', 480).from);
    });

    function nameOf(slot: number, offset: number, resolution: string): string {
        const local = new Date(slot * 900_000 + offset * 60_000).toISOString();
        return local.slice(0, { interval: 16, hour: 13, day: 10, month: 7 }[resolution]);
    }
});
