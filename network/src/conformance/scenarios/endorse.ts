import type { Scenario } from '../scenario.js';
import type { Stage } from '../stage.js';
import { LONE, MOVING, TWO } from '../topology.js';

/** Collecting endorsements: who is asked, what happens when they refuse or disagree. */
export const endorse: Scenario = {
    name: 'endorse',
    run: async (stage) => {
        await collected(stage, 'any one organisation', LONE, ['put', stage.key('a'), '1']);
        await collected(stage, 'any one organisation, from gamma', LONE, ['put', stage.key('a'), '1'], 'gamma');
        await stage.step('two organisations', async () => {
            const transaction = await stage.endorse(TWO, ['put', stage.key('b'), '1']);
            return stage.text(transaction.getResult());
        });
        await stage.submit('two named organisations', TWO, ['put', stage.key('c'), '1'], {
            endorsers: ['BetaMSP', 'GammaMSP'],
        });
        await stage.submit('three named organisations', TWO, ['put', stage.key('d'), '1'], {
            endorsers: ['AlphaMSP', 'BetaMSP', 'GammaMSP'],
        });
        await stage.submit('too few named organisations', TWO, ['put', stage.key('e'), '1'], {
            endorsers: ['AlphaMSP'],
        });
        await stage.submit('an unknown organisation', TWO, ['noop'], { endorsers: ['NobodyMSP'] });
        await stage.submit('a known and two unknown organisations', TWO, ['noop'], {
            endorsers: ['AlphaMSP', 'ZebraMSP', 'AnyMSP'],
        });
        await stage.submit('an organisation that does not run the chaincode', MOVING, ['put', stage.key('g'), '1'], {
            endorsers: ['GammaMSP'],
        });
        await stage.submit('from an organisation that does not run the chaincode', MOVING, ['echo', 'x'], {
            organisation: 'gamma',
        });
        await stage.submit('an error of all', TWO, ['fail', 'never']);
        await stage.submit('an error of all, named', TWO, ['fail', 'never'], { endorsers: ['BetaMSP', 'GammaMSP'] });
        await stage.submit('an error without a message', LONE, ['fail', '']);
        await stage.submit('an error after a write', TWO, ['putAndFail', stage.key('h')]);
        for (const status of ['200', '399', '400', '500']) {
            await stage.submit(`a response of status ${status}`, LONE, [
                'putAndAnswer',
                stage.key(status),
                status,
                'said',
            ]);
        }
        await stage.submit('an error of another organisation: a third one helps', TWO, [
            'failAt',
            'BetaMSP',
            stage.key('i'),
        ]);
        await stage.submit('an error of the own organisation', TWO, ['failAt', 'AlphaMSP', stage.key('j')]);
        await stage.submit('an error of two organisations', TWO, ['failAt', 'BetaMSP,GammaMSP', stage.key('k')]);
        await stage.submit('one of two named refuses', TWO, ['failAt', 'GammaMSP', stage.key('l')], {
            endorsers: ['AlphaMSP', 'GammaMSP'],
        });
        await stage.submit('results that differ', TWO, ['differ', stage.key('m')], {
            endorsers: ['AlphaMSP', 'BetaMSP'],
        });
        await stage.onPeers('state afterwards', TWO, ['dump', stage.key('')]);
        await stage.onPeers('state of the other chaincode', LONE, ['dump', stage.key('')]);
    },
};

async function collected(
    stage: Stage,
    title: string,
    chaincode: string,
    call: readonly string[],
    organisation: 'alpha' | 'gamma' = 'alpha',
): Promise<void> {
    await stage.step(title, async () =>
        stage.text((await stage.endorse(chaincode, call, { organisation })).getResult()),
    );
}
