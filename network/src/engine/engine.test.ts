import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { findBinaries } from '../fabric/binaries.js';
import { NetworkLayout } from '../layout.js';
import { defineTopology, packageId, readTopology } from '../topology.js';
import { findNetwork, purgePaths, removePaths, resetPaths, stopFromOutside } from './control.js';
import { engineOf, requireSameEngine } from './engine.js';
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
        });
        expect(pay?.env).to.include({ CORE_PEER_TLS_ENABLED: 'false', CORE_PEER_TLS_ROOTCERT_FILE: '' });
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
