import type { Scenario } from '../scenario.js';
import { LONE, TWO } from '../topology.js';

/** An organisation with two peers, one of which is down: the other takes over; and one whose only peer is down. */
export const peersDown: Scenario = {
    name: 'peers-down',
    run: async (stage) => {
        const { channel } = stage;
        const secret = { transient: { value: 'secret' }, endorsers: ['AlphaMSP', 'BetaMSP'] };
        const other = { gateway: 'peer1.alpha' };
        await stage.submit('through the second peer', TWO, ['put', stage.key('a'), '1'], other);
        await stage.stopNode('peer0.alpha');
        await stage.until(async () => {
            await stage.endorse(TWO, ['noop'], other);
            await stage.endorse(TWO, ['putPrivate', 'pair', stage.key('p')], { ...other, ...secret });
            return true;
        }, 'the second peer to do without the first');
        await stage.evaluate('an evaluation at the organisation', LONE, ['organisation'], {
            organisation: 'beta',
            endorsers: ['AlphaMSP'],
        });
        await stage.submit('a transaction of the organisation', TWO, ['put', stage.key('a'), '2'], {
            ...other,
            endorsers: ['AlphaMSP', 'BetaMSP'],
        });
        await stage.submit('a transaction from another organisation', TWO, ['put', stage.key('a'), '3'], {
            organisation: 'beta',
            endorsers: ['AlphaMSP', 'BetaMSP'],
        });
        await stage.submit('private data', TWO, ['putPrivate', 'pair', stage.key('p')], {
            ...other,
            ...secret,
        });
        await stage.startNode('peer0.alpha');
        await stage.atRest();
        await stage.onPeers('state when it is back', TWO, ['dump', stage.key('')]);
        await stage.until(async () => {
            const response = await stage.ask('peer0.alpha', {
                chaincode: TWO,
                args: ['getPrivate', 'pair', stage.key('p')],
            });
            return response.getResponse()?.getStatus() === 200;
        }, 'the private data to come');
        await stage.onPeers(
            'private data when it is back',
            TWO,
            ['getPrivate', 'pair', stage.key('p')],
            ['peer0.alpha', 'peer1.alpha', 'peer0.beta'],
        );

        await stage.stopNode('peer0.gamma');
        await stage.until(async () => {
            await stage.endorse(TWO, ['noop']);
            return true;
        }, 'the others to do without the third organisation');
        await stage.submit('two of three are enough', TWO, ['put', stage.key('b'), '1']);
        await stage.startNode('peer0.gamma');
        await stage.atRest();
        await stage.evaluate('the third is back', LONE, ['call', TWO, channel, 'get', stage.key('b')], {
            endorsers: ['GammaMSP'],
        });
    },
};
