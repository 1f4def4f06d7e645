import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AuditResult, audit } from '@linguang/cli/audit';
import { exportLedger } from '@linguang/network/replay';
import type { EnergyNetwork } from './network.js';

/** Audits a running network's ledger with everything that grid and community hold. */
export async function audited(network: Pick<EnergyNetwork, 'handle'>): Promise<AuditResult> {
    const folder = await mkdtemp(join(tmpdir(), 'linguang-audited-'));
    try {
        const files: string[] = [];
        for (const organisation of ['grid', 'community']) {
            const file = join(folder, organisation);
            const profile = await network.handle.profile(organisation);
            await exportLedger({ profile, identity: 'gateway', file, private: true });
            files.push(file);
        }
        const [file = '', ...others] = files;
        return await audit({ file, private: others, threads: 0 });
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}
