import { parseArgs } from 'node:util';
import type { Contract } from '@hyperledger/fabric-gateway';
import { type EmbeddedHandle, startEmbedded } from '../testing.js';
import { cpuTime } from './cputime.js';
import { fixtureChaincode, fixtureTopology } from './fixture/topology.js';
import { type Measurement, measure } from './load.js';
import { table } from './table.js';

/** Transactions per measurement; single ones are sent one after the other. */
const COUNTS = { warmUp: 500, load: 3000, evaluate: 4000, single: 100 };
const IN_FLIGHT = 100;
/** The same no-op on Hyperledger Fabric 3.1.5 with three peers and three orderers on a machine with two cores. */
const REAL_NETWORK_PER_SECOND = 179;

/**
 * `npm run bench -- network`: the embedded network in a process of its own, the fixture chaincode in one per
 * organisation, this process as the client. Three organisations with a peer each; two named organisations endorse.
 */
async function main(): Promise<void> {
    const { values } = parseArgs({
        options: { json: { type: 'boolean', default: false }, profile: { type: 'string' } },
        allowPositionals: true,
    });
    const chaincode = fixtureChaincode({ policy: "OutOf(2,'Org1MSP.peer','Org2MSP.peer','Org3MSP.peer')" });
    const plan = fixtureTopology([chaincode], 30);
    const topology = { ...plan, organisations: plan.organisations.map((one) => ({ ...one, peers: 1 })) };
    const net = await startEmbedded({
        topology,
        run: 'child',
        ...(values.profile === undefined ? {} : { nodeOptions: ['--cpu-prof', `--cpu-prof-dir=${values.profile}`] }),
    });
    try {
        const results = await measureAll(net);
        const noop = results.find(({ name }) => name === 'no-op')?.perSecond ?? 0;
        if (values.json) {
            console.log(JSON.stringify({ bench: 'network', inFlight: IN_FLIGHT, results }));
        } else {
            console.log(table(results, IN_FLIGHT));
            console.log(
                `no-op ÷ real Fabric 3.1.5 on two cores (179/s): ${(noop / REAL_NETWORK_PER_SECOND).toFixed(1)}`,
            );
        }
    } finally {
        await net.stop();
    }
}

async function measureAll(net: EmbeddedHandle): Promise<Measurement[]> {
    const gateway = await net.connect('org1.example.com', 'User1');
    const contract: Contract = gateway.getNetwork(net.topology.channel).getContract('fixture');
    const value = 'x'.repeat(100);
    const submit =
        (name: string, args: (number: number) => string[]) =>
        async (number: number): Promise<unknown> => {
            return await contract.submit(name, {
                arguments: args(number),
                endorsingOrganizations: ['Org1MSP', 'Org2MSP'],
            });
        };
    const noop = submit('noop', () => []);
    const cpu = (): Record<string, number> => cpuOf(net);
    const load = { inFlight: IN_FLIGHT, count: COUNTS.load, cpu };
    const put = submit('put', (number) => [`key-${number}`, value]);
    const order = submit('order', (number) => [`${number}`, value]);
    await measure('warm-up', noop, { ...load, count: COUNTS.warmUp });
    return [
        await measure('no-op', noop, load),
        await measure('put of 100 bytes', put, load),
        await measure('order (1 read, 2 writes)', order, load),
        await measure('evaluate', () => contract.evaluateTransaction('get', 'key-600'), {
            ...load,
            count: COUNTS.evaluate,
        }),
        await measure('order, one at a time', order, { inFlight: 1, count: COUNTS.single, cpu }),
    ];
}

/** CPU milliseconds used so far by network, chaincode processes (together) and this client. */
function cpuOf(net: EmbeddedHandle): Record<string, number> {
    const used: Record<string, number> = {};
    for (const [name, pid] of [...net.pids, ['client', process.pid] as const]) {
        const part = name === 'embedded' ? 'network' : name === 'client' ? name : 'chaincode';
        const milliseconds = cpuTime(pid);
        if (milliseconds !== undefined) {
            used[part] = (used[part] ?? 0) + milliseconds;
        }
    }
    return used;
}

await main();
