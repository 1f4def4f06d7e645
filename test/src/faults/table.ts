import type { Outcome } from './stage.js';

/** The outcomes as a table in Markdown. */
export function tableOf(outcomes: readonly Outcome[]): string {
    const rows = outcomes.map(({ number, fault, place, result, operations, lost, doubled, recoveryMs }) => {
        const recovery = recoveryMs === null ? '–' : `${(recoveryMs / 1000).toFixed(1)} s`;
        return [number, fault, place, result, operations, lost, doubled, recovery];
    });
    const head = ['', 'fault', 'engine', 'result', 'operations', 'lost', 'doubled', 'recovery'];
    return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
