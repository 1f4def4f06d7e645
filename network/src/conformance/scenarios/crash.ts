import type { Scenario } from '../scenario.js';
import { describeResponse } from '../stage.js';
import { TWO } from '../topology.js';

/** A chaincode process that ends in the middle of a call, is down, takes too long, and comes back. */
export const crash: Scenario = {
    name: 'chaincode-crash',
    run: async (stage) => {
        const place = 'two.beta';
        const back = async (): Promise<void> => {
            await stage.target.startChaincode(place);
            await stage.until(async () => {
                const response = await stage.ask('peer0.beta', { chaincode: TWO, args: ['noop'] });
                return response.getResponse()?.getStatus() === 200;
            }, 'the chaincode to answer again');
        };
        await stage.step('it ends in a call', async () =>
            describeResponse(await stage.ask('peer0.beta', { chaincode: TWO, args: ['crash'] }), stage),
        );
        await back();
        await stage.evaluate('it answers again', TWO, ['organisation'], { endorsers: ['BetaMSP'] });
        await stage.submit('it endorses again', TWO, ['put', stage.key('a'), '1'], {
            endorsers: ['AlphaMSP', 'BetaMSP'],
        });
        await stage.step('others take over from the one that ends', async () => {
            const response = await stage.ask('peer0.alpha', { chaincode: TWO, args: ['noop'] });
            return response.getResponse()?.getStatus() ?? 0;
        });

        await stage.target.stopChaincode(place);
        await stage.until(async () => {
            const response = await stage.ask('peer0.beta', { chaincode: TWO, args: ['noop'] }).catch(() => undefined);
            return response?.getResponse()?.getStatus() !== 200;
        }, 'the peer to miss it');
        await stage.step('it is down', async () =>
            describeResponse(await stage.ask('peer0.beta', { chaincode: TWO, args: ['noop'] }), stage),
        );
        await stage.submit('the others are enough', TWO, ['put', stage.key('b'), '1']);
        await stage.submit('it is needed', TWO, ['put', stage.key('c'), '1'], { endorsers: ['AlphaMSP', 'BetaMSP'] });
        await back();
        await stage.submit('it is back', TWO, ['put', stage.key('d'), '1'], { endorsers: ['AlphaMSP', 'BetaMSP'] });

        await stage.step('it takes too long', async () =>
            describeResponse(await stage.ask('peer0.beta', { chaincode: TWO, args: ['wait', '3600'] }), stage),
        );
        await stage.evaluate('it is there after that', TWO, ['echo', 'x'], { endorsers: ['BetaMSP'] });
        await stage.onPeers('state afterwards', TWO, ['dump', stage.key('')]);
    },
};
