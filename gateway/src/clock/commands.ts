import { randomBytes } from 'node:crypto';
import type { Slot } from '@linguang/chaincode/domain';
import type { Command } from '../ledger/command.js';

/** Fixes what takes part in every slot up to `through`. */
export function gateCommand(through: Slot): Command {
    return { chaincode: 'energy', transaction: 'metering:gate', argument: { through } };
}

/** Ends the time for readings of every slot up to `through`. */
export function closeCommand(through: Slot): Command {
    return { chaincode: 'energy', transaction: 'metering:close', argument: { through } };
}

/** Rolls the entries of the past into the book of a ledger day. */
export function rollCommand(day: number): Command {
    return { chaincode: 'energy', transaction: 'registry:rollDay', argument: { day } };
}

/** Settles a slot; the seed that salts its lines is drawn here and goes to the endorsers as transient data. */
export function settleCommand(slot: Slot): Command {
    return {
        chaincode: 'energy',
        transaction: 'settlement:settle',
        argument: { slot },
        transient: { seed: randomBytes(32).toString('hex') },
    };
}
