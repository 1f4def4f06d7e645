import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { Market } from './market.js';
import { eventually, type Stage } from './stage.js';
import { VAULT } from './topology.js';

/** What every build of the contract of goods does, whatever its language. */
export function chaincodeSuite(stage: () => Stage, chaincode: string, words: LanguageWords): void {
    describe(`the chaincode ${chaincode}`, () => {
        let market: Market;

        before(async () => {
            market = new Market(await stage().network(), chaincode);
        });

        it('writes, reads and deletes, and says what it does not find', async () => {
            await market.tell('put', 'tea', '绿茶 <&> "1"');
            expect(await market.ask('get', 'tea')).to.equal('绿茶 <&> "1"');
            await market.tell('remove', 'tea');
            expect(await market.refusal(market.ask('get', 'tea'))).to.deep.equal([
                'chaincode response 500, GOODS_UNKNOWN: there is nothing under "tea"',
            ]);
        });

        it('lists ranges, shelves and pages', async () => {
            for (const [key, value] of [
                ['k1', 'one'],
                ['k2', 'two <2>'],
                ['k3', 'three'],
            ] as const) {
                await market.tell('put', key, value);
                await market.tell('shelve', 'top', key, value);
            }
            const items = [
                { key: 'k1', value: 'one' },
                { key: 'k2', value: 'two <2>' },
                { key: 'k3', value: 'three' },
            ];
            expect(await market.ask('range', 'k', 'l')).to.equal(JSON.stringify(items));
            expect(await market.ask('range', 'x', 'y')).to.equal('[]');
            expect(await market.ask('shelf', 'top')).to.equal(JSON.stringify(items));
            expect(await market.ask('page', 'k', 'l', '2', '')).to.equal(
                JSON.stringify({ items: items.slice(0, 2), fetched: 2, bookmark: 'k3' }),
            );
            expect(await market.ask('page', 'k', 'l', '2', 'k3')).to.equal(
                JSON.stringify({ items: items.slice(2), fetched: 1, bookmark: '' }),
            );
        });

        it('tells the history of a key, the newest first', async () => {
            await market.tell('put', 'aged', 'young');
            await market.tell('put', 'aged', 'old');
            await market.tell('remove', 'aged');
            const changes: { value: string; deleted: boolean }[] = JSON.parse(await market.ask('history', 'aged'));
            expect(changes.map(({ value, deleted }) => [value, deleted])).to.deep.equal([
                ['', true],
                ['old', false],
                ['young', false],
            ]);
        });

        it('keeps private data to its members, shows its hash, and purges it', async () => {
            await market.confide('12 jiao', 'hide', VAULT, 'price');
            expect(await market.ask('reveal', VAULT, 'price')).to.equal('12 jiao');
            expect(await market.ask('fingerprint', VAULT, 'price')).to.equal(
                createHash('sha256').update('12 jiao').digest('hex'),
            );
            expect(await market.ask('hiddenRange', VAULT, 'p', 'q')).to.equal('[{"key":"price","value":"12 jiao"}]');
            await market.tell('forget', VAULT, 'price');
            expect(await market.ask('reveal', VAULT, 'price')).to.equal('');
            expect(await market.refusal(market.tell('hide', VAULT, 'price'))).to.deep.equal([
                'chaincode response 500, GOODS_TRANSIENT: the transient field value is missing',
            ]);
        });

        it('knows its transaction and its caller', async () => {
            const facts: Record<string, unknown> = JSON.parse(await market.ask('tell'));
            expect(facts).to.include({ channel: 'fair', mspId: 'AlphaMSP', name: 'trader@alpha' });
            expect(facts['txId']).to.match(/^[0-9a-f]{64}$/);
            expect(facts['binding']).to.match(/^[0-9a-f]{64}$/);
            expect(Math.abs(Date.now() - Number(facts['timestamp']))).to.be.lessThan(60_000);
        });

        it('names who must endorse a key, in bytes that every language reads', async () => {
            await market.tell('put', 'seal', 'wax');
            await market.tell('guard', 'seal', 'AlphaMSP');
            expect(await market.ask('guards', 'seal')).to.equal('["AlphaMSP"]');
        });

        it('passes on its own words when it refuses, and writes nothing', async () => {
            expect(await market.refusal(market.tell('refuse', 'NOT_TODAY: 今天不行'))).to.deep.equal([
                'chaincode response 500, NOT_TODAY: 今天不行',
            ]);
            expect(await market.refusal(market.ask('get', 'refused'))).to.deep.equal([
                'chaincode response 500, GOODS_UNKNOWN: there is nothing under "refused"',
            ]);
        });

        it('passes on the words of its library about wrong calls', async () => {
            expect(await market.refusal(market.ask('dance'))).to.deep.equal([
                `chaincode response 500, ${words.unknownFunction}`,
            ]);
            const [said = ''] = await market.refusal(market.ask('get'));
            expect(said).to.match(words.wrongArguments);
        });

        it('carries values of several megabytes', async () => {
            const large = 'x'.repeat(3 * 1024 * 1024);
            await market.tell('put', 'large', large);
            expect((await market.ask('get', 'large')).length).to.equal(large.length);
        });

        it('serves many callers at once', async () => {
            const numbers = Array.from({ length: 40 }, (_, index) => String(index));
            await Promise.all(numbers.map((number) => market.tell('put', `crowd${number}`, number)));
            const read = await Promise.all(numbers.map((number) => market.ask('get', `crowd${number}`)));
            expect(read).to.deep.equal(numbers);
        });

        it('is found again after it ended in the middle of a call', async () => {
            await market.tell('put', 'kept', 'on the ledger');
            const [said = ''] = await market.refusal(market.askAt('AlphaMSP', 'crash'));
            expect(said).to.match(
                /^error in simulation: failed to execute transaction [0-9a-f]{64}: error sending: chaincode stream terminated$/,
            );
            // Named, because any other organisation's peer would answer in its place.
            await eventually(
                async () => (await market.askAt('AlphaMSP', 'get', 'kept').catch(() => '')) === 'on the ledger',
            );
            await market.tell('put', 'kept', 'still');
        });
    });
}

/** What the contract library of a language says about wrong calls. */
export type LanguageWords = Readonly<{ unknownFunction: string; wrongArguments: RegExp }>;

export const GO: LanguageWords = {
    unknownFunction: 'Function dance not found in contract goods',
    wrongArguments: /chaincode response 500, incorrect number of params\. Expected 1, received 0/i,
};
export const JAVA: LanguageWords = {
    unknownFunction: 'Undefined contract method called',
    wrongArguments: /chaincode response 500, /,
};
