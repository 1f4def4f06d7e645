import { Command } from 'commander';
import { exitCodeOf, report } from './report.js';

/** Adds a sub-command to the program. Each capability's `command.ts` exports one as `register`. */
type Register = (program: Command) => void;

/** Sub-commands by the folder that holds them; the folder is loaded only when its command is asked for. */
const COMMANDS: Readonly<Record<string, string>> = {
    start: 'start Linguang: network, chaincodes, gateways and the simulated district',
    network: 'start, stop and look at a Fabric network described by a topology file',
    clear: 'clear books of bids and offers and print the results',
    replay: 'run load and generation profiles through clearing and settlement',
    district: 'write the profiles of the simulated district',
    ledger: 'write the ledger of an organisation into a file',
    audit: 'recompute a ledger from an export, offline',
    verify: 'check certificates (JSON, JWT, PDF) offline',
    bench: 'measure',
};

const program = new Command('linguang')
    .description('Linguang (邻光): clean electricity shared with the neighbour')
    .version('0.1.0')
    .showHelpAfterError('(--help lists what there is)')
    .enablePositionalOptions();

const asked = process.argv.slice(2).find((argument) => !argument.startsWith('-'));
try {
    for (const [name, description] of Object.entries(COMMANDS)) {
        const register = name === asked ? await load(name) : undefined;
        if (register === undefined) {
            program.command(name).description(description).allowUnknownOption().allowExcessArguments();
        } else {
            register(program);
        }
    }
    await program.parseAsync();
} catch (error) {
    report(error);
    process.exitCode = exitCodeOf(error);
}

async function load(name: string): Promise<Register> {
    const place = new URL(`./${name}/command.js`, import.meta.url).href;
    const module: unknown = await import(place);
    if (typeof module === 'object' && module !== null && 'register' in module && isRegister(module.register)) {
        return module.register;
    }
    throw new Error(`${place} does not export register(program)`);
}

function isRegister(value: unknown): value is Register {
    return typeof value === 'function';
}
