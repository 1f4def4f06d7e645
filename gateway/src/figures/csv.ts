import type { FiguresReport } from '../http/api/figures.js';

/** A report as a table of comma-separated values (RFC 4180): figure, value, unit; one row a figure. Empty: nothing to reckon. */
export function figuresCsv(report: FiguresReport): string {
    const { carbon } = report;
    const rows: readonly (readonly [string, string | number | null, string])[] = [
        ['participant', report.participant ?? 'community', ''],
        ['from', report.from, 'slot'],
        ['to', report.to, 'slot'],
        ['slots', report.slots, ''],
        ['unknownLines', report.unknownLines, ''],
        ['correctedLines', report.correctedLines, ''],
        ['imported', report.importedWh, 'Wh'],
        ['exported', report.exportedWh, 'Wh'],
        ['gridOnly', report.gridOnly, '1e-7 CNY'],
        ['paid', report.paid, '1e-7 CNY'],
        ['savings', report.savings, '1e-7 CNY'],
        ['selfSufficiency', report.selfSufficiency, '0.01 %'],
        ['selfConsumption', report.selfConsumption, '0.01 %'],
        ['localShare', report.localShare, '0.01 %'],
        ['cleanShare', report.cleanShare, '0.01 %'],
        ['averagePrice', report.averagePrice, '1e-4 CNY/kWh'],
        ['averageAllIn', report.averageAllIn, '1e-4 CNY/kWh'],
        ['atLowBound', report.atLowBound, '0.01 %'],
        ['atHighBound', report.atHighBound, '0.01 %'],
        ['concentration', report.concentration, 'HHI'],
        ['sellers', report.sellers, ''],
        ['co2LocationBased', carbon?.locationBasedMg ?? null, 'mg'],
        ['co2LocationFactor', carbon?.location.perKwh ?? null, '1e-4 kg/kWh'],
        ['co2LocationYear', carbon?.location.year ?? null, ''],
        ['co2LocationSource', carbon?.location.source ?? null, ''],
        ['co2MarketBased', carbon?.marketBasedMg ?? null, 'mg'],
        ['co2ResidualFactor', carbon?.residual.perKwh ?? null, '1e-4 kg/kWh'],
        ['co2ResidualYear', carbon?.residual.year ?? null, ''],
        ['co2ResidualSource', carbon?.residual.source ?? null, ''],
    ];
    return `${[['figure', 'value', 'unit'], ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** Quoted where needed; a text that a spreadsheet would take for a formula is quoted with an apostrophe before it. */
function cell(value: string | number | null | undefined): string {
    const text = String(value ?? '');
    const safe = typeof value === 'string' && /^[=+@]|^-(?!\d+$)/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
