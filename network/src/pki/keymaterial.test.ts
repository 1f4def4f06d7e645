import { spawnSync } from 'node:child_process';
import { createPrivateKey, createSign, createVerify, X509Certificate } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { NetworkLayout } from '../layout.js';
import { readClientCredentials, readConnectionProfile } from '../profile/profile.js';
import { writeConnectionProfiles } from '../profile/write.js';
import { defineTopology } from '../topology.js';
import { createKeyMaterial } from './keymaterial.js';

const ONE = { name: 'one', mspId: 'OneMSP', peers: 2, clients: ['shop'] };
const TWO = { name: 'two', mspId: 'TwoMSP' };
const topology = defineTopology({
    channel: 'trial',
    organisations: [ONE, TWO],
    chaincodes: [{ name: 'cc', command: ['true'], tls: true, organisations: ['one'] }],
});

describe('key material', () => {
    let directory: string;
    let layout: NetworkLayout;

    const read = async (...path: string[]) => await readFile(join(...path), 'utf8');
    const certificate = async (...path: string[]) => new X509Certificate(await read(...path));

    before(async () => {
        directory = await mkdtemp(join(tmpdir(), 'linguang-pki-'));
        layout = new NetworkLayout(directory);
        await createKeyMaterial(topology, directory);
        await writeConnectionProfiles(topology, directory);
    });
    after(async () => await rm(directory, { recursive: true, force: true }));

    it('gives every identity a certificate of its own organisation, with its role as organisational unit', async () => {
        const ca = await certificate(layout.ca('one'), 'ca-cert.pem');
        const other = await certificate(layout.ca('two'), 'ca-cert.pem');
        for (const [msp, role] of [
            [layout.nodeMsp('one', 'peer0.one'), 'peer'],
            [layout.nodeMsp('one', 'peer1.one'), 'peer'],
            [layout.nodeMsp('one', 'orderer0.one'), 'orderer'],
            [layout.userMsp('one', 'admin'), 'admin'],
            [layout.userMsp('one', 'shop'), 'client'],
        ] as const) {
            const own = await certificate(msp, 'signcerts', 'cert.pem');
            expect(own.checkIssued(ca)).to.equal(true);
            expect(own.verify(ca.publicKey)).to.equal(true);
            expect(own.verify(other.publicKey)).to.equal(false);
            expect(own.ca).to.equal(false);
            expect(own.subject.split('\n')).to.include(`OU=${role}`);
            expect(own.checkPrivateKey(createPrivateKey(await read(msp, 'keystore', 'key.pem')))).to.equal(true);
        }
    });

    it('gives TLS certificates that hold for localhost, the loopback address and the node name, from the TLS authority', async () => {
        const ca = await certificate(layout.tlsCaCert('one'));
        for (const folder of [
            layout.nodeTls('one', 'peer0.one'),
            layout.nodeTls('one', 'orderer0.one'),
            layout.chaincodeTls('one', 'cc.one'),
        ]) {
            const own = await certificate(folder, 'server.crt');
            expect(own.verify(ca.publicKey)).to.equal(true);
            expect(own.verify((await certificate(layout.ca('one'), 'ca-cert.pem')).publicKey)).to.equal(false);
            expect(own.checkHost('localhost')).to.equal('localhost');
            expect(own.checkIP('127.0.0.1')).to.equal('127.0.0.1');
        }
        const peer = await certificate(layout.nodeTls('one', 'peer0.one'), 'server.crt');
        expect(peer.checkHost('peer0.one')).to.equal('peer0.one');
        expect(peer.checkHost('peer1.one')).to.equal(undefined);
    });

    it('keeps private keys for their owner', async () => {
        for (const file of [
            join(layout.ca('one'), 'ca-key.pem'),
            join(layout.userMsp('one', 'shop'), 'keystore', 'key.pem'),
            join(layout.nodeTls('one', 'peer0.one'), 'server.key'),
        ]) {
            expect(((await stat(file)).mode & 0o777).toString(8)).to.equal('600');
        }
    });

    it('signs every certificate with a low S, as Fabric demands', async () => {
        const half = BigInt('0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8');
        const files = (await readdir(directory, { recursive: true })).filter((file) => /cert\.pem$|\.crt$/.test(file));
        expect(files.length).to.be.greaterThan(20);
        for (const file of files) {
            const { raw } = await certificate(directory, file);
            // The signature is the last element: BIT STRING { SEQUENCE { INTEGER r, INTEGER s } }.
            const sLength = [31, 32, 33].find(
                (length) => raw[raw.length - length - 2] === 2 && raw[raw.length - length - 1] === length,
            );
            const s = raw.subarray(raw.length - (sLength ?? 33));
            expect(BigInt(`0x${s.toString('hex')}`) <= half, file).to.equal(true);
        }
    });

    it('changes nothing on a second run, and adds only what a larger topology lacks', async () => {
        const key = join(layout.nodeMsp('one', 'peer0.one'), 'keystore', 'key.pem');
        const before = await read(key);
        expect(await createKeyMaterial(topology, directory)).to.deep.equal([]);
        const larger = defineTopology({
            channel: 'trial',
            organisations: [
                { ...ONE, clients: ['shop', 'office'] },
                { ...TWO, peers: 2 },
            ],
        });
        expect(await createKeyMaterial(larger, directory)).to.deep.equal([
            layout.userMsp('one', 'office'),
            layout.nodeMsp('two', 'peer1.two'),
            layout.nodeTls('two', 'peer1.two'),
        ]);
        expect(await read(key)).to.equal(before);
    });

    it('does not invent a new authority in the place of one that lost its key', async () => {
        const own = await mkdtemp(join(tmpdir(), 'linguang-pki-'));
        try {
            await createKeyMaterial(topology, own);
            await rm(join(new NetworkLayout(own).ca('two'), 'ca-key.pem'));
            const error = await createKeyMaterial(topology, own).catch((reason: unknown) => reason);
            expect(error)
                .to.have.property('message')
                .that.matches(/^PKI_INCOMPLETE: .*two.*ca-key\.pem/);
        } finally {
            await rm(own, { recursive: true, force: true });
        }
    });

    it('lets a client of the connection profile sign: certificate and key belong together', async () => {
        const profile = await readConnectionProfile(layout.profile('one'));
        expect(profile.peers.map(({ name }) => name)).to.deep.equal(['peer0.one', 'peer1.one', 'peer0.two']);
        const { mspId, certificate: cert, privateKey } = await readClientCredentials(profile, 'shop');
        expect(mspId).to.equal('OneMSP');
        const signature = createSign('sha256').update('text').sign(privateKey);
        expect(createVerify('sha256').update('text').verify(new X509Certificate(cert).publicKey, signature)).to.equal(
            true,
        );
        const missing = await readClientCredentials(profile, 'nobody').catch((reason: unknown) => reason);
        expect(missing)
            .to.have.property('message')
            .that.matches(/^IDENTITY_MISSING: .*nobody.*admin, shop/);
    });

    it('satisfies openssl', function () {
        skipUnless(this, 'openssl', ['version']);
        const verify = (ca: string, file: string) =>
            spawnSync('openssl', ['verify', '-x509_strict', '-CAfile', ca, file], { encoding: 'utf8' });
        const tls = verify(layout.tlsCaCert('one'), join(layout.nodeTls('one', 'peer0.one'), 'server.crt'));
        expect(tls.stdout + tls.stderr).to.match(/: OK/);
        const msp = layout.nodeMsp('one', 'peer0.one');
        const enrolment = verify(join(layout.ca('one'), 'ca-cert.pem'), join(msp, 'signcerts', 'cert.pem'));
        expect(enrolment.stdout + enrolment.stderr).to.match(/: OK/);
    });

    it('satisfies a real Fabric: it builds a channel from the MSP folders', async function () {
        skipUnless(this, 'configtxgen', ['-version']);
        await writeFile(join(directory, 'configtx.yaml'), configtx(layout));
        const block = join(directory, 'genesis.block');
        const run = spawnSync(
            'configtxgen',
            ['-configPath', directory, '-profile', 'Trial', '-channelID', 'trial', '-outputBlock', block],
            { encoding: 'utf8' },
        );
        expect(run.status, run.stderr).to.equal(0);
        expect((await stat(block)).size).to.be.greaterThan(1000);
    });

    it('satisfies a real Fabric: every role is accepted as a local MSP', async function () {
        skipUnless(this, 'peer', ['version']);
        await writeFile(
            join(directory, 'core.yaml'),
            'peer:\n  BCCSP:\n    Default: SW\n    SW:\n      Hash: SHA2\n      Security: 256\n',
        );
        const load = (msp: string) =>
            spawnSync('peer', ['channel', 'list'], {
                encoding: 'utf8',
                env: {
                    ...process.env,
                    FABRIC_CFG_PATH: directory,
                    CORE_PEER_MSPCONFIGPATH: msp,
                    CORE_PEER_LOCALMSPID: 'OneMSP',
                    CORE_PEER_ADDRESS: '127.0.0.1:1',
                    CORE_PEER_CLIENT_CONNTIMEOUT: '200ms',
                },
            });
        for (const msp of [
            layout.nodeMsp('one', 'peer0.one'),
            layout.nodeMsp('one', 'orderer0.one'),
            layout.userMsp('one', 'shop'),
            layout.userMsp('one', 'admin'),
        ]) {
            const run = load(msp);
            // The MSP was loaded; only the address leads nowhere.
            expect(run.stderr).to.match(/endorser client failed to connect/);
            expect(run.stderr).to.not.match(/Cannot run peer/);
        }
        const forged = join(directory, 'forged');
        await cp(layout.nodeMsp('one', 'peer0.one'), forged, { recursive: true });
        await cp(join(layout.ca('two'), 'ca-cert.pem'), join(forged, 'cacerts', 'ca.one-cert.pem'));
        expect(load(forged).stderr, 'a folder with a foreign authority is refused').to.match(/unknown authority/);
    });
});

function skipUnless(context: Mocha.Context, command: string, args: string[]): void {
    const found = spawnSync(command, args);
    if (found.error !== undefined) {
        console.log(`      SKIPPED: "${command}" is not on PATH`);
        context.skip();
    }
}

function configtx(layout: NetworkLayout): string {
    const organisation = (name: string, mspId: string) => `
  - &${name}
    Name: ${name}
    ID: ${mspId}
    MSPDir: ${layout.organisationMsp(name)}
    Policies:
      Readers: { Type: Signature, Rule: "OR('${mspId}.member')" }
      Writers: { Type: Signature, Rule: "OR('${mspId}.member')" }
      Admins: { Type: Signature, Rule: "OR('${mspId}.admin')" }
      Endorsement: { Type: Signature, Rule: "OR('${mspId}.peer')" }
    OrdererEndpoints: [ "localhost:7050" ]`;
    const meta = (rule: string) => `{ Type: ImplicitMeta, Rule: "${rule}" }`;
    const common = `Readers: ${meta('ANY Readers')}, Writers: ${meta('ANY Writers')}, Admins: ${meta('ALL Admins')}`;
    const applicationOnly = `Endorsement: ${meta('MAJORITY Endorsement')}, LifecycleEndorsement: ${meta('ALL Endorsement')}`;
    return `
Organizations:${organisation('one', 'OneMSP')}${organisation('two', 'TwoMSP')}
Profiles:
  Trial:
    Policies: { ${common} }
    Capabilities: { V2_0: true }
    Application:
      Organizations: [ *one, *two ]
      Policies: { ${common}, ${applicationOnly} }
      Capabilities: { V2_5: true }
    Orderer:
      OrdererType: etcdraft
      Organizations: [ *one, *two ]
      BatchTimeout: 1s
      BatchSize: { MaxMessageCount: 10, AbsoluteMaxBytes: 10 MB, PreferredMaxBytes: 2 MB }
      Policies: { ${common}, BlockValidation: ${meta('ANY Writers')} }
      Capabilities: { V2_0: true }
      EtcdRaft:
        Consenters:
          - Host: localhost
            Port: 7050
            ClientTLSCert: ${join(layout.nodeTls('one', 'orderer0.one'), 'server.crt')}
            ServerTLSCert: ${join(layout.nodeTls('one', 'orderer0.one'), 'server.crt')}
        Options: { TickInterval: 500ms, ElectionTick: 10, HeartbeatTick: 1, MaxInflightBlocks: 5, SnapshotIntervalSize: 16 MB }
`;
}
