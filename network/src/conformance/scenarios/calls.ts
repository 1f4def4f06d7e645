import type { Scenario } from '../scenario.js';
import { LONE, MOVING, TWO } from '../topology.js';

/** A chaincode that calls another: same channel, other channel, itself, errors, whose writes and policies count. */
export const calls: Scenario = {
    name: 'calls',
    run: async (stage) => {
        const { channel } = stage;
        const key = (name: string) => stage.key(name);
        await stage.both('an echo', TWO, ['call', LONE, channel, 'echo', 'a']);
        await stage.both('without a channel', TWO, ['call', LONE, '', 'echo', 'a']);
        await stage.both('an error', TWO, ['call', LONE, channel, 'fail', 'inside']);
        await stage.both('a response of status 400', TWO, ['call', LONE, channel, 'answer', '400', 'm', 'p']);
        await stage.both('a chaincode that does not exist', TWO, ['call', 'nowhere', channel, 'echo', 'a']);
        await stage.both('another channel', TWO, ['call', LONE, 'elsewhere', 'echo', 'a']);
        await stage.both('itself', TWO, ['call', TWO, channel, 'echo', 'a']);
        await stage.both('no function', TWO, ['call', LONE, channel]);
        await stage.both('a chaincode that calls back', TWO, [
            'call',
            LONE,
            channel,
            'call',
            TWO,
            channel,
            'echo',
            'deep',
        ]);
        await stage.evaluate('qscc', TWO, ['call', 'qscc', channel, 'GetTransactionByID', channel, 'none']);
        await stage.evaluate('cscc', TWO, ['call', 'cscc', channel, 'GetChannels']);
        await stage.evaluate('_lifecycle', TWO, ['call', '_lifecycle', channel, 'Nothing']);
        await stage.submit('a write there', TWO, ['call', LONE, channel, 'put', key('there'), '1']);
        const there = ['call', TWO, channel];
        await stage.submit('a write there needs its policy too', LONE, [...there, 'put', key('two'), '1']);
        await stage.submit('a write there without its endorsers', LONE, [...there, 'put', key('two'), '2'], {
            endorsers: ['AlphaMSP'],
        });
        await stage.submit('a read there needs no policy', LONE, [...there, 'get', key('two')], {
            endorsers: ['AlphaMSP'],
        });
        const then = ['callThenPut', LONE, channel, key('after')];
        await stage.submit('an error there, then a write', TWO, [...then, 'fail', 'inside']);
        await stage.submit('a write and an error there, then a write', TWO, [...then, 'putAndFail', key('lost')]);
        const before = (chaincode: string, name: string) => ['putThenCall', chaincode, channel, key(name)];
        await stage.submit('one key in two chaincodes', TWO, [...before(LONE, 'same'), 'put', key('same'), 'other']);
        await stage.submit('its own write, seen through a call', TWO, [...before(TWO, 'own'), 'get', key('own')]);
        await stage.submit('its own key written through a call', TWO, [
            ...before(TWO, 'own'),
            'put',
            key('own'),
            'inner',
        ]);
        await stage.submit('a called chaincode that few run', TWO, ['call', MOVING, channel, 'put', key('m'), '1']);
        await stage.submit('private data of the called chaincode', LONE, [...there, 'putPrivate', 'pair', key('p')], {
            transient: { value: 'secret' },
            endorsers: ['AlphaMSP', 'BetaMSP'],
        });
        await stage.evaluate('read there', TWO, ['getPrivate', 'pair', key('p')]);
        await stage.step('a conflict in the called chaincode', async () => {
            const first = await stage.endorse(TWO, ['call', LONE, channel, 'increment', key('n')]);
            await stage.commit(LONE, ['increment', key('n')]);
            return (await stage.settle(await first.submit())).code;
        });
        await stage.onPeers('state afterwards', TWO, ['dump', key('')]);
        await stage.onPeers('state of the called chaincode', LONE, ['dump', key('')]);
    },
};
