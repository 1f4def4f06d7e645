import type { Scenario } from '../scenario.js';
import { describeResponse } from '../stage.js';
import { LONE, TWO } from '../topology.js';

/** A peer that lacks blocks: what it answers, what its endorsements are worth, how it catches up. */
export const heights: Scenario = {
    name: 'peers-at-different-heights',
    run: async (stage) => {
        const lagging = 'peer0.beta';
        await stage.submit('a value', TWO, ['put', stage.key('a'), 'old']);
        await stage.submit('a count', LONE, ['put', stage.key('n'), '1']);
        let late: Awaited<ReturnType<typeof stage.endorse>> | undefined;
        await stage.without(lagging, async () => {
            await stage.target.lag(lagging, {
                missed: async () => {
                    const secret = {
                        transient: { value: 'secret' },
                        endorsers: ['AlphaMSP', 'GammaMSP'],
                    };
                    await stage.until(async () => {
                        await stage.endorse(TWO, ['noop']);
                        await stage.endorse(TWO, ['putPrivate', 'pair', stage.key('p')], secret);
                        return true;
                    }, 'the others to do without it');
                    await stage.submit('a new value it misses', TWO, ['put', stage.key('a'), 'new']);
                    await stage.submit('a new count it misses', LONE, ['put', stage.key('n'), '2']);
                    await stage.submit('private data it misses', TWO, ['putPrivate', 'pair', stage.key('p')], secret);
                },
                behind: async () => {
                    stage.wire.forget(lagging);
                    await stage.until(async () => (await stage.height(lagging)) > 0, `${lagging} to answer`);
                    await stage.onPeers(
                        'the value',
                        TWO,
                        ['get', stage.key('a')],
                        ['peer0.alpha', 'peer1.alpha', lagging, 'peer0.gamma'],
                    );
                    await stage.onPeers('the history', TWO, ['history', stage.key('a')], ['peer0.alpha', lagging]);
                    await stage.step('its height', async () => stage.normaliser.block(await stage.height(lagging)));
                    await stage.step('the hash of private data', async () =>
                        describeResponse(
                            await stage.ask(lagging, {
                                chaincode: TWO,
                                args: ['hashOfPrivate', 'pair', stage.key('p')],
                            }),
                            stage,
                        ),
                    );
                    await stage.until(async () => {
                        late = await stage.endorse(LONE, ['increment', stage.key('n')], {
                            organisation: 'beta',
                            endorsers: ['BetaMSP'],
                        });
                        return true;
                    }, `the gateway of ${lagging}`);
                    await stage.step('its increment', async () =>
                        late === undefined ? null : stage.text(late.getResult()),
                    );
                    await stage.submit('no orderer answers', LONE, ['put', stage.key('x'), '1'], { timeoutMs: 3000 });
                },
            });
            await stage.until(
                async () => (await stage.height(lagging)) === (await stage.height('peer0.alpha')),
                'it to catch up',
            );
        });
        await stage.atRest();
        await stage.onPeers('the value when it caught up', TWO, ['get', stage.key('a')]);
        await stage.step('what it endorsed when it was behind', async () => {
            stage.normaliser.transaction(late?.getTransactionId() ?? '');
            const submitted = await late?.submit();
            return submitted === undefined ? null : (await stage.settle(submitted)).code;
        });
        await stage.onPeers(
            'private data it missed',
            TWO,
            ['getPrivate', 'pair', stage.key('p')],
            ['peer0.alpha', 'peer1.alpha'],
        );
        await stage.onPeers('history afterwards', LONE, ['history', stage.key('n')]);
    },
};
