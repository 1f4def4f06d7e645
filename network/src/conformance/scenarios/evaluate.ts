import type { Scenario } from '../scenario.js';
import { LONE, TWO } from '../topology.js';

/** Questions through the gateway: answers, refusals, and whom it asks. */
export const evaluate: Scenario = {
    name: 'evaluate',
    run: async (stage) => {
        await stage.evaluate('an echo', LONE, ['echo', 'hello']);
        await stage.evaluate('nothing', LONE, ['noop']);
        await stage.evaluate('bytes', LONE, ['bytes', '00ff10']);
        await stage.evaluate('Chinese text', LONE, ['echo', '邻光 ☀']);
        await stage.evaluate('what the chaincode is told', LONE, ['told', 'a', ''], { transient: { b: '2', a: '1' } });
        await stage.evaluate('who calls', LONE, ['caller']);
        await stage.evaluate('who calls from another organisation', LONE, ['caller'], { organisation: 'gamma' });
        await stage.evaluate('a key that does not exist', LONE, ['get', stage.key('none')]);
        await stage.evaluate('a write, which is not kept', LONE, ['put', stage.key('k'), 'v']);
        await stage.evaluate('the key afterwards', LONE, ['get', stage.key('k')]);
        for (const mspId of ['AlphaMSP', 'BetaMSP', 'GammaMSP']) {
            await stage.evaluate(`at ${mspId}`, LONE, ['organisation'], { endorsers: [mspId] });
        }
        await stage.evaluate('at own organisation first', LONE, ['organisation'], { organisation: 'gamma' });
        await stage.evaluate('at an unknown organisation', LONE, ['noop'], { endorsers: ['NobodyMSP'] });
        await stage.evaluate('at two unknown organisations', LONE, ['noop'], { endorsers: ['ZebraMSP', 'AnyMSP'] });
        await stage.evaluate('an error', LONE, ['fail', 'no such luck']);
        await stage.evaluate('an error without a message', LONE, ['fail', '']);
        await stage.evaluate('an error in several lines', LONE, ['fail', 'first\nsecond\t错误']);
        await stage.evaluate('an error at another organisation', LONE, ['fail', 'far'], { endorsers: ['BetaMSP'] });
        for (const status of ['200', '201', '399', '400', '404', '499', '500', '0']) {
            await stage.evaluate(`a response of status ${status}`, LONE, ['answer', status, 'said', 'data']);
        }
        await stage.evaluate('an error of the own organisation only', TWO, ['failAt', 'AlphaMSP', stage.key('f')]);
        await stage.evaluate('a large answer', LONE, ['large', '3000000']);
    },
};
