import {
    type CheckResult,
    canonical,
    checkReading,
    formatSlot,
    hex,
    hexBytes,
    type Line,
    leafHash,
    type Point,
    problem,
    type Slot,
    type SlotRecord,
    slot as slotOf,
    utf8,
    verifyInclusion,
} from '@linguang/chaincode/domain';
import { z } from 'zod';
import { verifyEs256 } from '../crypto/es256.js';
import { sha256 } from '../crypto/sha256.js';
import { proofsOf } from '../energy/lines.js';
import type { Period } from '../energy/periods.js';
import type { EvidenceOfSlot, EvidenceSlot } from '../http/api.js';
import type { Endorsement } from '../ledger/endorsement.js';
import { type ReadModel, recordOf } from '../readmodel/readmodel.js';
import { schemeAt, termsAt } from './basis.js';
import { certifiableOf } from './evidence.js';
import { correctionsIn } from './examination.js';

/** The quarter-hours of a consumer's period that carry clean energy, and what the rule check says of each. */
export function evidenceSlots(
    readModel: ReadModel,
    participant: string,
    { from, to }: Period,
    results: readonly CheckResult[],
): readonly EvidenceSlot[] {
    const terms = schemeAt(readModel, from) === undefined ? undefined : termsAt(readModel, { from, to });
    const corrections = correctionsIn(readModel, { from, to });
    const rows = readModel.all(
        `SELECT record, unknown, imported, corrected FROM lines
         WHERE participant = ? AND slot >= ? AND slot < ? AND certifiable > 0 ORDER BY slot, position`,
        participant,
        from,
        to,
    );
    return rows.map((row): EvidenceSlot => {
        const line = recordOf<Line>(row);
        const trades = terms === undefined ? [] : certifiableOf(line, corrections.get(line.slot) ?? [], terms);
        return {
            slot: line.slot,
            start: formatSlot(line.slot),
            point: line.point,
            state: line.state,
            importedWh: Number(row['unknown']) > 0 ? null : Number(row['imported']),
            cleanWh: trades.reduce((sum, { wh }) => sum + wh, 0),
            plants: trades.map(({ plant, source, wh }) => ({ plant, source, wh })),
            corrected: Number(row['corrected']) > 0,
            criteria: results.filter(({ slots }) => slots.includes(line.slot)).map(({ criterion }) => criterion),
        };
    });
}

const Stored = z.object({
    batches: z.array(
        z.object({ transaction: z.string(), readings: z.array(z.object({ point: z.string(), ocmf: z.string() })) }),
    ),
});

/**
 * Down to the meters: a participant's lines of a slot with their proofs, and the signed readings of her points and of the plants she
 * received from, each judged again against the registration of its meter.
 * @throws NOT_FOUND, and LedgerFailure where no peer of this organisation has the readings
 */
export async function evidenceOfSlot(
    { readModel, endorsement }: Readonly<{ readModel: ReadModel; endorsement: Endorsement }>,
    participant: string,
    slot: Slot,
): Promise<EvidenceOfSlot> {
    const row = readModel.one('SELECT * FROM slots WHERE slot = ?', slot);
    if (row === undefined) {
        throw problem('NOT_FOUND', { kind: 'slot', id: formatSlot(slot) });
    }
    const { root, revision, final } = recordOf<SlotRecord>(row);
    const proofs = proofsOf(readModel, participant, slot);
    const points = new Set(proofs.flatMap(({ line }) => [line.point, ...pointsOfPlants(readModel, line)]));
    const answer = await endorsement.evaluate({
        chaincode: 'energy',
        transaction: 'metering:getReadings',
        argument: { slot },
    });
    const { batches } = Stored.parse(JSON.parse(answer));
    return {
        slot,
        start: formatSlot(slot),
        participant,
        revision,
        final,
        merkleRoot: root,
        transactionId: String(row['transaction_id']),
        block: Number(row['block']),
        lines: proofs.map(({ line, ...proof }) => {
            const leaf = leafHash(sha256, utf8(canonical({ line, salt: proof.salt })));
            const path = proof.path.map(hexBytes);
            const { index, size } = proof;
            return {
                point: line.point,
                proven: verifyInclusion(sha256, { leaf, index, size, path, root: hexBytes(root) }),
                leaf: hex(leaf),
                proof: { ...proof, path: [...proof.path], line: { ...line } },
            };
        }),
        readings: batches.flatMap(({ transaction, readings }) =>
            readings
                .filter(({ point }) => points.has(point))
                .map(({ point, ocmf }) => judged(readModel, { point, ocmf, slot, transaction })),
        ),
        asOf: readModel.asOf,
    };
}

function judged(
    readModel: ReadModel,
    { point, ocmf, slot, transaction }: Readonly<{ point: string; ocmf: string; slot: Slot; transaction: string }>,
): EvidenceOfSlot['readings'][number] {
    const { code, reading } = checkReading(ocmf, {
        point: registeredAt(readModel, point, slot),
        slot: slotOf(slot),
        verify: verifyEs256,
    });
    return {
        point,
        code,
        serial: reading?.serial ?? null,
        importedWh: reading === null ? null : reading.import.end - reading.import.start,
        exportedWh: reading === null ? null : reading.export.end - reading.export.start,
        ocmf,
        transactionId: transaction,
    };
}

/** As the point was registered in the slot; undefined where it was not. */
function registeredAt(readModel: ReadModel, point: string, slot: Slot): Point | undefined {
    const row = readModel.one(
        "SELECT record FROM entries WHERE kind = 'point' AND id = ? AND slot <= ? ORDER BY slot DESC, sequence DESC LIMIT 1",
        point,
        slot,
    );
    return row === undefined ? undefined : recordOf<{ readonly body: Point }>(row).body;
}

/** Metering points of the accredited plants that a line received energy from. */
function pointsOfPlants(readModel: ReadModel, { bought, ownReceived }: Line): readonly string[] {
    const plants = new Set([...bought, ...ownReceived].map(({ plant }) => plant));
    return [...plants].flatMap((plant) => {
        const point = readModel.one("SELECT record ->> '$.point' AS point FROM plants WHERE plant = ?", plant)?.[
            'point'
        ];
        return typeof point === 'string' ? [point] : [];
    });
}
