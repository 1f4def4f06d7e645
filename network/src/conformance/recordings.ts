import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFileAtomically } from '../files.js';
import type { Step, Transcript } from './transcript/transcript.js';

const FOLDER = fileURLToPath(new URL('../../conformance/recordings/', import.meta.url));

/** Lines of Fabric whose answers are recorded. */
export const RECORDED_LINES = ['3.1', '2.5'] as const;

/** What real Fabric of a line answered in a scenario; undefined where that was not recorded. */
export async function readRecording(line: string, scenario: string): Promise<Transcript | undefined> {
    let text: string;
    try {
        text = await readFile(fileOf(line, scenario), 'utf8');
    } catch {
        return undefined;
    }
    const steps: Step[] = JSON.parse(text);
    return { scenario, steps };
}

/** Writes a recording: one step after the other, readable, the same bytes for the same answers. */
export async function writeRecording(line: string, { scenario, steps }: Transcript): Promise<void> {
    const file = fileOf(line, scenario);
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomically(file, `${JSON.stringify(steps, null, 1)}\n`);
}

function fileOf(line: string, scenario: string): string {
    return join(FOLDER, line, `${scenario}.json`);
}
