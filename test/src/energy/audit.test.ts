import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { NetworkLayout } from '@linguang/network';
import { expect } from 'chai';
import { beginMarch, liveThroughMarch } from './support/march.js';
import { EnergyNetwork } from './support/network.js';

const MAIN = fileURLToPath(new URL('../../../cli/dist/main.js', import.meta.url));
const execute = promisify(execFile);

describe('an audit of an honest ledger', function () {
    this.timeout(240_000);
    let network: EnergyNetwork;
    let folder: string;

    /** Runs the command. @returns what it printed */
    const linguang = async (...args: string[]): Promise<string> => {
        const { stdout } = await execute(process.execPath, [MAIN, ...args], { maxBuffer: 2 ** 24 });
        return stdout;
    };
    const file = (name: string): string => join(folder, name);
    const exported = async (organisation: string, name: string, ...options: string[]): Promise<unknown> => {
        const profile = new NetworkLayout(network.handle.dataDir).profile(organisation);
        return JSON.parse(
            await linguang('ledger', 'export', '--profile', profile, '--out', file(name), '--json', ...options),
        );
    };
    /** What the audit came to; it fails as a command where it finds a difference. */
    const audited = async (...args: string[]) =>
        JSON.parse(await linguang('audit', ...args, '--json').catch((error) => error.stdout));

    before(async () => {
        folder = await mkdtemp(join(tmpdir(), 'linguang-audit-test-'));
        network = await EnergyNetwork.start();
        await liveThroughMarch(await beginMarch(network));
        await exported('grid', 'grid.lgx', '--private');
        await exported('community', 'community.lgx.gz', '--private');
        await exported('certifier', 'certifier.lgx');
    });

    after(async () => {
        await network?.stop();
        await rm(folder, { recursive: true, force: true });
    });

    it('recomputes every function with what grid and community disclose, and finds no difference', async () => {
        const result = await audited(file('grid.lgx'), '--private', file('community.lgx.gz'));
        expect(result.difference).to.equal(null);
        expect(result).to.deep.include({ ok: true, channel: 'linguang', truncated: [] });
        // What the certifier approved stays its own.
        expect(Object.keys(result.undisclosed)).to.deep.equal(['_lifecycle/_implicit_org_CertifierMSP']);
        expect(result.transactions).to.deep.include({ ENDORSEMENT_POLICY_FAILURE: 1 });
        expect(result.recomputed).to.include.keys(
            ...[
                'energy registry:acceptRules',
                'energy registry:registerPoints',
                'energy registry:rollDay',
                'energy market:choose',
                'energy forward:seal',
                'energy forward:place',
                'energy forward:cancel',
                'energy forward:open',
                'energy forward:clear',
                'energy metering:gate',
                'energy metering:submitReadings',
                'energy metering:close',
                'energy settlement:settle',
                'energy settlement:correct',
                'energy billing:rollDay',
                'energy billing:closeMonth',
                'energy billing:object',
                'energy billing:decide',
                'certificate plants:accredit',
                'certificate certificates:issue',
                'certificate log:registerKey',
                'certificate log:propose',
                'certificate log:cosign',
            ],
        );
        expect(result.unchecked).to.deep.equal([]);
    });

    it('gives each organisation the same digest, alone and with the blocks of another beside it', async () => {
        const disclosing = await audited(file('grid.lgx'));
        const certifiers = await audited(file('certifier.lgx'), '--against', file('grid.lgx'));
        expect(certifiers).to.deep.include({ ok: true, digest: disclosing.digest, genesis: disclosing.genesis });
        expect(certifiers.against).to.include({ organisation: 'GridMSP', same: true, blocks: certifiers.blocks });
        expect((certifiers.unchecked as { what: string }[]).map(({ what }) => what)).to.include(
            'energy settlement:settle needs private data "seed", which was not disclosed',
        );
    });

    it('goes on with an export that was interrupted, and with one that is older than the ledger', async () => {
        await copyFile(file('grid.lgx'), file('again.lgx.part'));
        const { size } = await stat(file('grid.lgx'));
        await truncate(file('again.lgx.part'), Math.floor(size / 2));
        const resumed = await exported('grid', 'again.lgx', '--private');
        expect((await readFile(file('again.lgx'))).equals(await readFile(file('grid.lgx')))).to.equal(true);
        const again = await exported('grid', 'again.lgx', '--private');
        expect(again).to.include({ newBlocks: 0 });
        expect((resumed as { newBlocks: number }).newBlocks).to.be.greaterThan(1);
        const other = await exported('certifier', 'again.lgx').catch(String);
        expect(other).to.match(/EXPORT_OTHER/);
    });

    it('tells a person what was checked, and ends with another status where a file is cut off or no export', async () => {
        const text = await linguang('audit', file('grid.lgx'));
        expect(text)
            .to.match(/^digest {6}[0-9a-f]{64}$/m)
            .and.include('energy settlement:settle');
        await copyFile(file('grid.lgx'), file('cut.lgx'));
        await truncate(file('cut.lgx'), (await stat(file('grid.lgx'))).size - 3);
        const cut = await audited(file('cut.lgx'));
        expect(cut).to.deep.include({ ok: false, difference: null, truncated: [file('cut.lgx')] });
        const none = await linguang('audit', MAIN).catch(String);
        expect(none).to.match(/EXPORT_INVALID/);
    });
});
