import { X509Certificate } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { findBinaries } from '../fabric/binaries.js';
import { NetworkLayout } from '../layout.js';
import { defineTopology, packageId, readTopology } from '../topology.js';
import { findNetwork, purgePaths, removePaths, resetPaths, stopFromOutside } from './control.js';
import { engineOf, requireSameEngine } from './engine.js';
import { writeServiceEnvironments } from './externalservices.js';
import { prepareNetwork } from './prepare.js';
import { chaincodeProcesses, embeddedProcess } from './processes.js';

const TOPOLOGY = defineTopology({
    channel: 'trial',
    organisations: [
        { name: 'one', mspId: 'OneMSP', peers: 2 },
        { name: 'two', mspId: 'TwoMSP' },
    ],
    chaincodes: [
        {
            name: 'shop',
            version: '2.1',
            process: 'per-peer',
            organisations: ['one'],
            command: ['./shop-server', '--listen', '{{address}}', '--peer={{peer}}'],
            env: { SHOP_OWNER: '{{organisation}}/{{mspId}}' },
            tls: true,
        },
        { name: 'pay', command: ['node', 'pay.js'] },
    ],
});

describe('engine', () => {
    let directory: string;
    let layout: NetworkLayout;

    beforeEach(async () => {
        directory = await mkdtemp(join(tmpdir(), 'linguang-engine-'));
        layout = new NetworkLayout(directory);
    });
    afterEach(async () => await rm(directory, { recursive: true, force: true }));

    it('gives a chaincode process the environment of chaincode as a service, and fills in its command', () => {
        const specs = chaincodeProcesses(TOPOLOGY, layout);
        expect(specs.map(({ name }) => name)).to.deep.equal(['shop.peer0.one', 'shop.peer1.one', 'pay.one', 'pay.two']);
        const [shop, , pay] = specs;
        const port = shop?.ports?.[0];
        expect(shop?.command).to.equal('./shop-server');
        expect(shop?.args).to.deep.equal(['--listen', `127.0.0.1:${port}`, '--peer=peer0.one']);
        expect(shop?.env).to.include({
            CHAINCODE_SERVER_ADDRESS: `127.0.0.1:${port}`,
            CHAINCODE_ID: packageId({ name: 'shop', version: '2.1' }),
            CORE_CHAINCODE_ID_NAME: packageId({ name: 'shop', version: '2.1' }),
            CORE_PEER_LOCALMSPID: 'OneMSP',
            CHAINCODE_TLS_DISABLED: 'false',
            CHAINCODE_TLS_KEY: join(directory, 'organisations/one/chaincodes/shop.peer0.one/tls/server.key'),
            SHOP_OWNER: 'one/OneMSP',
        });
        expect(pay?.command, 'the Node that runs us').to.equal(process.execPath);
        expect(pay?.env).to.include({ CHAINCODE_TLS_DISABLED: 'true' });
    });

    it("names TLS as contract libraries of other languages do, and covers what the operator's shell says of the peer command", () => {
        const [shop, , pay] = chaincodeProcesses(TOPOLOGY, layout);
        const folder = join(directory, 'organisations/one/chaincodes/shop.peer0.one/tls');
        expect(shop?.env).to.include({
            CORE_PEER_TLS_ENABLED: 'true',
            CORE_TLS_CLIENT_KEY_FILE: join(folder, 'server.key'),
            CORE_TLS_CLIENT_CERT_FILE: join(folder, 'server.crt'),
            CORE_PEER_TLS_ROOTCERT_FILE: join(folder, 'ca.crt'),
            CORE_TLS_CLIENT_KEY_PATH: join(folder, 'server.key.base64'),
            CORE_TLS_CLIENT_CERT_PATH: join(folder, 'server.crt.base64'),
            CORE_CHAINCODE_TLS_KEY_FILE: join(folder, 'server.key'),
            CORE_CHAINCODE_TLS_CERT_FILE: join(folder, 'server.crt'),
            CORE_CHAINCODE_TLS_CLIENT_CACERT_FILE: join(folder, 'ca.crt'),
        });
        expect(pay?.env).to.include({ CORE_PEER_TLS_ENABLED: 'false', CORE_PEER_TLS_ROOTCERT_FILE: '' });
    });

    it('leaves key material and environment for the processes that somebody else starts', async () => {
        const topology = defineTopology({
            ...TOPOLOGY,
            chaincodes: [
                {
                    name: 'cellar',
                    process: 'external',
                    organisations: ['one'],
                    addresses: { 'peer1.one': 'cellar.one.example:7055', '*': '127.0.0.1:7054' },
                    tls: true,
                },
            ],
        });
        await prepareNetwork(topology, directory);
        await writeServiceEnvironments(topology, layout, packageId);
        const folder = join(directory, 'organisations/one/chaincodes/cellar.one');
        const lines = (await readFile(join(folder, 'service.env'), 'utf8')).split('\n');
        expect(lines).to.include.members([
            'CHAINCODE_SERVER_ADDRESS=127.0.0.1:7054',
            `CORE_CHAINCODE_ID_NAME=${packageId({ name: 'cellar', version: '1.0' })}`,
            'CORE_PEER_LOCALMSPID=OneMSP',
            'CORE_PEER_TLS_ENABLED=true',
            `CHAINCODE_TLS_KEY=${join(folder, 'tls/server.key')}`,
        ]);
        const certificate = new X509Certificate(await readFile(join(folder, 'tls/server.crt')));
        expect(certificate.checkHost('cellar.one.example')).to.equal('cellar.one.example');
        expect(certificate.checkIP('127.0.0.1')).to.equal('127.0.0.1');
        const key = await readFile(join(folder, 'tls/server.key'), 'utf8');
        const encoded = await readFile(join(folder, 'tls/server.key.base64'), 'utf8');
        expect(Buffer.from(encoded, 'base64').toString()).to.equal(key);
        expect((await stat(join(folder, 'tls/server.key.base64'))).mode & 0o077, 'only the owner reads it').to.equal(0);
        await expectMissing(layout.serviceEnvironment('two', 'cellar.two'));
    });

    it('waits for every peer of the embedded network and for its own word', () => {
        const spec = embeddedProcess(TOPOLOGY, layout);
        expect(spec.args?.slice(1)).to.deep.equal(['--data', directory]);
        expect(spec.ready).to.deep.include({ kind: 'tcp', ports: [9080, 9083, 9110] });
        expect(spec.ready?.some((probe) => probe.kind === 'line')).to.equal(true);
    });

    it('prepares a folder that is complete, and leaves it alone the second time', async () => {
        await prepareNetwork(TOPOLOGY, directory);
        const files = [
            layout.profile('one'),
            layout.profile('two'),
            join(layout.nodeMsp('one', 'peer1.one'), 'config.yaml'),
            join(layout.chaincodeTls('one', 'shop.peer1.one'), 'server.crt'),
        ];
        for (const file of files) {
            await access(file);
        }
        const kept = await readTopology(layout.topology);
        expect({ ...kept, chaincodes: [] }).to.deep.equal({ ...TOPOLOGY, chaincodes: [] });
        expect(kept.chaincodes.map(({ name, cwd }) => [name, cwd])).to.deep.equal([
            ['shop', directory],
            ['pay', directory],
        ]);
        const key = await readFile(join(layout.ca('one'), 'ca-key.pem'), 'utf8');
        await prepareNetwork(TOPOLOGY, directory);
        expect(await readFile(join(layout.ca('one'), 'ca-key.pem'), 'utf8')).to.equal(key);
    });

    it('does not continue a ledger that other organisations began', async () => {
        await prepareNetwork(TOPOLOGY, directory);
        await mkdir(layout.ledger);
        await prepareNetwork({ ...TOPOLOGY, portBase: 12000 }, directory);
        const other = { ...TOPOLOGY, channel: 'another' };
        const error = await prepareNetwork(other, directory).catch((reason: unknown) => reason);
        expect(error)
            .to.have.property('message')
            .that.matches(/^TOPOLOGY_CHANGED: .*network reset/);
    });

    it('says what is missing of Hyperledger Fabric, and how to get it', async () => {
        const error = await findBinaries({ environment: { PATH: directory } }).catch((reason: unknown) => reason);
        expect(error)
            .to.have.property('message')
            .that.matches(/^ENGINE_UNAVAILABLE: .*peer, orderer, configtxgen is not on PATH.*releases.*FABRIC_BIN/);
        const environment = { PATH: '/usr/bin', FABRIC_BIN: directory };
        const own = await findBinaries({ environment }).catch((reason: unknown) => reason);
        expect(own).to.have.property('message').that.includes(`FABRIC_BIN=${directory}`);
    });

    it('does not continue a ledger that the other engine began', async () => {
        await prepareNetwork(TOPOLOGY, directory);
        expect(await engineOf(directory)).to.equal(undefined);
        await mkdir(layout.ledger);
        expect(await engineOf(directory)).to.equal('embedded');
        const error = await requireSameEngine('fabric', directory).catch((reason: unknown) => reason);
        expect(error)
            .to.have.property('message')
            .that.matches(/^ENGINE_CHANGED: .*--engine embedded.*network reset/);
    });

    it('resets the ledger only, purges everything of its own, and never what somebody else put there', async () => {
        await prepareNetwork(TOPOLOGY, directory);
        await mkdir(layout.ledger);
        await mkdir(layout.packages);
        await writeFile(join(directory, 'notes.txt'), 'mine');
        const reset = await resetPaths(directory);
        expect(reset).to.deep.equal([layout.ledger, layout.packages, layout.logs]);
        await removePaths(directory, reset);
        await access(layout.profile('one'));
        const purge = await purgePaths(directory);
        expect(purge).to.deep.equal([layout.organisations, layout.profiles, layout.topology]);
        await removePaths(directory, purge);
        expect(await readFile(join(directory, 'notes.txt'), 'utf8')).to.equal('mine');
    });

    it('finds the network of an instance in its folder, and a network folder itself', async () => {
        expect(await findNetwork(directory)).to.equal(directory);
        await mkdir(join(directory, 'network'));
        expect(await findNetwork(directory)).to.equal(join(directory, 'network'));
        expect(await stopFromOutside(layout.state), 'nothing runs').to.equal(false);
    });
});

async function expectMissing(file: string): Promise<void> {
    const error = await access(file).catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'ENOENT');
}
