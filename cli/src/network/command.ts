import { ENGINES } from '@linguang/network';
import { type Command, Option } from 'commander';
import { wholeNumber } from '../options.js';
import { PROFILES } from '../start/linguangtopology.js';
import { doctor } from './doctor.js';
import { down, purge, reset } from './down.js';
import { install } from './install.js';
import { logs } from './logs.js';
import { restart, start, stop } from './nodes.js';
import { status } from './status.js';
import { up } from './up.js';
import { upgrade } from './upgrade.js';

/** Where a network's files are by default: inside the folder of `linguang start`. */
const DATA = '.linguang';

/** `linguang network …`: runs the network of any topology. */
export function register(program: Command): void {
    const network = program
        .command('network')
        .description('start, stop and look at a Fabric network described by a topology file');
    const sub = (usage: string, description: string) =>
        network
            .command(usage)
            .description(description)
            .option('--data <dir>', 'folder of the network, or of an instance of "linguang start"', DATA);

    sub('up', 'start the network and stay until Ctrl-C')
        .addOption(
            new Option(
                '--engine <engine>',
                'what plays peers and orderers; by default what began the ledger in the folder, else embedded',
            ).choices(ENGINES),
        )
        .option('--fabric-version <version>', 'which of the installed versions of Fabric: 3.1, 2.5')
        .addOption(
            new Option('--profile <profile>', "how the orderers of Linguang's own network agree").choices(PROFILES),
        )
        .option(
            '--topology <file>',
            'description of the network (JSON); by default the one in the folder, or that of Linguang',
        )
        .option('--port-base <n>', 'first port of the network', wholeNumber(1024, 65000))
        .option('--detach', 'return when the network is ready and leave it running')
        .option('--json', 'print one JSON document when it is ready')
        .action(up);
    sub('down', 'stop the network').action(down);
    sub('status', 'list processes and addresses').option('--json', 'print JSON').action(status);
    sub('doctor', 'look for faults and name the remedy of each; exit code 1 when there is an error')
        .option('--json', 'print JSON')
        .option('--verbose', 'also print what is as it should be')
        .option('--strict', 'exit code 1 for warnings, too')
        .action(doctor);
    sub('logs [process]', 'print the logs of a process, or the names of all')
        .option('--lines <n>', 'how many of the last lines', wholeNumber(1, 100_000), 100)
        .option('--follow', 'go on printing what is added')
        .action(logs);
    sub('stop <node>', 'take one peer or orderer down; the others go on').action(stop);
    sub('start <node>', 'bring a stopped peer or orderer back').action(start);
    sub('restart <process>', 'stop a process, a peer or an orderer, and start it again').action(restart);
    network
        .command('install <archive>')
        .description(
            'place an official release of Hyperledger Fabric, from a file or an https address, on this machine',
        )
        .option('--sha256 <hex>', 'what the SHA-256 of the archive must be')
        .option('--to <dir>', 'folder for releases; by default LINGUANG_FABRIC or .linguang/fabric in your home')
        .option('--json', 'print JSON')
        .action(install);
    sub('upgrade <chaincode>', 'bring newly built code, or a changed definition, into force on the running network')
        .option('--topology <file>', 'changed description of the network; by default the one it runs with')
        .option('--json', 'print one JSON document at the end')
        .action(upgrade);
    sub('reset', 'erase the ledger, keep identities and topology').option('--yes', 'do not ask').action(reset);
    sub('purge', 'erase everything of the network, identities too').option('--yes', 'do not ask').action(purge);
}
