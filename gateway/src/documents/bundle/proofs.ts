import {
    type CertificateRecord,
    type CorrectionRecord,
    hex,
    type Line,
    type LineProof,
    type MeterProofs,
    problem,
    readAccepted,
    type Slot,
    type SlotRecord,
    slot,
} from '@linguang/chaincode/domain';
import { z } from 'zod';
import { beneficiaryNonce } from '../../certificates/beneficiary.js';
import { proofsOf } from '../../energy/lines.js';
import type { Gateway } from '../../gateway.js';
import { type ReadModel, recordOf } from '../../readmodel/readmodel.js';
import type { Documents } from '../credential/documents.js';
import { attested, base64url } from './evidence.js';

/** Slots whose readings are asked for at once. */
const AT_ONCE = 8;

/**
 * What the holder of a certificate keeps to have it checked down to her meters: lines with proofs, records of the slots, signed readings, and
 * the registrations of her metering points as peers of grid and community sign them.
 * @throws NOT_FOUND, LedgerFailure
 */
export async function meterProofs(gateway: Gateway, documents: Documents, number: string): Promise<MeterProofs> {
    const { readModel } = gateway;
    const row = readModel.one('SELECT * FROM certificates WHERE number = ?', number);
    const participant = row?.['participant'];
    const record = row && recordOf<CertificateRecord>(row);
    const seed = record && readModel.one('SELECT seed FROM seeds WHERE slot = ?', record.period.from)?.['seed'];
    if (typeof participant !== 'string' || record === undefined || typeof seed !== 'string') {
        throw problem('NOT_FOUND', { kind: 'certificate', id: number });
    }
    const { from, to } = record.period;
    const slots = Array.from({ length: to - from }, (_, index) => slot(from + index));
    const facts = documents.facts(number);
    const certified = new Set(facts.lines.filter((one) => one.certified).map(({ line }) => nameOf(line)));
    const lines = slots.flatMap((at) => proofsOf(readModel, participant, at));
    const points = [...new Set(lines.map(({ line }) => line.point))].sort();
    const ask = async (point: string) =>
        base64url(
            await attested(gateway, { chaincode: 'energy', transaction: 'registry:getPoint', argument: { point } }),
        );
    return {
        type: 'LinguangMeterProofs',
        v: 1,
        number,
        participant,
        nonce: beneficiaryNonce(seed, number),
        key: hex(facts.key),
        records: facts.slots.toSorted((a: SlotRecord, b: SlotRecord) => a.slot - b.slot),
        lines: lines.map((proof) => ({ proof, certified: certified.has(nameOf(proof.line)) })),
        corrections: correctionsBefore(readModel, record.period, {
            block: Number(row?.['block']),
            index: Number(row?.['idx']),
        }),
        readings: await readingsOf(gateway, lines),
        points: await Promise.all(points.map(ask)),
    };
}

function nameOf({ slot: at, point, handover }: Line): string {
    return `${at}|${point}|${handover}`;
}

/** As the evidence of the issue counted them. */
function correctionsBefore(
    readModel: ReadModel,
    { from, to }: CertificateRecord['period'],
    { block, index }: Readonly<{ block: number; index: number }>,
): readonly CorrectionRecord[] {
    return readModel
        .all(
            `SELECT record FROM corrections WHERE slot >= ? AND slot < ? AND (block < ? OR (block = ? AND idx < ?))
             ORDER BY slot, number`,
            from,
            to,
            block,
            block,
            index,
        )
        .map((row) => recordOf<CorrectionRecord>(row));
}

const Readings = z.object({
    batches: z.array(z.object({ readings: z.array(z.object({ ocmf: z.string(), point: z.string() })) })),
});

/** The readings that signed lines rest on: of several of a point the one whose registers the line has. */
async function readingsOf(gateway: Gateway, lines: readonly LineProof[]): Promise<MeterProofs['readings']> {
    const signed = lines.map(({ line }) => line).filter(({ state, handover }) => state === 'signed' && !handover);
    const wanted = [...Map.groupBy(signed, (line) => line.slot)];
    const found: MeterProofs['readings'][number][] = [];
    for (let at = 0; at < wanted.length; at += AT_ONCE) {
        const some = wanted.slice(at, at + AT_ONCE);
        const read = await Promise.all(some.map(async ([of, own]) => await readingsIn(gateway, of, own)));
        found.push(...read.flat());
    }
    return found;
}

async function readingsIn(
    { endorsement }: Gateway,
    of: Slot,
    lines: readonly Line[],
): Promise<MeterProofs['readings'][number][]> {
    const command = { chaincode: 'energy', transaction: 'metering:getReadings', argument: { slot: of } };
    const { batches } = Readings.parse(JSON.parse(await endorsement.evaluate(command)));
    const all = batches.flatMap(({ readings }) => readings);
    return lines.flatMap(({ point, end }) => {
        const fits = all.find((one) => one.point === point && readAccepted(one.ocmf, point).import.end === end?.import);
        return fits === undefined ? [] : [{ slot: of, point, ocmf: fits.ocmf }];
    });
}
