import type { Scenario } from '../scenario.js';
import { TWO } from '../topology.js';

/** Endorsement policies of collections and of private keys. */
export const collectionPolicies: Scenario = {
    name: 'collection-policies',
    run: async (stage) => {
        const key = stage.key('s');
        const put = async (title: string, collections: string, endorsers?: string[], organisation?: 'beta') => {
            await stage.submit(title, TWO, ['putPrivateInto', collections, key], {
                transient: { value: title },
                ...(endorsers === undefined ? {} : { endorsers }),
                ...(organisation === undefined ? {} : { organisation }),
            });
        };
        await put('endorsers found by the gateway', 'sealed');
        await put('without its endorser', 'sealed', ['AlphaMSP', 'BetaMSP']);
        await put('by its endorser alone', 'sealed', ['GammaMSP']);
        await put('two collections', 'pair,sealed', ['AlphaMSP', 'BetaMSP', 'GammaMSP']);
        await put('two collections without the endorser of one', 'pair,sealed', ['AlphaMSP', 'BetaMSP']);
        await put('two collections without the endorsers of the other', 'pair,sealed', ['GammaMSP']);
        await put('two collections, found by the gateway', 'pair,sealed');
        await stage.submit('a policy for a private key', TWO, ['setPrivatePolicy', 'pair', key, 'BetaMSP'], {
            endorsers: ['AlphaMSP', 'BetaMSP'],
        });
        await stage.evaluate('the policy of the private key', TWO, ['privatePolicy', 'pair', key]);
        await put('the private key by its owner', 'pair', ['BetaMSP'], 'beta');
        await put('the private key without its owner', 'pair', ['AlphaMSP']);
        await put('the own implicit collection', '_implicit_org_AlphaMSP', ['AlphaMSP']);
        await put('the own implicit collection, found by the gateway', '_implicit_org_AlphaMSP');
        await stage.step("another's implicit collection, endorsed", async () => {
            // Not committed: a real peer of that organisation would look for the data for ten seconds.
            const call = ['putPrivateInto', '_implicit_org_BetaMSP', key];
            await stage.endorse(TWO, call, { transient: { value: 'x' }, endorsers: ['AlphaMSP'] });
            return 'endorsed';
        });
        await stage.onPeers('hashes', TWO, ['hashOfPrivate', 'pair', key]);
        await stage.onPeers('hashes of the sealed', TWO, ['hashOfPrivate', 'sealed', key]);
    },
};
