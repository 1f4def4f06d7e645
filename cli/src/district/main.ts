import { parseArgs } from 'node:util';
import { parseSlot } from '@linguang/chaincode/domain';
import { interruption } from '../interruption.js';
import { DISTRICT_SEED } from './cast.js';
import { GatewayClient } from './client.js';
import { loadActors, writeResidents } from './keys.js';
import { Simulation } from './simulation.js';

const USAGE = `usage: district --community URL --grid URL --certifier URL --data DIR
  [--slot-seconds N] [--seed N] [--until 2026-03-01T15:45Z]`;

const { values } = parseArgs({
    options: {
        community: { type: 'string' },
        grid: { type: 'string' },
        certifier: { type: 'string' },
        data: { type: 'string' },
        'slot-seconds': { type: 'string', default: '2' },
        seed: { type: 'string', default: String(DISTRICT_SEED) },
        until: { type: 'string' },
    },
});
const { community, grid, certifier, data, until } = values;
if (community === undefined || grid === undefined || certifier === undefined || data === undefined) {
    console.error(USAGE);
    process.exit(2);
}

const say = (line: string) => console.log(line);
const signal = interruption();
try {
    const client = (address: string) => new GatewayClient(address, signal, say);
    const actors = await loadActors(data);
    await writeResidents(data, actors);
    const gateways = { community: client(community), grid: client(grid), certifier: client(certifier), say };
    const options = {
        seed: Number(values.seed),
        slotSeconds: Number(values['slot-seconds']),
        ...(until === undefined ? {} : { until: parseSlot(until) }),
    };
    await new Simulation(gateways, actors, options).run(signal);
} catch (error) {
    if (!signal.aborted) {
        console.error(error instanceof Error ? error.message : error);
        process.exitCode = 1;
    }
}
process.exit();
