import { createHash } from 'node:crypto';
import { setImmediate as breath } from 'node:timers/promises';
import {
    type Accreditation,
    type CertificateRecord,
    canonical,
    criteriaDigest,
    formatDate,
    hasSlot,
    type Line,
    ledgerDay,
    type ReconciliationRecord,
    type ReservationRecord,
    type SchemeVersion,
    type Slot,
    type SlotRecord,
    type StorageRecord,
    slotPlus,
    slotsOf,
    standingLine,
} from '@linguang/chaincode/domain';
import { schemeAt, termsAt } from '../certificates/basis.js';
import { beneficiaryNonce } from '../certificates/beneficiary.js';
import { correctionsIn, Examination } from '../certificates/examination.js';
import { sha256 } from '../crypto/sha256.js';
import type { Period } from '../energy/periods.js';
import type { Gateway } from '../gateway.js';
import { type ReadModel, type Row, recordOf } from '../readmodel/readmodel.js';
import { balancesOfDays } from '../reservations/conservation.js';

export const AUDIT_PACKAGE = 'linguang-audit-package';

/** One line of a package: an object whose `kind` says what it is. */
export type PackageLine = Readonly<{ kind: string }> & Readonly<Record<string, unknown>>;

/**
 * Everything that certificates of some days rest on, line by line: scheme versions, accreditations, reservations, reconciliations and
 * storage; every slot with all its lines, the seed of their salts and the corrections since, from which each root can be computed again;
 * every certificate with the opening of its commitment, the lines it took, and the rule check made again now; and where each plant's
 * energy went. It holds pseudonyms and load curves: it is for an auditor bound to secrecy.
 */
export async function* packageLines(
    gateway: Pick<Gateway, 'readModel' | 'profile' | 'simulation'>,
    days: Readonly<{ from: string; to: string }>,
    period: Period,
): AsyncGenerator<PackageLine> {
    const { readModel, profile, simulation } = gateway;
    const { block } = readModel.asOf;
    const blockHash = readModel.one('SELECT hash FROM blocks WHERE number = ?', block)?.['hash'] ?? null;
    const about = {
        channel: profile.channel,
        days,
        period: { ...period },
        simulation,
        asOf: { block, hash: blockHash },
    };
    yield { kind: 'package', format: AUDIT_PACKAGE, v: 1, ...about };
    yield* records<SchemeVersion>(readModel, 'scheme', 'SELECT record FROM schemes ORDER BY scheme, version');
    yield* records<Accreditation>(readModel, 'plant', 'SELECT record FROM plants ORDER BY plant');
    const [first, last] = [ledgerDay(period.from), ledgerDay(slotPlus(period.to, -1))];
    yield* records<ReservationRecord>(
        readModel,
        'reservation',
        'SELECT record FROM reservations WHERE day >= ? AND day <= ? ORDER BY day, plant',
        first,
        last,
    );
    yield* records<ReconciliationRecord>(
        readModel,
        'reconciliation',
        'SELECT record FROM reconciliations WHERE month >= ? AND month <= ? ORDER BY month, plant',
        formatDate(first).slice(0, 7),
        formatDate(last).slice(0, 7),
    );
    yield* records<StorageRecord>(
        readModel,
        'storage',
        'SELECT record FROM storage_records WHERE slot >= ? AND slot < ? ORDER BY slot, device, kind',
        period.from,
        period.to,
    );
    for (const slot of slotsOf(period)) {
        yield* slotLines(readModel, slot);
        await breath();
    }
    yield* certificateLines(readModel, period);
    yield* balanceLines(readModel, { first, last });
}

/**
 * A package as text: each line canonical JSON, the last one `{kind: "end", lines, sha256}` over all bytes before it.
 * @throws as {@link packageLines}
 */
export async function* packageText(lines: AsyncIterable<PackageLine>): AsyncGenerator<string> {
    const digest = createHash('sha256');
    let count = 0;
    for await (const line of lines) {
        const text = `${canonical(line)}\n`;
        digest.update(text);
        count++;
        yield text;
    }
    yield `${canonical({ kind: 'end', lines: count, sha256: digest.digest('hex') })}\n`;
}

function* records<T extends object>(
    readModel: ReadModel,
    kind: string,
    sql: string,
    ...values: (string | number)[]
): Generator<PackageLine> {
    for (const row of readModel.all(sql, ...values)) {
        yield { kind, record: recordOf<T>(row) };
    }
}

function* slotLines(readModel: ReadModel, slot: Slot): Generator<PackageLine> {
    const row = readModel.one('SELECT * FROM slots WHERE slot = ?', slot);
    if (row === undefined) {
        return;
    }
    const lines = readModel
        .all('SELECT record FROM lines WHERE slot = ? ORDER BY position', slot)
        .map((line) => recordOf<Line>(line));
    yield {
        kind: 'slot',
        record: recordOf<SlotRecord>(row),
        ...placeOf(row),
        seed: readModel.one('SELECT seed FROM seeds WHERE slot = ?', slot)?.['seed'] ?? null,
        lines,
        corrections: (correctionsIn(readModel, { from: slot, to: slotPlus(slot, 1) }).get(slot) ?? []).map((one) => ({
            ...one,
        })),
    };
}

async function* certificateLines(readModel: ReadModel, { from, to }: Period): AsyncGenerator<PackageLine> {
    const examination = new Examination(readModel);
    const rows = readModel.all(
        'SELECT number FROM certificates WHERE first >= ? AND first < ? ORDER BY block, idx, number',
        from,
        to,
    );
    for (const { number } of rows) {
        const row = readModel.one('SELECT * FROM certificates WHERE number = ?', String(number));
        if (row !== undefined) {
            const record = recordOf<CertificateRecord>(row);
            const { participant } = row;
            const seed = readModel.one('SELECT seed FROM seeds WHERE slot = ?', record.period.from)?.['seed'];
            const nonce = typeof seed === 'string' ? beneficiaryNonce(seed, record.number) : null;
            yield {
                kind: 'certificate',
                record,
                participant: participant ?? null,
                nonce,
                ...placeOf(row),
                at: row['at'] ?? null,
                lines: typeof participant === 'string' ? linesTaken(readModel, row, record, participant) : [],
            };
            if (typeof participant === 'string' && schemeAt(readModel, record.period.from) !== undefined) {
                const terms = termsAt(readModel, record.period);
                const results = examination.of([participant], record.period, terms).get(participant) ?? [];
                const digest = criteriaDigest(results, sha256);
                // A rule check made again after a correction or a withdrawal rightly has another result.
                const agrees = digest === record.criteriaDigest;
                yield {
                    kind: 'check',
                    number: record.number,
                    results: results.map((one) => ({ ...one })),
                    digest,
                    agrees,
                };
            }
            await breath();
        }
    }
}

/** Slot and point of each line that a certificate took, in the order of its evidence, with the corrections that counted at issue. */
function linesTaken(readModel: ReadModel, row: Row, { number, period }: CertificateRecord, participant: string) {
    const maps = new Map(
        readModel
            .all('SELECT plant, day, map FROM allocations WHERE number = ?', number)
            .map(({ plant, day, map }) => [`${plant}|${day}`, String(map)]),
    );
    const counted = new Map(
        readModel
            .all(
                'SELECT slot, max(number) AS last FROM corrections WHERE slot >= ? AND slot < ? AND (block, idx) < (?, ?) GROUP BY slot',
                period.from,
                period.to,
                Number(row['block']),
                Number(row['idx']),
            )
            .map(({ slot, last }) => [Number(slot), Number(last)]),
    );
    const corrections = correctionsIn(readModel, period);
    return readModel
        .all(
            'SELECT record FROM lines WHERE participant = ? AND slot >= ? AND slot < ? AND certifiable > 0 ORDER BY slot, position',
            participant,
            period.from,
            period.to,
        )
        .map((line) => recordOf<Line>(line))
        .filter((line) => {
            const before = (corrections.get(line.slot) ?? []).slice(0, counted.get(line.slot) ?? 0);
            const { ownReceived, bought } = standingLine(line, before);
            const clean = [...ownReceived, ...bought].filter(({ certifiable }) => certifiable > 0);
            const held = ({ plant }: { plant: string }) => {
                const map = maps.get(`${plant}|${ledgerDay(line.slot)}`);
                return map !== undefined && hasSlot(map, line.slot);
            };
            return clean.length > 0 && clean.every(held);
        })
        .map(({ slot, point }) => ({ slot, point, corrections: counted.get(slot) ?? 0 }));
}

function* balanceLines(
    readModel: ReadModel,
    { first, last }: Readonly<{ first: number; last: number }>,
): Generator<PackageLine> {
    const months = new Set([formatDate(first).slice(0, 7), formatDate(last).slice(0, 7)]);
    for (const { plant } of readModel.all('SELECT plant FROM plants ORDER BY plant')) {
        for (const month of months) {
            for (const { day, balance } of balancesOfDays(readModel, String(plant), month)) {
                if (day >= first && day <= last) {
                    yield { kind: 'balance', day, date: formatDate(day), ...balance };
                }
            }
        }
    }
}

function placeOf(row: Row) {
    return { block: row['block'] ?? null, transactionId: row['transaction_id'] ?? null };
}
