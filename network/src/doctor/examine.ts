import type { Check } from './catalogue.js';
import { examineCertificates } from './certificates.js';
import { examineChannel } from './channel.js';
import { examineClock } from './clock.js';
import { examineDefinitions } from './definitions.js';
import { examineDisk } from './disk.js';
import { type Finding, Notes, type Passed } from './finding.js';
import { examineLedgers } from './ledgers.js';
import { examineMembership } from './membership.js';
import { examineNodes } from './nodes.js';
import { examineOrderers } from './orderers.js';
import { examinePackages } from './packages.js';
import { examinePermissions } from './permissions.js';
import { examinePorts } from './ports.js';
import { PROBES, type Probes } from './probes.js';
import { examineProcesses } from './processes.js';
import { examineProfiles } from './profiles.js';
import { examinePrograms } from './programs.js';
import { Scene } from './scene.js';

/** Every check ends here, finished or not. */
const CUT_MS = 4500;

/** The outcome of an examination. */
export type Examination = Readonly<{
    /** Whether there is no error; there may be warnings. */
    healthy: boolean;
    dataDirectory: string;
    /** Undefined before the first start. */
    engine: 'embedded' | 'fabric' | undefined;
    running: boolean;
    /** ISO 8601. */
    examinedAt: string;
    milliseconds: number;
    /** Errors first. */
    findings: readonly Finding[];
    passed: readonly Passed[];
}>;

type Examine = (scene: Scene, notes: Notes) => Promise<void>;

const EXAMINATIONS: readonly (readonly [Check, Examine])[] = [
    ['programs', examinePrograms],
    ['disk', examineDisk],
    ['permissions', examinePermissions],
    ['clock', examineClock],
    ['certificates', examineCertificates],
    ['membership', examineMembership],
    ['channel', examineChannel],
    ['profiles', examineProfiles],
    ['processes', examineProcesses],
    ['ports', examinePorts],
    ['nodes', examineNodes],
    ['orderers', examineOrderers],
    ['ledgers', examineLedgers],
    ['packages', examinePackages],
    ['definitions', examineDefinitions],
];

/**
 * Looks at a network's folder and, where it runs, at its nodes, and names the remedy of each fault. Changes nothing, and
 * ends within five seconds whatever hangs.
 * @param probes - in place of the ordinary ones, for tests
 * @throws NetworkError TOPOLOGY_UNREADABLE where the folder holds no network
 */
export async function examine(dataDirectory: string, probes: Partial<Probes> = {}): Promise<Examination> {
    const began = performance.now();
    const scene = await Scene.open(dataDirectory, { ...PROBES, ...probes });
    const all = await Promise.all(EXAMINATIONS.map(([check, run]) => inTime(check, run, scene)));
    const findings = all.flatMap((notes) => notes.findings);
    return {
        healthy: findings.every(({ severity }) => severity !== 'error'),
        dataDirectory,
        engine: scene.engine,
        running: scene.running,
        examinedAt: new Date(scene.probes.now()).toISOString(),
        milliseconds: Math.round(performance.now() - began),
        findings: [...findings].sort((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning')),
        passed: all.flatMap((notes) => notes.passed),
    };
}

/** A check that hangs, or fails, is itself a finding; what it found so far counts. */
async function inTime(check: Check, run: Examine, scene: Scene): Promise<Notes> {
    const notes = new Notes(check, scene.layout.root);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
        timer = setTimeout(() => resolve('late'), CUT_MS);
    });
    const outcome = await Promise.race([run(scene, notes).catch((error: unknown) => ({ error })), late]);
    clearTimeout(timer);
    const result = new Notes(check, scene.layout.root);
    result.findings.push(...notes.findings);
    result.passed.push(...notes.passed);
    if (outcome === 'late') {
        result.fault('CHECK_UNFINISHED', check, `not finished after ${CUT_MS / 1000} s`, 'an answer');
    } else if (outcome !== undefined) {
        const { error } = outcome;
        result.fault('CHECK_FAILED', check, error instanceof Error ? error.message : String(error), 'an answer');
    }
    return result;
}
