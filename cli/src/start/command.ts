import { ENGINES } from '@linguang/network';
import { type Command, Option } from 'commander';
import { positiveNumber, wholeNumber } from '../options.js';
import { PROFILES } from './linguangtopology.js';
import { start } from './start.js';

/** `linguang start` */
export function register(program: Command): void {
    program
        .command('start')
        .description('start Linguang: network, chaincodes, gateways and the simulated district')
        .option(
            '--port-base <n>',
            'port of the first gateway; the network begins 1000 above',
            wholeNumber(1024, 64000),
            8080,
        )
        .option('--data <dir>', 'folder of everything this instance keeps', '.linguang')
        .option('--slot-seconds <n>', 'seconds a simulated quarter-hour takes', positiveNumber, 2)
        .option('--no-district', 'start without the simulated district')
        .addOption(
            new Option('--engine <engine>', 'what plays peers and orderers').choices(ENGINES).default('embedded'),
        )
        .option('--fabric-version <version>', 'which of the installed versions of Fabric: 3.1, 2.5')
        .addOption(
            new Option(
                '--profile <profile>',
                'how orderers agree: raft, or bft (SmartBFT, Fabric 3); default raft',
            ).choices(PROFILES),
        )
        .action(start);
}
