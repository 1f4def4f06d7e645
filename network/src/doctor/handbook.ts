import { CATALOGUE, type CatalogueEntry, CHECKS } from './catalogue.js';

/** The tables of the operator's handbook, one for each check, in Markdown. */
export function handbook(): string {
    const entries = Object.entries<CatalogueEntry>(CATALOGUE);
    return CHECKS.map((check) => {
        const rows = entries
            .filter(([, entry]) => entry.check === check)
            .map(([code, { severity, meaning, remedy, advice }]) =>
                row([`\`${code}\``, severity, meaning, `\`${remedy}\``, advice]),
            );
        return [
            `### ${check}`,
            '',
            row(['code', 'severity', 'meaning', 'remedy', 'besides']),
            row(Array(5).fill('---')),
            ...rows,
            '',
        ].join('\n');
    }).join('\n');
}

function row(cells: readonly string[]): string {
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
