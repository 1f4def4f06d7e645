import { resolve } from 'node:path';
import { type Examination, examine, type Finding, findNetwork } from '@linguang/network';

export type DoctorOptions = Readonly<{
    data: string;
    json?: boolean;
    /** A line for each check that found nothing wrong, too. */
    verbose?: boolean;
    /** Exit code 1 for warnings, too. */
    strict?: boolean;
}>;

/** `linguang network doctor`: exit code 1 when something is wrong. */
export async function doctor(options: DoctorOptions): Promise<void> {
    const examination = await examine(await findNetwork(resolve(options.data)));
    const text =
        options.json === true
            ? JSON.stringify(examination, null, 4)
            : inWords(examination, options.verbose === true).join('\n');
    await new Promise((written) => process.stdout.write(`${text}\n`, written));
    const isWell = options.strict === true ? examination.findings.length === 0 : examination.healthy;
    // A connection to a node that hangs must not keep the command.
    process.exit(isWell ? 0 : 1);
}

/** The lines a person reads. */
export function inWords(examination: Examination, verbose: boolean): string[] {
    const { findings, passed, milliseconds, running, engine } = examination;
    const count = (severity: Finding['severity'], word: string) => {
        const number = findings.filter((one) => one.severity === severity).length;
        return `${number} ${word}${number === 1 ? '' : 's'}`;
    };
    const state = `${engine ?? 'no ledger yet'}, ${running ? 'running' : 'not running'}`;
    const time = `${(milliseconds / 1000).toFixed(1)} s`;
    return [
        ...(verbose ? passed.map(({ check, seen }) => `ok       ${check.padEnd(12)} ${seen}`) : []),
        ...findings.flatMap(describe),
        findings.length === 0
            ? `nothing is wrong (${state}; ${passed.length} checks, ${time})`
            : `${count('error', 'error')}, ${count('warning', 'warning')} (${state}; ${time})`,
    ];
}

function describe({ code, severity, about, meaning, seen, expected, remedy, advice }: Finding): string[] {
    return [
        `${severity.padEnd(8)} ${code}: ${about}`,
        `         ${meaning}`,
        `         seen:     ${seen}`,
        `         expected: ${expected}`,
        `         remedy:   ${remedy}`,
        `                   (${advice})`,
    ];
}
