import type { Difference } from '@linguang/network/replay';
import type { AuditResult } from './result.js';

/** The result for a person. */
export function written(result: AuditResult): string {
    const { difference, truncated, against } = result;
    const counts = (of: Readonly<Record<string, number>>): string[] =>
        Object.entries(of).map(([name, count]) => `    ${String(count).padStart(8)}  ${name}`);
    const lines = [
        `channel     ${result.channel}`,
        `block 0     ${result.genesis}`,
        `blocks      ${result.blocks}${difference === null ? '' : ' before the difference'}`,
        'transactions',
        ...counts(result.transactions),
        'computed again and found the same',
        ...counts(result.recomputed),
        ...(result.unchecked.length === 0 ? [] : ['not computed again']),
        ...result.unchecked.map(
            ({ what, count, block, transaction }) =>
                `    ${String(count).padStart(8)}  ${what} (first: block ${block}, transaction ${transaction})`,
        ),
        ...(Object.keys(result.undisclosed).length === 0 ? [] : ['private data that was not disclosed']),
        ...counts(result.undisclosed),
        ...truncated.map(
            (file) => `${file} ends within a block: what came after is missing; export again to continue it`,
        ),
        ...(against === null || !against.same
            ? []
            : [`the first ${against.blocks} blocks of ${against.organisation} (${against.file}) are the same`]),
        ...(difference === null ? [`digest      ${result.digest}`] : ['', ...told(difference)]),
    ];
    return `${lines.join('\n')}\n`;
}

/** A difference, each thing on a line of its own. */
function told(difference: Difference): string[] {
    const { check, block, transaction, transactionId, call, chaincode, collection, key } = difference;
    const rows: [string, string | number | undefined][] = [
        ['DIFFERENCE', check],
        ['block', block],
        ['transaction', transaction],
        ['id', transactionId],
        ['call', call],
        ['chaincode', chaincode],
        ['collection', collection],
        ['key', key],
        ['expected', difference.expected],
        ['found', difference.found],
        ['why', difference.reason],
    ];
    return rows.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(12)}${value}`]));
}
