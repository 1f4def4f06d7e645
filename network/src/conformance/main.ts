import { parseArgs } from 'node:util';
import { EMBEDDED_ALLOWANCES, RACES } from './allowed.js';
import { compare, report } from './compare.js';
import { readRecording, writeRecording } from './recordings.js';
import { scenarios } from './scenarios/index.js';
import { Stage } from './stage.js';
import { EmbeddedTarget } from './targets/embedded.js';
import { FabricTarget } from './targets/fabric.js';

const HELP = `usage: npm run conformance -- [--engine embedded|fabric] [--fabric-version 3.1|2.5] [--record] [SCENARIO...]

Plays the scenarios on a network of its own and compares with what real Fabric answered.
--record writes what was seen as the new recording; only real Fabric can be recorded.`;

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
    const target =
        engine === 'fabric' ? await FabricTarget.start(values['fabric-version']) : await EmbeddedTarget.start();
    const stage = new Stage(target);
    let differing = 0;
    try {
        for (const { name, run } of scenarios.filter(
            (one) => positionals.length === 0 || positionals.includes(one.name),
        )) {
            const began = Date.now();
            const seen = await stage.play(name, run);
            const took = `${seen.steps.length} steps, ${((Date.now() - began) / 1000).toFixed(1)} s`;
            if (values.print) {
                console.log(JSON.stringify(seen.steps, null, 1));
            }
            if (values.record) {
                await writeRecording(target.line, seen);
                console.log(`${name}: recorded, ${took}`);
                continue;
            }
            const recorded = (await readRecording(target.line, name)) ?? { scenario: name, steps: [] };
            const allowed = engine === 'embedded' ? [...EMBEDDED_ALLOWANCES, ...RACES] : RACES;
            const differences = compare(recorded, seen, allowed);
            differing += differences.length;
            console.log(`${name}: ${differences.length} differences, ${took}`);
            console.log(report(differences));
        }
    } finally {
        stage.close();
        await target.stop();
    }
    return differing === 0 ? 0 : 1;
}

process.exitCode = await main();
