import { readConnectionProfile } from '@linguang/network';
import { exportLedger } from '@linguang/network/replay';
import type { Command } from 'commander';
import { interruption } from '../interruption.js';

interface Options {
    readonly profile: string;
    readonly identity: string;
    readonly peer?: string;
    readonly out: string;
    readonly private?: boolean;
    readonly json?: boolean;
}

const EVERY_MS = 2_000;

/** `linguang ledger export`: the blocks of an organisation's peer in one file. */
export function register(program: Command): void {
    const ledger = program.command('ledger').description('write the ledger of an organisation into a file');
    ledger
        .command('export')
        .description('write all blocks that a peer of the organisation has, for `linguang audit`')
        .requiredOption('--profile <file>', 'connection profile of the organisation')
        .requiredOption('--out <file>', 'where to; packed when it ends in .gz. What is there is continued')
        .option('--identity <name>', 'client identity of the profile', 'gateway')
        .option('--peer <name>', "peer to read from; by default the organisation's first")
        .option('--private', 'with the private data that the organisation holds: whoever gets the file can read it')
        .option('--json', 'one line of JSON')
        .action(run);
}

async function run({ profile, identity, peer, out, private: withPrivate, json }: Options): Promise<void> {
    let told = 0;
    const onProgress = (written: number, height: number): void => {
        if (performance.now() - told >= EVERY_MS) {
            told = performance.now();
            process.stderr.write(`block ${written} of ${height}\n`);
        }
    };
    const read = await readConnectionProfile(profile);
    const result = await exportLedger({
        profile: read,
        identity,
        file: out,
        private: withPrivate === true,
        onProgress,
        signal: interruption(),
        ...(peer === undefined ? {} : { peer }),
    });
    process.stdout.write(
        json
            ? `${JSON.stringify(result)}\n`
            : `${result.file}: ${result.blocks} blocks, ${result.newBlocks} of them new${withPrivate ? ', with private data' : ''}\n`,
    );
}
