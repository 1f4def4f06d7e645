import type { Scenario } from '../scenario.js';
import { LONE, TWO } from '../topology.js';

/** Endorsement policies of single keys, over those of chaincodes. */
export const keyPolicies: Scenario = {
    name: 'key-policies',
    run: async (stage) => {
        const owned = stage.key('owned');
        const by = (...endorsers: string[]) => ({ endorsers });
        await stage.submit('a key without a policy', TWO, ['put', stage.key('plain'), '1']);
        await stage.evaluate('its policy', TWO, ['policy', stage.key('plain')]);
        await stage.evaluate('the policy of nothing', TWO, ['policy', stage.key('nothing')]);
        await stage.submit('a key with a policy', TWO, ['putAndSetPolicy', owned, '1', 'GammaMSP']);
        await stage.evaluate('the policy it has', TWO, ['policy', owned]);
        await stage.submit('a change the gateway finds endorsers for', TWO, ['put', owned, '2']);
        await stage.submit('without its owner', TWO, ['put', owned, '3'], by('AlphaMSP', 'BetaMSP'));
        await stage.submit('by its owner alone', TWO, ['put', owned, '4'], by('GammaMSP'));
        await stage.submit(
            'this and another key by the owner alone',
            TWO,
            ['copy', owned, stage.key('c')],
            by('GammaMSP'),
        );
        await stage.submit(
            'a new policy without the owner',
            TWO,
            ['setPolicy', owned, 'AlphaMSP'],
            by('AlphaMSP', 'BetaMSP'),
        );
        await stage.submit(
            'a new policy by the owner',
            TWO,
            ['setPolicy', owned, 'AlphaMSP', 'BetaMSP'],
            by('GammaMSP'),
        );
        await stage.submit('under the new policy', TWO, ['put', owned, '5'], by('AlphaMSP', 'BetaMSP'));
        await stage.submit('under the new policy, one missing', TWO, ['put', owned, '6'], by('AlphaMSP'));
        await stage.submit('a deletion by others', TWO, ['delete', owned], by('GammaMSP', 'AlphaMSP'));
        await stage.submit('a deletion by those it names', TWO, ['delete', owned]);
        await stage.submit('the key anew', TWO, ['put', owned, '7'], by('AlphaMSP', 'GammaMSP'));
        await stage.evaluate('no policy is left', TWO, ['policy', owned]);
        await stage.submit('a policy that is to be removed', TWO, ['putAndSetPolicy', stage.key('r'), '1', 'GammaMSP']);
        await stage.submit('removing it', TWO, ['setPolicy', stage.key('r')]);
        await stage.submit('a change without it', TWO, ['put', stage.key('r'), '2'], by('AlphaMSP', 'BetaMSP'));
        await stage.submit('a policy for nothing', TWO, ['setPolicy', stage.key('nothing'), 'GammaMSP']);
        await stage.evaluate('what became of it', TWO, ['policy', stage.key('nothing')]);
        await stage.submit('a policy that cannot be read', TWO, ['setPolicyBytes', stage.key('plain'), '0a7f01']);
        await stage.submit('a change under it', TWO, ['put', stage.key('plain'), '2']);
        await stage.submit('a policy narrower than the chaincode', LONE, [
            'putAndSetPolicy',
            stage.key('n'),
            '1',
            'BetaMSP',
        ]);
        await stage.submit('a change the gateway finds somebody for', LONE, ['put', stage.key('n'), '2']);
        await stage.step('a policy changed while a change is in flight', async () => {
            const change = await stage.endorse(LONE, ['put', stage.key('n'), '3'], by('BetaMSP'));
            await stage.commit(LONE, ['setPolicy', stage.key('n'), 'GammaMSP'], by('BetaMSP'));
            return (await stage.settle(await change.submit())).code;
        });
        await stage.onPeers('state afterwards', TWO, ['dump', stage.key('')]);
        await stage.onPeers('state of the other chaincode', LONE, ['dump', stage.key('')]);
        await stage.onPeers('history', TWO, ['history', owned]);
    },
};
