import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { findBinaries } from './binaries.js';
import { installFabric } from './install.js';
import { download } from './installdownload.js';
import { installedFolders } from './installed.js';
import { unpack } from './installunpack.js';

const PROGRAMS = ['peer', 'orderer', 'configtxgen'];

describe('the installation of a release of Fabric', function () {
    this.timeout(60_000);
    let directory: string;
    let to: string;
    const servers: Server[] = [];

    beforeEach(async () => {
        directory = await mkdtemp(join(tmpdir(), 'linguang-install-'));
        to = join(directory, 'releases');
    });
    afterEach(async () => {
        for (const server of servers.splice(0)) {
            server.closeAllConnections();
            server.close();
        }
        await rm(directory, { recursive: true, force: true });
    });

    /** A release as `tar` packs it, whose programs only tell a version. */
    const release = async (version: string, programs = PROGRAMS, script = `echo " Version: v${version}"`) => {
        const folder = join(directory, `release-${version}`);
        await rm(folder, { recursive: true, force: true });
        for (const part of ['bin', 'config', 'builders/ccaas/bin']) {
            await mkdir(join(folder, part), { recursive: true });
        }
        for (const file of [...programs.map((name) => `bin/${name}`), 'builders/ccaas/bin/build']) {
            await writeFile(join(folder, file), `#!/bin/sh\n${script}\n`);
            await chmod(join(folder, file), 0o755);
        }
        await writeFile(join(folder, 'config', 'core.yaml'), 'peer: {}\n');
        return await packed(folder, `hyperledger-fabric-linux-amd64-${version}.tar.gz`);
    };
    const packed = async (folder: string, name: string) => {
        const archive = join(directory, name);
        await promisify(execFile)('tar', ['-czf', archive, '-C', folder, ...(await readdir(folder))]);
        return archive;
    };
    const failure = async (work: Promise<unknown>): Promise<string> =>
        await work.then(
            () => 'no error',
            (error: unknown) => (error instanceof Error ? error.message : String(error)),
        );
    const sha256 = async (file: string) =>
        createHash('sha256')
            .update(await readFile(file))
            .digest('hex');
    const serve = async (handler: RequestListener): Promise<string> => {
        const server = createServer(handler).listen(0, '127.0.0.1');
        servers.push(server);
        await once(server, 'listening');
        const address = server.address();
        return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    };

    it('unpacks an archive with the right digest where the engine then finds it', async () => {
        const archive = await release('3.1.5');
        const digest = await sha256(archive);
        const done = await installFabric({ source: archive, sha256: digest.toUpperCase(), to });
        expect(done).to.deep.equal({
            version: '3.1.5',
            folder: join(to, '3.1.5'),
            bin: join(to, '3.1.5', 'bin'),
            sha256: digest,
        });
        expect(await readdir(to), 'nothing else').to.deep.equal(['3.1.5']);
        expect((await readdir(done.folder)).sort()).to.deep.equal(['bin', 'builders', 'config']);
        expect((await stat(join(done.folder, 'builders/ccaas/bin/build'))).mode & 0o777).to.equal(0o755);
        expect((await stat(join(done.folder, 'config/core.yaml'))).mode & 0o777).to.equal(0o644);
        const environment = { PATH: '/nowhere', LINGUANG_FABRIC: to };
        expect((await findBinaries({ environment })).folder).to.equal(done.bin);
    });

    it('lists the newest release first, and asks it only after PATH', async () => {
        for (const version of ['2.5.16', '3.1.5', '3.10.0']) {
            await installFabric({ source: await release(version), to });
        }
        const environment = { PATH: join(directory, 'release-2.5.16', 'bin'), LINGUANG_FABRIC: to };
        const folders = await installedFolders(environment);
        expect(folders).to.deep.equal(['3.10.0', '3.1.5', '2.5.16'].map((version) => join(to, version, 'bin')));
        expect((await findBinaries({ environment })).folder).to.equal(environment.PATH);
        expect((await findBinaries({ environment, version: '3.1' })).folder).to.equal(join(to, '3.1.5', 'bin'));
        const chosen = { ...environment, FABRIC_BIN: join(directory, 'empty') };
        expect(await failure(findBinaries({ environment: chosen })), 'FABRIC_BIN is a choice').to.match(
            /^ENGINE_UNAVAILABLE: .*linguang network install/,
        );
    });

    it('replaces a release of the same version as a whole', async () => {
        await installFabric({ source: await release('3.1.5'), to });
        await writeFile(join(to, '3.1.5', 'stale'), '');
        await installFabric({ source: await release('3.1.5'), to });
        expect(await readdir(join(to, '3.1.5'))).to.not.include('stale');
        expect(await readdir(to)).to.deep.equal(['3.1.5']);
    });

    it('uses nothing of an archive with another digest, and leaves nothing behind', async () => {
        const archive = await release('3.1.5');
        expect(await failure(installFabric({ source: archive, sha256: 'a'.repeat(64), to }))).to.match(
            new RegExp(`^ARCHIVE_DIGEST_DIFFERS: .* is ${await sha256(archive)}, not aaaa`),
        );
        expect(await failure(installFabric({ source: archive, sha256: 'abc', to }))).to.match(
            /^ARCHIVE_DIGEST_DIFFERS: "abc"/,
        );
        expect(await readdir(directory)).to.not.include('releases');
    });

    it('names programs that are missing, do not run here or are of several versions', async () => {
        const part = installFabric({ source: await release('3.1.5', ['peer']), to });
        expect(await failure(part)).to.match(/^RELEASE_UNSUITABLE: .*has no bin\/orderer, bin\/configtxgen/);
        const foreign = await release('3.1.6', PROGRAMS, 'exit 126');
        expect(await failure(installFabric({ source: foreign, to }))).to.match(
            /^RELEASE_UNSUITABLE: peer of .* does not run here \(.*Choose the archive for this machine/,
        );
        const mixed = await release('3.1.7', PROGRAMS, 'echo " Version: v$(basename $0)"');
        expect(await failure(installFabric({ source: mixed, to }))).to.match(
            /several versions: peer, orderer, configtxgen/,
        );
        expect(await readdir(directory)).to.not.include('releases');
    });

    it('refuses what is no archive, is cut off or is not there', async () => {
        const archive = await release('3.1.5');
        const whole = await readFile(archive);
        const cases: [string, Buffer, RegExp][] = [
            ['page.tar.gz', Buffer.from('<html>not found</html>'), /it is not gzip/],
            ['cut.tar.gz', whole.subarray(0, whole.length / 2), /unexpected end of file/],
            ['text.tar.gz', gzipSync('x'.repeat(2000)), /wrong checksum|a number that is none/],
            ['empty.tar.gz', gzipSync(''), /it ends early/],
        ];
        for (const [name, content, reason] of cases) {
            await writeFile(join(directory, name), content);
            const message = await failure(installFabric({ source: join(directory, name), to }));
            expect(message, name)
                .to.match(/^ARCHIVE_INVALID: /)
                .and.match(reason);
        }
        expect(await failure(installFabric({ source: join(directory, 'none'), to }))).to.match(
            /^ARCHIVE_INVALID: there is no file/,
        );
        expect(await readdir(directory)).to.not.include('releases');
    });

    it('never writes outside its folder: no links, no paths that lead elsewhere, nothing huge, nothing twice', async () => {
        const folder = join(directory, 'evil');
        await mkdir(folder);
        await symlink('/etc', join(folder, 'bin'));
        const links = await packed(folder, 'links.tar.gz');
        expect(await failure(unpack(links, directory))).to.match(/"bin" is neither a file nor a folder/);
        for (const path of ['../outside', 'bin/../../outside', '/outside', 'bin\\..\\outside']) {
            await writeFile(join(directory, 'evil.tar.gz'), gzipSync(tarOf([path, 'x'])));
            const target = await mkdtemp(join(directory, 'target-'));
            expect(await failure(unpack(join(directory, 'evil.tar.gz'), target)), path).to.match(
                /leads out of the folder/,
            );
            expect(await readdir(directory)).to.not.include('outside');
        }
        await writeFile(join(directory, 'twice.tar.gz'), gzipSync(tarOf(['a', '1'], ['a', '2'])));
        const target = await mkdtemp(join(directory, 'target-'));
        expect(await failure(unpack(join(directory, 'twice.tar.gz'), target))).to.match(/EEXIST/);
        const limits = { bytes: 10, entries: 10 };
        await writeFile(join(directory, 'huge.tar.gz'), gzipSync(tarOf(['huge', 'x'.repeat(11)])));
        expect(await failure(unpack(join(directory, 'huge.tar.gz'), target, limits))).to.match(/more than 10 bytes/);
    });

    it('downloads over redirects, and takes a file that comes whole only', async () => {
        const archive = await readFile(await release('3.1.5'));
        const address = await serve((request, response) => {
            if (request.url === '/latest') {
                response.writeHead(302, { location: '/archive' }).end();
            } else if (request.url === '/archive') {
                response.writeHead(200, { 'content-length': archive.length }).end(archive);
            } else if (request.url === '/cut') {
                response.writeHead(200, { 'content-length': archive.length });
                response.write(archive.subarray(0, 100), () => response.destroy());
            } else if (request.url === '/round') {
                response.writeHead(302, { location: '/round' }).end();
            } else if (request.url === '/away') {
                response.writeHead(302, { location: 'http://example.com/archive' }).end();
            } else {
                response.writeHead(404).end();
            }
        });
        const steps: string[] = [];
        const source = `${address}/latest`;
        const done = await installFabric({ source, to, onProgress: (text) => steps.push(text) });
        expect(done.version).to.equal('3.1.5');
        expect(steps).to.deep.equal([`downloading ${source}`, 'unpacking', 'trying its programs']);
        const reasons: [string, RegExp][] = [
            ['/nothing', /the server answers 404/],
            ['/cut', /\/cut: .*by other means/],
            ['/round', /redirected for ever/],
            ['/away', /example\.com.*only https/],
        ];
        for (const [path, reason] of reasons) {
            const message = await failure(installFabric({ source: `${address}${path}`, to }));
            expect(message, path)
                .to.match(/^DOWNLOAD_FAILED: /)
                .and.match(reason);
        }
        expect(await readdir(to)).to.deep.equal(['3.1.5']);
    });

    it('says so when nobody answers, when the server falls silent, and when the address is not for programs', async () => {
        const silent = await serve((_request, response) => {
            response.writeHead(200).write('x');
        });
        const options = { onProgress: () => undefined, silenceMs: 300 };
        const file = join(directory, 'file');
        expect(await failure(download(`${silent}/archive`, file, options))).to.match(
            /^DOWNLOAD_FAILED: .*nothing came for 0\.3 s/,
        );
        expect(await failure(installFabric({ source: 'http://127.0.0.1:1/archive', to }))).to.match(
            /^DOWNLOAD_FAILED: /,
        );
        expect(await failure(installFabric({ source: 'http://example.com/archive', to }))).to.match(
            /only https is used/,
        );
        expect(await failure(installFabric({ source: 'ftp://example.com/archive', to }))).to.match(
            /only https is used/,
        );
        expect(await readdir(directory)).to.not.include('releases');
    });
});

/** A tar archive with any names, which `tar` itself would not write. */
function tarOf(...files: readonly (readonly [path: string, content: string])[]): Buffer {
    const blocks = files.flatMap(([path, content]) => {
        const header = Buffer.alloc(512);
        header.write(path, 0);
        header.write('0000644\0', 100);
        header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
        header.write('        ', 148);
        header.write('0', 156);
        header.write('ustar\x0000', 257);
        const sum = header.reduce((total, byte) => total + byte, 0);
        header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
        return [header, Buffer.from(content.padEnd(512 * Math.ceil(content.length / 512), '\0'))];
    });
    return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
