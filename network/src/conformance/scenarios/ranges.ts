import type { Scenario } from '../scenario.js';
import { TWO } from '../topology.js';

/** Ranges, pages, composite keys, rich queries: what they give, and what may not follow them. */
export const ranges: Scenario = {
    name: 'ranges',
    run: async (stage) => {
        const key = (name: string) => stage.key(name);
        const [from, to] = [key('a'), key('z')];
        for (const name of ['a', 'b', 'c', 'd', 'e']) {
            await stage.submit(`write ${name}`, TWO, ['put', key(name), name]);
        }
        await stage.evaluate('a range', TWO, ['range', key('b'), key('d')]);
        await stage.evaluate('an empty range', TWO, ['range', key('x'), key('z')]);
        await stage.evaluate('a range that ends before it starts', TWO, ['range', key('d'), key('b')]);
        await stage.evaluate('a page', TWO, ['page', from, to, '2', '']);
        await stage.evaluate('the next page', TWO, ['page', from, to, '2', key('c')]);
        await stage.evaluate('the last page', TWO, ['page', from, to, '2', key('e')]);
        await stage.evaluate('a page as long as the range', TWO, ['page', from, key('f'), '5', '']);
        await stage.evaluate('a page longer than the range', TWO, ['page', from, key('f'), '50', '']);
        await stage.evaluate('a page from a bookmark beyond the end', TWO, ['page', from, key('c'), '2', key('d')]);
        await stage.evaluate('a page of size 0', TWO, ['page', from, to, '0', '']);
        await stage.evaluate('a page of negative size', TWO, ['page', from, to, '-1', '']);
        await stage.both('a page, then a write', TWO, ['pageThenPut', from, to, '2', key('w')]);
        await stage.both('a write, then a page', TWO, ['putThenPage', from, to, '2', key('w')]);
        await stage.submit('a page alone', TWO, ['page', from, to, '2', '']);
        await stage.submit('a range, then a write into it', TWO, ['rangeThenPut', from, to, key('f')]);
        await stage.both('the first of a range, then a write', TWO, ['first', from, to, key('seen')]);

        const overtaken = async (title: string, call: readonly string[], by: readonly string[]): Promise<void> => {
            await stage.step(title, async () => {
                const first = await stage.endorse(TWO, call);
                await stage.commit(TWO, by);
                return (await stage.settle(await first.submit())).code;
            });
        };
        const whole = ['rangeThenPut', from, key('m')];
        await overtaken('a phantom: a new key in the range', [...whole, key('x1')], ['put', key('g'), 'g']);
        await overtaken('a phantom: a key of the range deleted', [...whole, key('x2')], ['delete', key('g')]);
        await overtaken('a phantom: a key of the range changed', [...whole, key('x3')], ['put', key('a'), 'A']);
        const first = ['first', from, key('m'), key('x4')];
        await overtaken('beyond what was read of a range', first, ['put', key('h'), 'h']);
        const part = ['rangeThenPut', from, key('c'), key('x5')];
        await overtaken('outside of the range', part, ['put', key('d'), 'D']);

        await stage.submit('a house', TWO, ['putComposite', key('house'), 'east', '1']);
        await stage.submit('a second house', TWO, ['putComposite', key('house'), 'east', '2']);
        await stage.submit('a third house', TWO, ['putComposite', key('house'), 'west', '1']);
        await stage.evaluate('houses', TWO, ['partial', key('house')]);
        await stage.evaluate('houses of the east', TWO, ['partial', key('house'), 'east']);
        await stage.evaluate('houses of nowhere', TWO, ['partial', key('house'), 'north']);
        await stage.evaluate('a page of houses', TWO, ['partialPage', '2', '', key('house')]);
        await stage.evaluate('composite keys are not among simple ones', TWO, ['range', key('h'), key('i')]);
        await stage.both('a rich query', TWO, ['query', '{"selector":{}}']);
        await stage.evaluate('a page of a rich query', TWO, ['queryPage', '{"selector":{}}', '2']);
        await stage.submit('many keys', TWO, ['putMany', key('many'), '150']);
        await stage.evaluate('a range in several portions', TWO, ['rangeSize', key('many'), key('many~')]);
        await stage.onPeers('state afterwards', TWO, ['range', from, key('many')]);
    },
};
