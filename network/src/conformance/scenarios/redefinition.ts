import { gateway } from '@hyperledger/fabric-protos';
import { type Definition, definitionOf } from '../../lifecycle/definition.js';
import { Lifecycle } from '../../lifecycle/lifecycle.js';
import { endorsementsIn } from '../clients/envelope.js';
import type { Scenario } from '../scenario.js';
import type { Organisation, Stage } from '../stage.js';
import { MOVING } from '../topology.js';

const ORGANISATIONS: readonly Organisation[] = ['alpha', 'beta', 'gamma'];
const ALL = ['AlphaMSP', 'BetaMSP', 'GammaMSP'];

/** A chaincode gets another policy, then has to be initialised, then is as before: approvals, commit, what is in flight. */
export const redefinition: Scenario = {
    name: 'redefinition',
    run: async (stage) => {
        const alpha = await lifecycleOf(stage, 'alpha');
        const version = (await alpha.committed(MOVING))?.version ?? '1.0';
        const original = { ...definitionNow(stage), version };
        const both = { ...definitionNow(stage, "AND('AlphaMSP.peer','BetaMSP.peer')"), version };
        await stage.step('the definition before', async () => describe(await alpha.committed(MOVING)));
        await stage.submit('one organisation is enough', MOVING, ['put', stage.key('a'), '1'], {
            endorsers: ['BetaMSP'],
        });
        const inFlight = await stage.endorse(MOVING, ['put', stage.key('a'), '2'], { endorsers: ['BetaMSP'] });

        await stage.step('commit before anybody approves', async () => {
            await alpha.commit(both, 2, ALL);
            return 'committed';
        });
        await stage.step('approval by one', async () => await approve(stage, 'alpha', both, 2));
        await stage.step('approval by the same again', async () => await approve(stage, 'alpha', both, 2));
        await stage.step('readiness after one', async () => [...(await alpha.readiness(both, 2))].toSorted());
        await stage.step('readiness of another policy', async () =>
            [...(await alpha.readiness(original, 2))].toSorted(),
        );
        await stage.step(
            'approval by another of something else',
            async () => await approve(stage, 'beta', original, 2),
        );
        await stage.step('commit that not all approved', async () => {
            await alpha.commit(both, 2, ALL);
            return 'committed';
        });
        await stage.step('approval by the others', async () => {
            await approve(stage, 'beta', both, 2);
            return await approve(stage, 'gamma', both, 2);
        });
        await stage.step('readiness of all', async () => [...(await alpha.readiness(both, 2))].toSorted());
        await stage.step('commit endorsed by two of three', async () => {
            await alpha.commit(both, 2, ['AlphaMSP', 'BetaMSP']).finally(() => level(stage));
            return 'committed';
        });
        await stage.step('commit', async () => await commit(stage, both, 2));
        await stage.step('commit again', async () => {
            await alpha.commit(both, 2, ALL);
            return 'committed';
        });
        await stage.step('the definition afterwards', async () => describe(await alpha.committed(MOVING)));
        await stage.step('what was in flight', async () => {
            return (await stage.settle(await inFlight.submit())).code;
        });
        await stage.submit('one organisation is no longer enough', MOVING, ['put', stage.key('a'), '3'], {
            endorsers: ['BetaMSP'],
        });
        await gatewayKnows(stage, 2);
        await stage.submit('both', MOVING, ['put', stage.key('a'), '4']);

        const initial = { ...both, initRequired: true };
        await stage.step('initialisation is required now', async () => {
            await everybodyApproves(stage, initial, 3);
            return await commit(stage, initial, 3);
        });
        await stage.both('before it is initialised', MOVING, ['put', stage.key('a'), '5']);
        await stage.step('initialising', async () => {
            const response = await stage.ask('peer0.alpha', {
                chaincode: MOVING,
                args: ['put', stage.key('i'), '1'],
                isInit: true,
            });
            return {
                status: response.getResponse()?.getStatus() ?? 0,
                message: response.getResponse()?.getMessage() ?? '',
            };
        });
        await stage.step('the definition as it was', async () => {
            await everybodyApproves(stage, original, 4);
            return await commit(stage, original, 4);
        });
        await stage.submit('one organisation is enough again', MOVING, ['put', stage.key('a'), '6'], {
            endorsers: ['BetaMSP'],
        });
        await stage.onPeers(
            'state afterwards',
            MOVING,
            ['dump', stage.key('')],
            ['peer0.alpha', 'peer1.alpha', 'peer0.beta'],
        );
        await stage.onPeers('history', MOVING, ['history', stage.key('a')], ['peer0.alpha', 'peer0.beta']);
    },
};

async function lifecycleOf(stage: Stage, organisation: Organisation): Promise<Lifecycle> {
    return new Lifecycle((await stage.client({ organisation, user: 'admin' })).gateway, stage.channel);
}

/** The definition in the topology, whose version does not tell the code yet. */
function definitionNow(stage: Stage, policy?: string): Definition {
    const wanted = stage.target.topology.chaincodes.find(({ name }) => name === MOVING);
    if (wanted === undefined) {
        throw new Error(`there is no ${MOVING}`);
    }
    return definitionOf(policy === undefined ? wanted : { ...wanted, policy });
}

async function approve(
    stage: Stage,
    organisation: Organisation,
    definition: Definition,
    sequence: number,
): Promise<string> {
    const lifecycle = await lifecycleOf(stage, organisation);
    const committed = await lifecycle.committed(MOVING);
    const before = await lifecycle.approved(MOVING, committed?.sequence ?? 1);
    await lifecycle.approve(definition, sequence, before?.packageId);
    await stage.everywhere(await stage.height(`peer0.${organisation}`));
    return 'approved';
}

async function everybodyApproves(stage: Stage, definition: Definition, sequence: number): Promise<void> {
    for (const organisation of ORGANISATIONS) {
        await approve(stage, organisation, definition, sequence);
    }
}

async function commit(stage: Stage, definition: Definition, sequence: number): Promise<string> {
    const lifecycle = await lifecycleOf(stage, 'alpha');
    await lifecycle.commit(definition, sequence, ALL);
    await level(stage);
    return 'committed';
}

async function level(stage: Stage): Promise<void> {
    await stage.everywhere(await stage.height('peer0.alpha'));
}

/** Gateways hear of a new policy a moment after its block: until the one used collects so many endorsements by itself. */
async function gatewayKnows(stage: Stage, endorsements: number): Promise<void> {
    await stage.until(async () => {
        const transaction = await stage.endorse(MOVING, ['noop']);
        const envelope = gateway.PreparedTransaction.deserializeBinary(transaction.getBytes()).getEnvelope();
        return envelope !== undefined && endorsementsIn(envelope) === endorsements;
    }, `the gateway to collect ${endorsements} endorsements`);
}

function describe(found: Awaited<ReturnType<Lifecycle['committed']>>) {
    return found === undefined
        ? null
        : {
              version: found.version,
              sequence: found.sequence,
              initRequired: found.initRequired,
              policy: Buffer.from(found.validationParameter).toString('base64'),
              approvals: [...found.approvals].toSorted(),
          };
}
