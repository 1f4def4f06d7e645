import { parseArgs } from 'node:util';
import { report } from './compare.js';
import { writeRecording } from './recordings.js';
import { scenarios } from './scenarios/index.js';
import { Suite } from './suite.js';
import { EmbeddedTarget } from './targets/embedded.js';
import { FabricTarget } from './targets/fabric.js';

const HELP = `usage: npm run conformance -- [--engine embedded|fabric] [--fabric-version 3.1|2.5] [--record] [--print] [SCENARIO...]

Plays the scenarios on a network of its own and compares with what real Fabric answered.
--record writes what was seen as the new recording; only real Fabric can be recorded. --print shows what was seen.`;

/** `npm run conformance`. */
async function main(): Promise<number> {
    const { values, positionals } = parseArgs({
        allowPositionals: true,
        options: {
            engine: { type: 'string' },
            'fabric-version': { type: 'string', default: '3.1' },
            record: { type: 'boolean', default: false },
            print: { type: 'boolean', default: false },
            help: { type: 'boolean', default: false },
        },
    });
    if (values.help) {
        console.log(HELP);
        return 0;
    }
    const engine = values.engine ?? (values.record ? 'fabric' : 'embedded');
    const unknown = positionals.filter((name) => !scenarios.some((one) => one.name === name));
    if (
        (engine !== 'embedded' && engine !== 'fabric') ||
        (values.record && engine !== 'fabric') ||
        unknown.length > 0
    ) {
        console.error(unknown.length > 0 ? `there is no scenario ${unknown.join(', ')}` : HELP);
        return 2;
    }
    const suite = await Suite.start(() =>
        engine === 'fabric' ? FabricTarget.start(values['fabric-version']) : EmbeddedTarget.start(),
    );
    const chosen = scenarios.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
    const interrupt = (): void => void suite.stop().finally(() => process.exit(130));
    process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
    let differing = 0;
    try {
        for (const scenario of chosen) {
            const { name } = scenario;
            const began = Date.now();
            const seen = await suite.play(scenario);
            const took = `${seen.steps.length} steps, ${((Date.now() - began) / 1000).toFixed(1)} s`;
            if (values.print) {
                console.log(JSON.stringify(seen.steps, null, 1));
            }
            if (values.record) {
                await writeRecording(suite.target.line, seen);
                console.log(`${name}: recorded, ${took}`);
                continue;
            }
            const differences = await suite.differences(seen);
            differing += differences.length;
            console.log(`${name}: ${differences.length} differences, ${took}`);
            if (differences.length > 0) {
                console.log(report(differences));
            }
        }
    } finally {
        await suite.stop();
    }
    return differing === 0 ? 0 : 1;
}

process.exitCode = await main();
