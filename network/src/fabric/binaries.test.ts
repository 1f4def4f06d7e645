import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect } from 'chai';
import { NetworkLayout } from '../layout.js';
import { findBinaries, findInstallations } from './binaries.js';
import { chooseBinaries, lastVersion, rememberVersion } from './programline.js';
import { compareLines, lineOf, matchesVersion } from './version.js';

describe("versions of Fabric's programs", () => {
    let directory: string;
    let layout: NetworkLayout;

    /** Programs that only tell their version, as `peer version` does. */
    const install = async (folder: string, version: string, programs = ['peer', 'orderer', 'configtxgen']) => {
        await mkdir(join(directory, folder));
        for (const name of programs) {
            const file = join(directory, folder, name);
            await writeFile(file, `#!/bin/sh\necho "${name}:"\necho " Version: ${version}"\n`);
            await chmod(file, 0o755);
        }
        return join(directory, folder);
    };
    const refusal = async (work: Promise<unknown>): Promise<string> =>
        await work.then(
            () => 'no refusal',
            (error: unknown) => (error instanceof Error ? error.message : String(error)),
        );

    beforeEach(async () => {
        directory = await mkdtemp(join(tmpdir(), 'linguang-binaries-'));
        layout = new NetworkLayout(join(directory, 'data'));
    });
    afterEach(async () => await rm(directory, { recursive: true, force: true }));

    it('lists every folder that holds all programs, once', async () => {
        const old = await install('old', 'v2.5.16');
        const current = await install('current', 'v3.1.5');
        const part = await install('part', 'v9.9.9', ['peer']);
        const alias = join(directory, 'alias');
        await symlink(current, alias);
        const environment = { FABRIC_BIN: [part, current, old, alias].join(delimiter), PATH: '/nowhere' };
        const found = await findInstallations(environment);
        expect(found.map(({ version, line, major, folder }) => [version, line, major, folder])).to.deep.equal([
            ['v3.1.5', '3.1', 3, current],
            ['v2.5.16', '2.5', 2, old],
        ]);
        expect((await findBinaries({ environment })).version).to.equal('v3.1.5');
        expect((await findBinaries({ environment, version: '2.5' })).orderer).to.equal(join(old, 'orderer'));
        expect(await refusal(findBinaries({ environment, version: '3.0' }))).to.match(
            /^ENGINE_UNAVAILABLE: Hyperledger Fabric 3\.0 is not in FABRIC_BIN.* there is v3\.1\.5 .*v2\.5\.16 .*--fabric-version/,
        );
    });

    it('takes programs that are spread over several folders together', async () => {
        const one = await install('one', 'v3.1.5', ['peer', 'orderer']);
        const other = await install('other', 'v3.1.5', ['configtxgen']);
        const { peer, configtxgen } = await findBinaries({ environment: { PATH: [one, other].join(delimiter) } });
        expect([peer, configtxgen]).to.deep.equal([join(one, 'peer'), join(other, 'configtxgen')]);
    });

    it('compares versions number by number', () => {
        expect(matchesVersion('v3.1.5', '3')).to.equal(true);
        expect(matchesVersion('v3.1.5', 'v3.1.5')).to.equal(true);
        expect(matchesVersion('v3.10.0', '3.1')).to.equal(false);
        expect(lineOf('v2.5.16-snapshot')).to.equal('2.5');
        expect(compareLines('v2.5.16', '3.0')).to.be.below(0);
        expect(compareLines('3.10', '3.9')).to.be.above(0);
        expect(compareLines('latest', '3.1')).to.be.above(0);
        expect(compareLines('v3.1.4', 'v3.1.5')).to.equal(0);
    });

    it('continues a data directory with the line that last ran on it, takes a newer one when asked, and no older one', async () => {
        const environment = {
            FABRIC_BIN: [await install('new', 'v3.1.5'), await install('old', 'v2.5.16')].join(delimiter),
        };
        expect(await lastVersion(layout)).to.equal(undefined);
        const first = await chooseBinaries(layout, { environment, version: '2.5' });
        await rememberVersion(layout, first);
        expect((await chooseBinaries(layout, { environment })).line).to.equal('2.5');
        const newer = await chooseBinaries(layout, { environment, version: '3.1' });
        expect(newer.line).to.equal('3.1');
        await rememberVersion(layout, newer);
        expect((await chooseBinaries(layout, { environment })).line).to.equal('3.1');
        expect(await refusal(chooseBinaries(layout, { environment, version: '2.5' }))).to.match(
            /^ENGINE_OLDER: .*Fabric v3\.1\.5, and Fabric v2\.5\.16 .*--fabric-version 3\.1.*network reset/,
        );
    });

    it('names the way on where the line of a data directory is not on the machine', async () => {
        const old = { FABRIC_BIN: await install('old', 'v2.5.16') };
        const current = { FABRIC_BIN: await install('new', 'v3.1.5') };
        await rememberVersion(layout, await findBinaries({ environment: old }));
        expect(await refusal(chooseBinaries(layout, { environment: current }))).to.match(
            /^ENGINE_UNAVAILABLE: .*Fabric v2\.5\.16.*--fabric-version 3\.1/,
        );
        await rememberVersion(layout, await findBinaries({ environment: current }));
        expect(await refusal(chooseBinaries(layout, { environment: old }))).to.match(/^ENGINE_OLDER: /);
    });
});
