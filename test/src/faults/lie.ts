import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { common } from '@hyperledger/fabric-protos';
import { connectClient, readConnectionProfile } from '@linguang/network';
import { callerOf, peerCaller, spoiled } from '@linguang/network/testing/callers';
import type { Fault } from './fault.js';
import { sendAgain } from './lateenvelopes.js';
import { StandIn } from './standin.js';

const ANYWHERE = ['embedded', 'raft', 'bft'] as const;
const ENDORSEMENT_POLICY_FAILURE = 10;
/** How long an organisation lies, ms. */
const LIE_MS = 12_000;

/** What one dishonest organisation can do, and what not. */
export const lies: readonly Fault[] = [
    {
        number: 5,
        name: 'the grid company runs chaincode that doubles traded energy, 12 s',
        places: ANYWHERE,
        inject: async (stage) => {
            const liar = await StandIn.of(stage, 'energy.grid', {
                args: (args) => args.map((one) => one.replace('dist/main.js', 'dist/testing/lyingmain.js')),
            });
            const before = stage.history.now();
            await delay(LIE_MS);
            const settled = stage.history.operations.filter(
                ({ kind, begun, end }) => kind === 'settlement' && begun > before && end?.told === 'committed',
            );
            await liar.end();
            if (settled.length > 0) {
                throw new Error(`${settled.length} slots were settled while the grid company lied`);
            }
            await stage.recovered();
        },
    },
    {
        number: 5,
        name: 'a peer of the grid company signs another result than was computed',
        places: ANYWHERE,
        inject: async (stage) => {
            const { layout, topology } = stage.running.network;
            const { chain } = stage.oracle;
            await chain.read(stage.options.patienceMs);
            const settlement = chain.valid().findLast(({ transaction }) => transaction === 'settlement:settle');
            if (settlement === undefined) {
                throw new Error('nothing was settled');
            }
            const creator = callerOf(layout, 'grid', 'GridMSP', 'gateway');
            const liar = peerCaller(layout, 'grid', 'GridMSP', 'peer0.grid');
            const nonce = randomBytes(24);
            const id = idOf(nonce, creator.serialized);
            let signed: Uint8Array = new Uint8Array();
            const envelope = spoiled(common.Envelope.deserializeBinary(settlement.envelope), creator, {
                channelHeader: (header) => header.setTxId(id),
                signatureHeader: (header) => {
                    header.setNonce(nonce);
                    signed = header.serializeBinary();
                },
                // The header of the proposal, which stands in the transaction once more.
                transaction: (transaction) => transaction.getActionsList()[0]?.setHeader(signed),
                rehash: true,
                action: (action) => action.getResponse()?.setPayload(Buffer.from('{"slot":0}')),
                endorsers: [liar],
            });
            await sendAgain(stage.running.network, 'grid', [{ id, envelope: envelope.serializeBinary() }]);
            await stage.until('the forged settlement is in a block', async () => {
                await chain.read(stage.options.patienceMs);
                return chain.transactions.has(id);
            });
            const code = chain.transactions.get(id)?.code;
            if (code !== ENDORSEMENT_POLICY_FAILURE) {
                throw new Error(
                    `a settlement that the grid company alone signed has code ${code} in ${topology.channel}`,
                );
            }
            await stage.recovered();
        },
    },
    {
        number: 5,
        name: 'a stolen client identity of the community’s gateway',
        places: ANYWHERE,
        inject: async (stage) => {
            const profile = await readConnectionProfile(stage.running.network.layout.profile('community'));
            const thief = await connectClient(profile, 'gateway');
            const [home, other] = stage.load.homes;
            if (home === undefined || other === undefined) {
                throw new RangeError('nobody lives here');
            }
            const call = async (name: string, request: unknown, endorsers = ['GridMSP', 'CommunityMSP']) =>
                await thief.gateway
                    .getNetwork(profile.channel)
                    .getContract('energy')
                    .submit(name, { arguments: [JSON.stringify(request)], endorsingOrganizations: endorsers })
                    .then(
                        () => 'committed',
                        (error: unknown) => error,
                    );
            try {
                const { jws } = home.instruction(profile.channel, stage.load.settled);
                const [head = '', payload = ''] = jws.split('.');
                const signature = other.instruction(profile.channel, stage.load.settled).jws.split('.')[2] ?? '';
                const attempts = {
                    'a choice that the resident did not sign': await call('market:choose', {
                        jws: `${head}.${payload}.${signature}`,
                    }),
                    'a tariff, which is the grid company’s': await call('registry:setTariff', {
                        from: stage.load.settled + 500,
                        retail: 1,
                        feedIn: 0,
                        fees: [],
                    }),
                    'a close, which is the grid company’s': await call('metering:close', {
                        through: stage.load.settled + 1,
                    }),
                    'a choice endorsed by the community alone': await call(
                        'market:choose',
                        stage.load.choiceAhead(home).body,
                        ['CommunityMSP'],
                    ),
                };
                for (const [name, outcome] of Object.entries(attempts)) {
                    if (outcome === 'committed') {
                        throw new Error(`a thief with the gateway's identity wrote ${name}`);
                    }
                }
            } finally {
                thief.close();
            }
            await stage.recovered();
        },
    },
];

/** The id of a transaction, by its nonce and who creates it. */
function idOf(nonce: Uint8Array, creator: Uint8Array): string {
    return createHash('sha256').update(nonce).update(creator).digest('hex');
}
