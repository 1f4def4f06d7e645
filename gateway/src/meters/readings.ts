import { randomBytes } from 'node:crypto';
import { canonical, formatSlot, hex, slot, utf8 } from '@linguang/chaincode/domain';
import { packBatch } from '@linguang/chaincode/ledger';
import { z } from 'zod';
import { sha256 } from '../crypto/sha256.js';
import { ReadingsRequest, SlotNumber } from '../http/api.js';
import { parse, toSlot } from '../http/input.js';
import type { Command } from '../ledger/command.js';
import { defineAction } from '../operations/action.js';
import { Refusals } from '../readmodel/readings.js';

const answer = z.object({
    batch: z.string(),
    slot: SlotNumber,
    late: z.boolean(),
    count: z.int(),
    accepted: z.int(),
    refused: Refusals,
});

/** A batch of readings: what was refused, and why, one by one. */
export const submitReadings = defineAction('readings.submit', answer, (result) => ({
    ...result,
    start: formatSlot(slot(result.slot)),
}));

/**
 * The batch of a request. Readings travel as transient data to the endorsers alone; in public stand their number and a digest that a
 * random salt, drawn here, keeps from being guessed.
 */
export function readingsCommand(body: unknown): Command {
    const request = parse(ReadingsRequest, body);
    const batch = { salt: randomBytes(32).toString('hex'), readings: request.readings };
    const json = canonical(batch);
    return {
        chaincode: 'energy',
        transaction: 'metering:submitReadings',
        argument: {
            batch: randomBytes(9).toString('base64url').replace(/^[-_]/, '0'),
            slot: toSlot(request.slot),
            count: request.readings.length,
            digest: hex(sha256(utf8(json))),
        },
        transient: { batch: packBatch(json) },
    };
}
