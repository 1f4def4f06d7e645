import { formatSlot, problem, slot } from '@linguang/chaincode/domain';
import type { BillMonthRecord, MonthTotals, ObjectionRecord, ObjectionText } from '@linguang/chaincode/ledger';
import type { BillDetail, BillLineSlots, BillList, BillMonthList, MonthBills, Objection } from '../http/api.js';
import { dayOfRow } from '../readmodel/bills.js';
import { type ReadModel, type Row, recordOf } from '../readmodel/readmodel.js';
import { closedBill, correctedSlots, rangeOf, runningBill, runningMonth, slotsOfLine } from './month.js';

/** The bill of a month: as closed, or a preview of the running one. @throws NOT_FOUND, MONTH_INVALID */
export function billDetail(readModel: ReadModel, month: string, participant: string): BillDetail {
    const { from, to } = rangeOf(readModel, month);
    const closed = closedBill(readModel, month, participant);
    const bill = closed?.bill ?? runningBill(readModel, month, participant);
    if (closed === undefined && bill.points.length === 0) {
        throw problem('NOT_FOUND', { kind: 'bill', id: `${month} ${participant}` });
    }
    const objections = objectionsOf(readModel, { month, participant });
    const { points, lines, total, money, rounding, tax } = bill;
    return {
        month,
        participant,
        status: closed === undefined ? 'running' : 'closed',
        from,
        to,
        points: points.map((point) => ({ ...point })),
        lines: lines.map((line) => ({ ...line })),
        total,
        money,
        rounding,
        tax: tax.map((one) => ({ ...one })),
        frozen: frozenOf(objections),
        correctedSlots: correctedSlots(readModel, participant, { from, to }).size,
        objections,
        digest: closed?.digest ?? null,
        salt: closed?.salt ?? null,
        asOf: readModel.asOf,
    };
}

export function billList(readModel: ReadModel, participant: string): BillList {
    const months = readModel.all(
        `SELECT month FROM bills JOIN bill_months m USING (month) WHERE participant = ? AND m.closed = 1
         ORDER BY month DESC LIMIT 120`,
        participant,
    );
    const items = months.map(({ month: name }) => {
        const month = String(name);
        const total = closedBill(readModel, month, participant)?.bill.total ?? null;
        return { month, total, frozen: frozenOf(objectionsOf(readModel, { month, participant })) };
    });
    const running = runningMonth(readModel);
    const isClosed = running !== null && items.some(({ month }) => month === running);
    return { items, running: isClosed ? null : running, asOf: readModel.asOf };
}

/** A line with the slots it sums up. @throws NOT_FOUND */
export function billLineSlots(readModel: ReadModel, month: string, participant: string, number: number): BillLineSlots {
    const { lines, status } = billDetail(readModel, month, participant);
    const line = lines.find((one) => one.line === number);
    if (line === undefined) {
        throw problem('NOT_FOUND', { kind: 'bill line', id: `${month} ${number}` });
    }
    const slots = slotsOfLine(readModel, { month, participant, running: status === 'running' }, line);
    return {
        line,
        slots: slots.map((one) => ({ ...one, start: formatSlot(one.slot) })),
        asOf: readModel.asOf,
    };
}

/** Objections, newest month first: of one bill, one participant, or all. */
export function objectionsOf(
    readModel: ReadModel,
    { month, participant }: Readonly<{ month?: string; participant?: string }> = {},
): Objection[] {
    return readModel
        .all(
            `SELECT * FROM objections WHERE (?1 IS NULL OR month = ?1) AND (?2 IS NULL OR participant = ?2)
             ORDER BY status = 'open' DESC, month DESC, participant, line LIMIT 500`,
            month ?? null,
            participant ?? null,
        )
        .map(objectionOf);
}

/** Months, newest first, with the totals that this organisation holds. */
export function billMonths(readModel: ReadModel): BillMonthList {
    const rolled = readModel.one('SELECT max(day) AS day FROM bill_days')?.['day'];
    return {
        items: readModel.all('SELECT record FROM bill_months ORDER BY month DESC LIMIT 120').map((row) => {
            const { month, closed, part, parts, bills, total, feedIn } = recordOf<BillMonthRecord>(row);
            const held = readModel.one('SELECT record FROM month_totals WHERE month = ?', month);
            const totals = held === undefined ? null : recordOf<MonthTotals>(held);
            const accounts = totals === null ? null : { ...totals.accounts };
            return {
                month,
                closed,
                part,
                parts,
                bills,
                total: totals?.total ?? null,
                accounts,
                public: total !== null,
                feedIn,
            };
        }),
        rolledThrough: rolled == null ? null : dayOfRow(rolled),
        asOf: readModel.asOf,
    };
}

/** The bills of a month, by participant. */
export function monthBills(readModel: ReadModel, month: string): MonthBills {
    const rows = readModel.all('SELECT participant, digest FROM bills WHERE month = ? ORDER BY participant', month);
    return {
        month,
        items: rows.map((row) => {
            const participant = String(row['participant']);
            const bill = closedBill(readModel, month, participant)?.bill;
            return {
                participant,
                total: bill?.total ?? null,
                rounding: bill?.rounding ?? null,
                digest: String(row['digest']),
            };
        }),
        asOf: readModel.asOf,
    };
}

function objectionOf(row: Row): Objection {
    const { month, participant, line, status, by, decidedFrom } = recordOf<ObjectionRecord>(row);
    const words = row['words'] === null ? null : recordOf<ObjectionText>(row, 'words');
    return {
        month,
        participant,
        line,
        status,
        signedBy: 'participant' in by ? 'participant' : 'organisation',
        amount: words?.amount ?? null,
        text: words?.text ?? null,
        granted: words?.decision?.amount ?? null,
        answer: words?.decision?.text ?? null,
        decidedFrom: decidedFrom === null ? null : formatSlot(slot(decidedFrom)),
    };
}

function frozenOf(objections: readonly Objection[]): number {
    return objections.reduce((sum, { status, amount }) => sum + (status === 'open' ? (amount ?? 0) : 0), 0);
}
