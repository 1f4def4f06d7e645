import { setTimeout as delay } from 'node:timers/promises';
import { connect, hash } from '@hyperledger/fabric-gateway';
import { connectClient, readConnectionProfile } from '@linguang/network';
import { type Caller, issueCaller } from '@linguang/network/testing/callers';
import type { Fault } from './fault.js';
import type { Stage } from './stage.js';
import { StandIn } from './standin.js';

const ANYWHERE = ['embedded', 'raft', 'bft'] as const;
const MINUTE = 60_000;
/** How long a gateway goes wrong, ms. */
const WRONG_MS = 12_000;

/** Moves the clock of a Node process. */
const SKEWED = `const D = Date, by = Number(process.env.SKEW_MS);
globalThis.Date = class extends D { constructor(...a) { a.length ? super(...a) : super(D.now() + by); } static now() { return D.now() + by; } };`;

function skewed(name: string, minutes: number): Fault {
    return {
        number: 6,
        name: `a gateway’s clock ${name}`,
        places: ANYWHERE,
        inject: async (stage) => {
            const gateway = await StandIn.of(stage, 'gateway.community', {
                env: {
                    SKEW_MS: String(minutes * MINUTE),
                    NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(SKEWED)}`,
                },
            });
            const before = stage.history.now();
            await delay(WRONG_MS);
            await gateway.end();
            const meanwhile = stage.history.operations.filter(
                ({ gateway: through, begun, end }) =>
                    through === 'community' && begun > before && end?.told === 'committed',
            );
            stage.options.say(`  the gateway with the wrong clock acknowledged ${meanwhile.length} operations`);
            await stage.recovered();
        },
    };
}

/** Clocks and certificates that are not as they should be. */
export const clocks: readonly Fault[] = [
    skewed('5 minutes ahead', 5),
    skewed('30 minutes ahead', 30),
    skewed('30 minutes behind', -30),
    {
        number: 6,
        name: 'clients with an expired and a foreign certificate',
        places: ANYWHERE,
        inject: async (stage) => {
            const { layout } = stage.running.network;
            const day = 24 * 60 * MINUTE;
            const now = Date.now();
            // One that is not valid yet is taken by Fabric, which looks at the end of a certificate only; so it is by the embedded network.
            const wishes = {
                expired: { notBefore: new Date(now - 2 * day), notAfter: new Date(now - day) },
                foreign: { isForeign: true },
            };
            for (const [name, wish] of Object.entries(wishes)) {
                const caller = await issueCaller(layout, 'community', 'CommunityMSP', wish);
                if (await isHeard(stage, caller)) {
                    throw new Error(`a client whose certificate is ${name} got an endorsement`);
                }
            }
            if (!(await isHeard(stage, await issueCaller(layout, 'community', 'CommunityMSP', {})))) {
                throw new Error('a client with a good certificate got no endorsement, so the others prove nothing');
            }
            await stage.recovered();
        },
    },
];

/** Whether a client gets a good choice endorsed. Nothing is submitted. */
async function isHeard(stage: Stage, caller: Caller): Promise<boolean> {
    const profile = await readConnectionProfile(stage.running.network.layout.profile('community'));
    const client = await connectClient(profile, 'gateway');
    const gateway = connect({
        client: client.grpcClient,
        identity: { mspId: caller.mspId, credentials: caller.certificate },
        signer: async (message) => caller.sign(message),
        hash: hash.none,
        endorseOptions: () => ({ deadline: Date.now() + 15_000 }),
    });
    try {
        const [home] = stage.load.homes;
        if (home === undefined) {
            throw new RangeError('nobody lives here');
        }
        const { path, body } = stage.load.choiceAhead(home);
        const contract = gateway.getNetwork(profile.channel).getContract('energy');
        const name = path === '/offers' ? 'market:offer' : 'market:choose';
        const options = { arguments: [JSON.stringify(body)], endorsingOrganizations: ['GridMSP', 'CommunityMSP'] };
        return await contract
            .newProposal(name, options)
            .endorse()
            .then(
                () => true,
                () => false,
            );
    } finally {
        gateway.close();
        client.close();
    }
}
