import { moneyFromJson } from '@linguang/chaincode/domain';
import type { BillDetail } from '../http/api.js';

const columns = [
    'month',
    'participant',
    'line',
    'kind',
    'metering_point',
    'period',
    'price_cny_per_kwh',
    'kwh',
    'amount_cny',
    'exact_cny',
    'vat_percent',
    'reference',
    'of_month',
] as const;

/**
 * A bill as a spreadsheet reads it: UTF-8 with byte order mark, CRLF, a last line with the total. Text that a spreadsheet would take for a
 * formula is put behind an apostrophe.
 */
export function billCsv(bill: BillDetail): string {
    const rows = bill.lines.map((line) => [
        text(bill.month),
        text(bill.participant),
        String(line.line),
        line.kind,
        text(line.point),
        text(line.period),
        line.price === null ? '' : decimal(BigInt(line.price), 4),
        line.wh === null ? '' : decimal(BigInt(line.wh), 3),
        decimal(BigInt(line.fen), 2),
        decimal(moneyFromJson(line.money), 7),
        decimal(BigInt(line.vat), 2),
        text(line.reference),
        text(line.ofMonth ?? ''),
    ]);
    const exact = decimal(moneyFromJson(bill.money), 7);
    const total = [
        bill.month,
        text(bill.participant),
        '',
        'total',
        '',
        '',
        '',
        '',
        decimal(BigInt(bill.total), 2),
        exact,
    ];
    const all = [[...columns], ...rows, [...total, '', '', '']];
    return `\uFEFF${all.map((row) => `${row.join(',')}\r\n`).join('')}`;
}

/** A whole number of 10⁻ᵈ units as a decimal fraction. */
function decimal(value: bigint, digits: number): string {
    const sign = value < 0n ? '-' : '';
    const padded = String(value < 0n ? -value : value).padStart(digits + 1, '0');
    return `${sign}${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
}

function text(value: string): string {
    const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
