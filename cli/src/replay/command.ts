import { formatSlot, problem } from '@linguang/chaincode/domain';
import type { Command } from 'commander';
import { homesOf, parsePv } from './homes.js';
import { replayThroughLedger } from './ledger.js';
import { readProfiles } from './profiles.js';
import { addUp, type ReplayTotals, settleOffline } from './replay.js';

interface Options {
    readonly data: string;
    readonly pv: string;
    readonly days?: string;
    readonly ledger?: boolean;
    readonly json?: boolean;
}

/** `linguang replay --data DIR`: household and PV profiles through clearing and settlement. */
export function register(program: Command): void {
    program
        .command('replay')
        .description('run household and PV profiles through clearing and settlement, without a ledger or through one')
        .requiredOption('--data <dir>', 'folder with load/*.csv and pv/pv_<n>_pu.csv')
        .option('--pv <homes>x<kWp>', 'the first homes by file name have PV', '8x5')
        .option('--days <n>', 'only the first days (of 96 slots)')
        .option('--ledger', 'through a network of its own with signed readings, which is removed afterwards')
        .option('--json', 'one line of JSON')
        .action(async (options: Options) => {
            const profiles = await readProfiles(options.data);
            const slots =
                options.days === undefined ? profiles.slots : Math.min(profiles.slots, 96 * days(options.days));
            const homes = homesOf(profiles, parsePv(options.pv), slots);
            const totals = addUp(
                homes,
                options.ledger
                    ? await replayThroughLedger(homes, profiles.firstSlot)
                    : settleOffline(homes, profiles.firstSlot),
            );
            process.stdout.write(
                options.json ? `${JSON.stringify(totals)}\n` : report(totals, formatSlot(profiles.firstSlot)),
            );
        });
}

function days(text: string): number {
    const count = Number(text);
    if (!Number.isInteger(count) || count < 1) {
        throw problem('PROFILE_INVALID', { what: `--days ${text}`, reason: 'a whole number of days is wanted' });
    }
    return count;
}

function report(totals: ReplayTotals, from: string): string {
    const own = percent(totals.ownUseWh, totals.loadWh);
    const pooled = percent(totals.ownUseWh + totals.matchedWh, totals.loadWh);
    const rows: [string, string][] = [
        ['homes', `${totals.homes}`],
        ['slots', `${totals.slots} from ${from}`],
        ['load', energy(totals.loadWh)],
        ['generation', energy(totals.generationWh)],
        ['used behind the meter', energy(totals.ownUseWh)],
        ['imported', energy(totals.importedWh)],
        ['exported', energy(totals.exportedWh)],
        ['matched between neighbours', energy(totals.matchedWh)],
        ['residual from the grid', energy(totals.residualFromGridWh)],
        ['residual to the grid', energy(totals.residualToGridWh)],
        ['self-sufficiency', `${own} by own use, ${pooled} with trade`],
    ];
    return rows.map(([name, value]) => `${name.padEnd(28)}${value}\n`).join('');
}

function energy(wh: number): string {
    return `${wh.toLocaleString('en')} Wh`;
}

function percent(part: number, whole: number): string {
    return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(2)} %`;
}
