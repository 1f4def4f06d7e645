import type { Scenario } from '../scenario.js';
import type { Stage } from '../stage.js';
import { LONE, TWO } from '../topology.js';

const data = (value: string) => ({ transient: { value } });
const MEMBERS = { endorsers: ['AlphaMSP', 'BetaMSP'] };

/** Private data: who may write and read it, and what others see. */
export const privateData: Scenario = {
    name: 'private-data',
    run: async (stage) => {
        const key = stage.key('k');
        await stage.submit('written by a member', TWO, ['putPrivate', 'pair', key], { ...data('one'), ...MEMBERS });
        await stage.submit('where the gateway chooses', TWO, ['putPrivate', 'pair', key], data('two'));
        await stage.evaluate('read', TWO, ['getPrivate', 'pair', key]);
        await stage.evaluate('read at the other member', TWO, ['getPrivate', 'pair', key], { endorsers: ['BetaMSP'] });
        await stage.both('read at a stranger', TWO, ['getPrivate', 'pair', key], { endorsers: ['GammaMSP'] });
        const gamma = { organisation: 'gamma' } as const;
        await stage.evaluate('read by a stranger', TWO, ['getPrivate', 'pair', key], {
            ...gamma,
            endorsers: ['AlphaMSP'],
        });
        await stage.submit('written by a stranger', TWO, ['putPrivate', 'pair', key], {
            ...data('x'),
            ...gamma,
            ...MEMBERS,
        });
        await stage.submit('an open one by a stranger', TWO, ['putPrivate', 'open', key], {
            ...data('four'),
            ...gamma,
            ...MEMBERS,
        });
        await stage.evaluate('an open one read by a stranger', TWO, ['getPrivate', 'open', key], {
            ...gamma,
            endorsers: ['BetaMSP'],
        });
        await stage.onPeers('hash on every peer', TWO, ['hashOfPrivate', 'pair', key]);
        await stage.onPeers('hash of nothing', TWO, ['hashOfPrivate', 'pair', stage.key('nothing')]);
        await stage.evaluate('an absent key', TWO, ['getPrivate', 'pair', stage.key('nothing')]);
        await stage.both('a collection that does not exist', TWO, ['getPrivate', 'nowhere', key]);
        await stage.both('writing into it', TWO, ['putPrivate', 'nowhere', key], data('x'));
        await stage.evaluate('hash in it', TWO, ['hashOfPrivate', 'nowhere', key]);
        await stage.evaluate('a collection without a name', TWO, ['getPrivate', '', key]);
        await stage.evaluate('an empty key', TWO, ['getPrivate', 'pair', '']);
        await stage.evaluate('a chaincode without collections', LONE, ['getPrivate', 'pair', key]);
        const own = '_implicit_org_AlphaMSP';
        await stage.both('the own implicit collection', TWO, ['putPrivate', own, key], {
            ...data('mine'),
            endorsers: ['AlphaMSP'],
        });
        await stage.evaluate('reading it', TWO, ['getPrivate', own, key]);
        await stage.evaluate("another's", TWO, ['getPrivate', '_implicit_org_BetaMSP', key], {
            endorsers: ['BetaMSP'],
        });
        await stage.evaluate('the implicit collection of nobody', TWO, ['getPrivate', '_implicit_org_NobodyMSP', key]);
        await stage.submit('of a chaincode without others', LONE, ['putPrivate', own, key], {
            ...data('mine'),
            endorsers: ['AlphaMSP'],
        });

        await stage.submit('a read and a write', TWO, ['incrementPrivate', 'pair', stage.key('n')], MEMBERS);
        await stage.step('two of them in flight', async () => {
            const first = await stage.endorse(TWO, ['incrementPrivate', 'pair', stage.key('n')], MEMBERS);
            await stage.commit(TWO, ['incrementPrivate', 'pair', stage.key('n')], MEMBERS);
            return (await stage.settle(await first.submit())).code;
        });
        await stage.submit(
            'a hash that strangers check',
            TWO,
            ['checkHashThenPut', 'pair', key, stage.key('checked')],
            {
                endorsers: ['BetaMSP', 'GammaMSP'],
            },
        );
        await stage.evaluate('a private range', TWO, ['privateRange', 'pair', stage.key(''), stage.key('~')]);
        await stage.both(
            'a private range, then a write',
            TWO,
            ['privateRangeThenPut', 'pair', stage.key('w')],
            MEMBERS,
        );
        await stage.both(
            'a write, then a private range',
            TWO,
            ['putThenPrivateRange', 'pair', stage.key('w')],
            MEMBERS,
        );
        await stage.evaluate('a private range at a stranger', TWO, ['privateRange', 'pair', '', ''], {
            endorsers: ['GammaMSP'],
        });
        await stage.evaluate('a rich private query', TWO, ['privateQuery', 'pair', '{"selector":{}}']);
        await stage.onPeers('state afterwards', TWO, ['dump', stage.key('')]);
    },
};

/** How private data ends: deletion, purge, expiry. */
export const privateDataEnds: Scenario = {
    name: 'private-data-ends',
    run: async (stage) => {
        const key = stage.key('k');
        await stage.submit('written', TWO, ['putPrivate', 'pair', key], { ...data('one'), ...MEMBERS });
        await stage.submit('written, another', TWO, ['putPrivate', 'pair', stage.key('d')], {
            ...data('two'),
            ...MEMBERS,
        });
        await stage.submit('a deletion', TWO, ['deletePrivate', 'pair', stage.key('d')], MEMBERS);
        await members(stage, 'read after deletion', stage.key('d'));
        await stage.onPeers('hash after deletion', TWO, ['hashOfPrivate', 'pair', stage.key('d')]);
        await stage.submit('a purge', TWO, ['purgePrivate', 'pair', key], MEMBERS);
        await members(stage, 'read after the purge', key);
        await stage.onPeers('hash after the purge', TWO, ['hashOfPrivate', 'pair', key]);
        await stage.submit('a purge of what was deleted', TWO, ['purgePrivate', 'pair', stage.key('d')], MEMBERS);
        await stage.submit('a purge of nothing', TWO, ['purgePrivate', 'pair', stage.key('nothing')], MEMBERS);
        await stage.both('a purge in a collection that does not exist', TWO, ['purgePrivate', 'nowhere', key]);
        await stage.submit('a purge by a stranger', TWO, ['purgePrivate', 'pair', key], {
            ...MEMBERS,
            organisation: 'gamma',
        });
        await stage.submit('written again', TWO, ['putPrivate', 'pair', key], { ...data('again'), ...MEMBERS });
        await members(stage, 'read again', key);
        await stage.step('a purge overtakes a change', async () => {
            const change = await stage.endorse(TWO, ['incrementPrivate', 'pair', key], MEMBERS);
            await stage.commit(TWO, ['purgePrivate', 'pair', key], MEMBERS);
            return (await stage.settle(await change.submit())).code;
        });

        await stage.submit('data that expires', TWO, ['putPrivate', 'brief', key], { ...data('short'), ...MEMBERS });
        for (let block = 1; block <= 4; block++) {
            await stage.submit(`${block} blocks later`, LONE, ['put', stage.key('tick'), String(block)]);
            await stage.evaluate(`read after ${block} blocks`, TWO, ['getPrivate', 'brief', key]);
        }
        await stage.onPeers('hash of what expired', TWO, ['hashOfPrivate', 'brief', key]);
    },
};

/** The peers of both members, which hold the data. */
async function members(stage: Stage, title: string, key: string): Promise<void> {
    await stage.onPeers(title, TWO, ['getPrivate', 'pair', key], ['peer0.alpha', 'peer1.alpha', 'peer0.beta']);
}
