import { parseArgs } from 'node:util';
import { NetworkLayout } from '../layout.js';
import { deployChaincodes } from '../lifecycle/topologydeployment.js';
import { readTopology } from '../topology.js';
import { followServices, readServices, type Services } from '../upgrade/services.js';
import { jsonLogger } from './log.js';
import { EmbeddedNetwork } from './network.js';
import { openAllOperations } from './operations.js';
import { followStoppedNodes } from './stoppednodes.js';

const USAGE = 'usage: node network/dist/embedded/main.js --data DIR [--topology FILE]';
const log = jsonLogger((line) => process.stdout.write(line));

/** The embedded network as a process: opens the ledger in the data directory, listens, deploys, runs until a signal. */
async function main(): Promise<void> {
    const { values } = parseArgs({ options: { data: { type: 'string' }, topology: { type: 'string' } } });
    if (values.data === undefined) {
        throw new RangeError(USAGE);
    }
    const layout = new NetworkLayout(values.data);
    const written = await readTopology(values.topology ?? layout.topology);
    const services = await readServices(layout);
    const topology = services === undefined ? written : { ...written, chaincodes: services.chaincodes };
    const network = new EmbeddedNetwork({ topology, dataDirectory: values.data, log });
    const serve = ({ places }: Services) => {
        for (const { peer, chaincode, address } of places) {
            network.serve(peer, chaincode, address);
        }
    };
    if (services !== undefined) {
        serve(services);
    }
    const stopped = signalled();
    await network.open();
    const closeOperations = await openAllOperations(network);
    const unfollow = followStoppedNodes(network, layout.stoppedNodes, log);
    const unfollowServices = followServices(layout, serve);
    for (const { name, sequence, outcome } of await deployChaincodes(topology, values.data)) {
        log.info('chaincode definition', { name, sequence, outcome });
    }
    log.info('embedded network ready', { channel: topology.channel, height: network.ledger.height });
    const signal = await stopped;
    log.info('stopping', { signal });
    unfollow();
    closeOperations();
    unfollowServices();
    await network.close();
    log.info('stopped');
}

async function signalled(): Promise<NodeJS.Signals> {
    return await new Promise((resolve) => {
        for (const signal of ['SIGTERM', 'SIGINT'] as const) {
            process.once(signal, () => resolve(signal));
        }
    });
}

main().then(
    () => process.exit(0),
    (error: unknown) => {
        log.error('embedded network failed', {
            error: error instanceof Error ? (error.stack ?? error.message) : error,
        });
        process.exit(1);
    },
);
