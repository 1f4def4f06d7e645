import type { Slot } from '@linguang/chaincode/domain';
import { interruption } from '../interruption.js';
import { TemporaryInstance } from '../temporary/instance.js';
import type { Home } from './homes.js';
import { replayOnLedger } from './ledgerreplay.js';
import { settleOffline } from './replay.js';
import { compare, type LedgerTotals, witness } from './witnesses.js';

/**
 * Runs the homes through a whole Linguang of its own: network, chaincodes, gateways, signed readings. Progress goes to standard error;
 * everything is gone afterwards, also after Ctrl-C.
 * @returns the totals of each slot, on which all organisations agree
 * @throws ReplayMismatch where organisations differ among themselves or from the replay without a ledger
 */
export async function replayThroughLedger(homes: readonly Home[], firstSlot: Slot): Promise<readonly LedgerTotals[]> {
    const began = Date.now();
    const say = (line: string) => process.stderr.write(`${((Date.now() - began) / 1000).toFixed(1)} s  ${line}\n`);
    const signal = interruption();
    const running = await TemporaryInstance.start({ say, signal });
    try {
        const gateways = running.gateways;
        await replayOnLedger(gateways, homes, firstSlot);
        const offline = settleOffline(homes, firstSlot);
        say('comparing the records of all organisations with each other and with a replay without a ledger');
        const totals = await witness(running, firstSlot, offline.length);
        compare(totals, offline, firstSlot);
        say('all agree');
        return totals;
    } finally {
        await running.stop();
    }
}
