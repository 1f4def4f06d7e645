import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { prepareNetwork } from '../engine/prepare.js';
import { NetworkLayout } from '../layout.js';
import { defineTopology } from '../topology.js';
import { examine } from './doctor.js';
import { FabricLayout } from './layout.js';

describe('the doctor of a network that does not run', () => {
    let directory: string;
    let layout: NetworkLayout;

    beforeEach(async () => {
        directory = await mkdtemp(join(tmpdir(), 'linguang-doctor-'));
        layout = new NetworkLayout(directory);
        const portBase = 20_000 + Math.floor(Math.random() * 10_000);
        const organisations = [{ name: 'north', mspId: 'NorthMSP', clients: ['trader'] }];
        await prepareNetwork(defineTopology({ channel: 'bazaar', organisations, portBase }), directory);
    });
    afterEach(async () => await rm(directory, { recursive: true, force: true }));

    const look = async (check: string) => (await examine(directory)).find((one) => one.check === check);

    it('has nothing to say about a sound one', async () => {
        const findings = await examine(directory);
        expect(findings.map(({ check, healthy }) => [check, healthy])).to.deep.equal([
            ['certificates', true],
            ['disk', true],
            ['ports', true],
        ]);
    });

    it('names a certificate of another authority and one that is missing', async () => {
        const tls = join(layout.nodeTls('north', 'peer0.north'), 'server.crt');
        await cp(join(layout.nodeMsp('north', 'peer0.north'), 'signcerts', 'cert.pem'), tls);
        await rm(join(layout.userMsp('north', 'trader'), 'signcerts', 'cert.pem'));
        const found = await look('certificates');
        expect(found?.healthy).to.equal(false);
        expect(found?.detail).to.include(`${tls} was not signed by ${layout.tlsCaCert('north')}`);
        expect(found?.detail).to.match(/users.trader.*cert\.pem is missing/);
        expect(found?.remedy).to.match(/backup.*purge/);
    });

    it('names a port that somebody else has', async () => {
        const { portBase } = JSON.parse(await readFile(layout.topology, 'utf8'));
        const server = createServer();
        await new Promise<void>((resolve) => server.listen(portBase, '127.0.0.1', resolve));
        try {
            expect((await look('ports'))?.detail).to.equal(`port ${portBase} is taken by another process`);
        } finally {
            server.close();
        }
    });

    it('notices that the key material is not what the channel was begun with', async () => {
        const block = new FabricLayout(layout).genesisBlock;
        await mkdir(dirname(block), { recursive: true });
        const authorities = [join(layout.ca('north'), 'ca-cert.pem'), layout.tlsCaCert('north')];
        const texts = await Promise.all(authorities.map((file) => readFile(file, 'utf8')));
        await writeFile(block, texts.join('some bytes of a block'));
        expect((await look('membership'))?.healthy).to.equal(true);
        await writeFile(block, `${texts[0]} and another TLS authority`);
        const found = await look('membership');
        expect(found?.detail).to.match(/^\S*tlsca\S* is not in \S*: the channel knows this organisation by other key/);
        expect(found?.remedy).to.include('network reset');
    });
});
