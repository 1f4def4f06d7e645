import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { prepareNetwork } from '../../engine/prepare.js';
import type { NetworkLayout } from '../../layout.js';
import { freePortRange } from '../../supervisor/freeports.js';
import { portsPerOrganisation } from '../../topology/ports.js';
import { defineTopology, type Topology, type TopologyInput } from '../../topology.js';
import type { FindingCode } from '../catalogue.js';
import { type Examination, examine } from '../examine.js';
import type { Finding } from '../finding.js';
import type { Probes } from '../probes.js';
import { writeGenesis } from './genesis.js';

/** A network's folder, prepared as a start prepares it, that can be made ill. */
export class Patient {
    private constructor(
        readonly topology: Topology,
        readonly layout: NetworkLayout,
    ) {}

    static async admit(input: Partial<TopologyInput> = {}): Promise<Patient> {
        const directory = await mkdtemp(join(tmpdir(), 'linguang-doctor-'));
        const topology = defineTopology({
            channel: 'bazaar',
            organisations: [
                { name: 'north', mspId: 'NorthMSP', clients: ['trader'] },
                { name: 'south', mspId: 'SouthMSP' },
            ],
            portBase: await freeBase(),
            ...input,
        });
        return new Patient(topology, await prepareNetwork(topology, directory));
    }

    async examine(probes: Partial<Probes> = {}): Promise<Examination> {
        return await examine(this.layout.root, probes);
    }

    /** The finding of a code; the test fails where it is not there, and where its remedy is not complete. */
    async find(code: FindingCode, probes: Partial<Probes> = {}): Promise<Finding> {
        return one(await this.examine(probes), code);
    }

    /** Makes the folder one that Fabric began, and has programs found that only say their version. */
    async onFabric(
        versions: readonly [string, string, string] = ['v3.1.5', 'v3.1.5', 'v3.1.5'],
    ): Promise<Pick<Probes, 'environment'>> {
        await writeGenesis(this.topology, this.layout);
        const folder = join(this.layout.root, 'programs of a release');
        await fakePrograms(folder, versions);
        return { environment: { FABRIC_BIN: folder, PATH: process.env['PATH'] } };
    }

    /** Does what a start does to a folder. */
    async prepare(): Promise<void> {
        await prepareNetwork(this.topology, this.layout.root);
    }

    async discharge(): Promise<void> {
        await rm(this.layout.root, { recursive: true, force: true });
    }
}

/** The finding of a code; fails where there is none, and where its remedy is not complete. */
export function one({ findings }: Examination, code: FindingCode): Finding {
    const found = findings.find((finding) => finding.code === code);
    if (found === undefined) {
        throw new Error(
            `${code} is not among ${findings.map((finding) => `${finding.code} (${finding.about}: ${finding.seen})`).join(', ') || 'no findings'}`,
        );
    }
    expect(found.remedy).to.not.match(/[{}]/);
    return found;
}

/** An examination ends within five seconds, which a machine with more work than processors cannot show. */
export function expectInTime({ milliseconds }: Examination): void {
    if ((loadavg()[0] ?? 0) > 2 * availableParallelism()) {
        console.warn(`      NOT JUDGED: ${milliseconds} ms on a machine that is too busy`);
    } else {
        expect(milliseconds).to.be.lessThan(5000);
    }
}

/** Types a remedy. */
export async function type(command: string): Promise<void> {
    await promisify(execFile)('/bin/sh', ['-c', command]);
}

/** A folder with programs that say a version, and do nothing else: peer, orderer, configtxgen. */
export async function fakePrograms(folder: string, versions: readonly [string, string, string]): Promise<void> {
    await mkdir(folder, { recursive: true });
    for (const [index, name] of ['peer', 'orderer', 'configtxgen'].entries()) {
        const file = join(folder, name);
        await writeFile(file, `#!/bin/sh\nprintf '${name}:\\n Version: ${versions[index]}\\n'\n`);
        await chmod(file, 0o755);
    }
}

/** A port base with a free range above it. */
export async function freeBase(organisations = 3): Promise<number> {
    const sample = defineTopology({ channel: 'c', organisations: [{ name: 'a', mspId: 'A' }], portBase: 20_000 });
    return await freePortRange(organisations * portsPerOrganisation(sample));
}
