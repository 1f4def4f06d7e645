import type { Command } from 'commander';
import { wholeNumber } from '../options.js';
import { DISTRICT_SEED } from './cast.js';
import { writeProfiles } from './profiles.js';

/** `linguang district --out DIR`: the profiles of the simulated district, for `linguang replay` and for looking at. */
export function register(program: Command): void {
    program
        .command('district')
        .description('write the profiles of the simulated district in the form that replay reads')
        .requiredOption('--out <dir>', 'folder to write load/*.csv, pv/pv_<n>_pu.csv and wind/*.csv into')
        .option('--days <n>', 'how many days', wholeNumber(1, 366), 30)
        .option('--seed <n>', 'another district', wholeNumber(0, 2 ** 31 - 1), DISTRICT_SEED)
        .action(async ({ out, days, seed }: { out: string; days: number; seed: number }) => {
            const files = await writeProfiles(out, days, seed);
            process.stdout.write(`${files.length} profiles of ${days} days in ${out}\n`);
        });
}
