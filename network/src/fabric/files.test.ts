import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { prepareNetwork } from '../engine/prepare.js';
import { NetworkLayout } from '../layout.js';
import { type Chaincode, defineTopology, peersOf } from '../topology.js';
import { BUILDER_CONFIGURATION, writeBuilder } from './builder.js';
import {
    bindVersions,
    builderConfiguration,
    packageBytes,
    requireSameCode,
    writePackages,
} from './chaincodepackage.js';
import { codeDigest } from './codedigest.js';
import { metric } from './observe.js';
import { deterministicArchive } from './tar.js';
import { toYaml } from './yaml.js';

describe('files for Fabric', () => {
    let directory: string;

    beforeEach(async () => {
        directory = await mkdtemp(join(tmpdir(), 'linguang-fabric-files-'));
    });
    afterEach(async () => await rm(directory, { recursive: true, force: true }));

    const topology = (script = 'node shop.js') =>
        defineTopology({
            channel: 'bazaar',
            organisations: [
                { name: 'north', mspId: 'NorthMSP', peers: 2 },
                { name: 'south', mspId: 'SouthMSP' },
            ],
            chaincodes: [
                { name: 'shop', version: '2.1', command: script.split(' '), cwd: directory, tls: true },
                { name: 'far-away', process: 'external', addresses: { '*': 'far.example:7000' } },
            ],
        });
    const shop = (script?: string): Chaincode => {
        const [first] = topology(script).chaincodes;
        if (first === undefined) {
            throw new Error('no chaincode');
        }
        return first;
    };

    it('writes YAML in which text stays text', () => {
        const text = toYaml({ a: { b: [{ c: 'yes', d: 1 }, { e: [] }], f: {}, g: undefined }, h: ['0x1: #', true] });
        expect(text).to.equal(
            ['a:', '  b:', '    - c: "yes"', '      d: 1', '    - e: []', '  f: {}', 'h:', '  - "0x1: #"', '  - true']
                .join('\n')
                .concat('\n'),
        );
    });

    it('packs archives that tar reads, whose bytes do not depend on order or time', async () => {
        const long = 'x'.repeat(1300);
        const archive = deterministicArchive({ 'b.txt': long, 'a/c.json': '{}' });
        expect(deterministicArchive({ 'a/c.json': '{}', 'b.txt': long })).to.deep.equal(archive);
        await writeFile(join(directory, 'x.tgz'), archive);
        const unpacked = spawnSync('tar', ['-xzvf', 'x.tgz'], { cwd: directory, encoding: 'utf8' });
        expect(unpacked.status, unpacked.stderr).to.equal(0);
        expect(unpacked.stdout.trim().split('\n')).to.deep.equal(['a/c.json', 'b.txt']);
        expect(await readFile(join(directory, 'b.txt'), 'utf8')).to.equal(long);
        expect(() => deterministicArchive({ ['y'.repeat(101)]: '' })).to.throw(RangeError);
    });

    it('knows built code by its content: scripts beside the main one count, tests and maps do not', async () => {
        const write = (name: string, content: string) => writeFile(join(directory, name), content);
        await mkdir(join(directory, 'lib'));
        await write('shop.js', "import './lib/a.js'");
        await write('lib/a.js', '1');
        const before = await codeDigest(shop());
        expect(before).to.match(/^[0-9a-f]{64}$/);
        await write('shop.test.js', 'test');
        await write('shop.js.map', '{}');
        await write('notes.txt', 'hello');
        expect(await codeDigest(shop())).to.equal(before);
        await write('lib/a.js', '2');
        const changed = await codeDigest(shop());
        expect(changed).to.not.equal(before);
        await write('lib/a.js', '1');
        expect(await codeDigest(shop())).to.equal(before);
        await write('server', '#!/bin/sh');
        expect(await codeDigest(shop('./server --listen'))).to.match(/^[0-9a-f]{64}$/);
        expect(await codeDigest(shop('shop-server')), 'a program found on PATH').to.equal(undefined);
    });

    it('binds versions and packages to the code, with the same bytes wherever it lies', async () => {
        await writeFile(join(directory, 'shop.js'), '1');
        const digest = await codeDigest(shop());
        const bound = await bindVersions(topology());
        expect(bound.chaincodes.map(({ version }) => version)).to.deep.equal([`2.1+${digest?.slice(0, 12)}`, '1.0']);
        const [one] = await writePackages(bound, new NetworkLayout(join(directory, 'one')));
        const [other] = await writePackages({ ...bound, portBase: 12000 }, new NetworkLayout(join(directory, 'other')));
        expect(other?.id).to.equal(one?.id);
        const bytes = await readFile(one?.file ?? '');
        expect(one?.id).to.equal(
            `shop_2.1+${digest?.slice(0, 12)}:${createHash('sha256').update(bytes).digest('hex')}`,
        );
        const [built] = bound.chaincodes;
        if (built === undefined) {
            throw new Error('no chaincode');
        }
        await requireSameCode(built);
        await writeFile(join(directory, 'shop.js'), '2');
        const refusal = await requireSameCode(built).catch((reason: unknown) => reason);
        expect(refusal)
            .to.have.property('message')
            .that.matches(
                /^PROCESS_FAILED: the code of shop is no longer that of version 2\.1\+.*network upgrade shop/,
            );
        expect(packageBytes(shop(), 'other code')).to.not.deep.equal(packageBytes(shop(), digest));
    });

    it('fills in address and certificates with a builder that needs only a shell', async () => {
        await writeFile(join(directory, 'shop.js'), '1');
        const data = join(directory, 'data');
        const layout = await prepareNetwork(topology(), data);
        const peer = peersOf(topology())[1];
        if (peer === undefined) {
            throw new Error('no peer');
        }
        const configuration = await builderConfiguration(topology(), layout, peer);
        const builder = join(directory, 'builder');
        await writeBuilder(builder);
        await writeFile(join(directory, 'p.tgz'), packageBytes(shop(), 'digest'));
        const shell = (script: string) => {
            const run = spawnSync('/bin/sh', ['-ec', script], {
                cwd: directory,
                env: { PATH: process.env['PATH'], [BUILDER_CONFIGURATION]: configuration },
                encoding: 'utf8',
            });
            expect(run.status, run.stderr).to.equal(0);
        };
        shell('mkdir meta src out rel; tar -xzf p.tgz -C meta; tar -xzf meta/code.tar.gz -C src');
        shell('builder/bin/detect src meta; builder/bin/build src meta out; builder/bin/release out rel');
        const connection: unknown = JSON.parse(
            await readFile(join(directory, 'rel/chaincode/server/connection.json'), 'utf8'),
        );
        const tls = layout.nodeTls('north', 'peer1.north');
        expect(connection).to.deep.equal({
            // 9080 and the ports of four peers and two orderers at three each.
            address: '127.0.0.1:9098',
            dial_timeout: '10s',
            tls_required: true,
            client_auth_required: true,
            client_key: await readFile(join(tls, 'server.key'), 'utf8'),
            client_cert: await readFile(join(tls, 'server.crt'), 'utf8'),
            root_cert: await readFile(join(tls, 'ca.crt'), 'utf8'),
        });
        expect(JSON.parse(configuration)).to.include({ far_away_address: 'far.example:7000' });
        await writeFile(join(directory, 'out/connection.json'), '{"address":"{{.unknown}}"}');
        const refused = spawnSync(join(builder, 'bin/release'), [join(directory, 'out'), join(directory, 'rel')], {
            encoding: 'utf8',
        });
        expect(refused.status).to.equal(1);
        expect(refused.stderr).to.include('no value for unknown');
    });

    it('reads a metric of one channel', () => {
        const text = '# HELP x\nheight{channel="other"} 3\nheight{channel="bazaar"} 12\nheights{channel="bazaar"} 4\n';
        expect(metric(text, 'height', 'bazaar')).to.equal(12);
        expect(metric(text, 'height', 'third')).to.equal(undefined);
    });
});
