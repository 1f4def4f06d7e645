import type { ChaincodeStub } from 'fabric-shim-api';
import {
    type Correction,
    type CorrectionRecord,
    canonical,
    Fields,
    type Line,
    type Participant,
    type ParticipantKey,
    type Point,
    parseJson,
    type Settled,
    type Slot,
    type SlotRecord,
    utf8Text,
} from '../../domain/index.js';
import { contractProblem, type PointRecord } from '../../ledger/index.js';

const OK = 200;
const ENERGY = process.env['LINGUANG_ENERGY_CHAINCODE'] ?? 'energy';

/** What the energy ledger says of a period: {@link Settled}, and which of some slots are gated. */
export type EnergyView = Settled & { readonly gated: ReadonlySet<Slot> };

/**
 * Asks the energy chaincode for the records of slots `from` to `to`, both included, for the corrections since and for some gates. The
 * calls are simulated with this transaction: a slot that is settled again, corrected or gated meanwhile invalidates it.
 * @throws ENERGY_REFUSED
 */
export async function settledSlots(
    stub: ChaincodeStub,
    period: Readonly<{ from: number; to: number }>,
    marks: readonly Slot[],
): Promise<EnergyView> {
    const fields = await ask(stub, 'settlement:certifiable', { ...period, marks: [...new Set(marks)] });
    const records = fields.list('records', (value) => value as SlotRecord);
    const corrected = fields.list('corrections', (value) => value as CorrectionRecord, 100_000);
    const corrections = new Map<Slot, readonly Correction[]>();
    for (const { slot } of corrected) {
        if (!corrections.has(slot)) {
            corrections.set(slot, await correctionsOf(stub, slot));
        }
    }
    return {
        records: new Map(records.map((record) => [record.slot, record])),
        corrections,
        gated: new Set(fields.list('gated', (value) => value as Slot)),
    };
}

/** Corrections of a slot with their private entries, oldest first. @throws ENERGY_REFUSED */
export async function correctionsOf(stub: ChaincodeStub, slot: Slot): Promise<readonly Correction[]> {
    const fields = await ask(stub, 'settlement:getCorrections', { slot });
    return fields.list('corrections', (value) => value as Correction, 100_000);
}

/** A participant with her keys. @throws ENERGY_REFUSED where there is none */
export async function participantOf(stub: ChaincodeStub, participant: string): Promise<Participant> {
    const fields = await ask(stub, 'registry:getParticipant', { participant });
    return {
        v: 1,
        participant: fields.id('participant'),
        roles: [],
        keys: fields.list('keys', (key) => key as ParticipantKey),
    };
}

/** A metering point as it is registered for a slot; undefined if it is not. @throws ENERGY_REFUSED for one that never was */
export async function pointAt(stub: ChaincodeStub, point: string, at: Slot): Promise<Point | undefined> {
    const fields = await ask(stub, 'registry:getPoint', { point });
    const versions = fields.list('versions', (version) => version as PointRecord['versions'][number], 100_000);
    return versions.findLast(({ from }) => from <= at)?.point;
}

/** All lines of a slot; only for evaluation. @throws ENERGY_REFUSED */
export async function linesOf(stub: ChaincodeStub, slot: Slot): Promise<readonly Line[]> {
    const fields = await ask(stub, 'settlement:getLines', { slot });
    return fields.list('lines', (value) => value as Line, 1_000_000);
}

async function ask(stub: ChaincodeStub, name: string, argument: object): Promise<Fields> {
    const { status, message, payload } = await stub.invokeChaincode(
        ENERGY,
        [name, canonical(argument)],
        stub.getChannelID(),
    );
    if (status !== OK || payload === undefined) {
        throw contractProblem('ENERGY_REFUSED', { reason: message ?? `status ${status}` });
    }
    return new Fields(parseJson(utf8Text(payload), 'answer'), 'answer');
}
