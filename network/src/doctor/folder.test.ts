import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, cp, mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { FabricLayout } from '../fabric/layout.js';
import type { NetworkLayout } from '../layout.js';
import { portAnswers } from '../supervisor/ports.js';
import { processIdentity } from '../supervisor/processidentity.js';
import type { Topology } from '../topology.js';
import { beginLedger } from './testing/genesis.js';
import { expectInTime, Patient, type } from './testing/patient.js';

const GIB = 1024 ** 3;
const DAY_MS = 86_400_000;

describe('the doctor of a network that does not run', function () {
    this.timeout(60_000);
    let patient: Patient;
    let layout: NetworkLayout;
    let topology: Topology;
    const children: ChildProcess[] = [];

    beforeEach(async () => {
        patient = await Patient.admit();
        layout = patient.layout;
        topology = patient.topology;
    });
    afterEach(async () => {
        for (const child of children.splice(0)) {
            if (child.exitCode === null && child.signalCode === null) {
                child.kill('SIGKILL');
                await once(child, 'exit');
            }
        }
        await patient.discharge();
    });

    const onFabric = async (versions: readonly [string, string, string] = ['v3.1.5', 'v3.1.5', 'v3.1.5']) =>
        await patient.onFabric(versions);
    /** A program of somebody's that listens on a port until it is killed. */
    const listenOn = async (port: number, ...words: string[]) => {
        const script = `require('node:net').createServer().listen(${port}, '127.0.0.1')`;
        const child = spawn(process.execPath, ['-e', script, '--', ...words], { stdio: 'ignore' });
        children.push(child);
        while (!(await portAnswers(port))) {
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
        return child;
    };

    it('has nothing to say about a sound one, whichever engine began it', async () => {
        const fresh = await patient.examine();
        expect(fresh.findings).to.deep.equal([]);
        expect(fresh).to.include({ healthy: true, running: false, engine: undefined });
        const environment = await onFabric();
        await beginLedger(topology, layout, 'peer0.north');
        await beginLedger(topology, layout, 'orderer0.south');
        const begun = await patient.examine(environment);
        expect(begun.findings).to.deep.equal([]);
        expect(begun.engine).to.equal('fabric');
        expect(begun.passed.map(({ seen }) => seen)).to.include("2 ledgers begin with the channel's first block");
        expect(begun.passed.find(({ check }) => check === 'channel')?.seen).to.include('etcdraft consenters');
    });

    it('says of a folder without a network that there is none', async () => {
        await rm(layout.topology);
        const error = await patient.examine().catch((reason: unknown) => reason);
        expect(error)
            .to.have.property('message')
            .that.matches(/^TOPOLOGY_UNREADABLE: /);
    });

    it('names private keys that others can read, with a remedy that works', async () => {
        const key = join(layout.userMsp('north', 'admin'), 'keystore', 'key.pem');
        await chmod(key, 0o640);
        const found = await patient.find('KEY_EXPOSED');
        expect(found).to.include({ about: key, seen: '0640', remedy: `chmod 600 ${key}` });
        await type(found.remedy);
        expect((await patient.examine()).findings).to.deep.equal([]);
    });

    it('names files that the user may not read', async () => {
        const key = join(layout.userMsp('north', 'admin'), 'keystore', 'key.pem');
        const owner = process.getuid?.() ?? 0;
        await chmod(key, 0o000);
        // For root there is no such file; what an ordinary user sees is put in its place.
        const probes = owner === 0 ? { isReadable: async (file: string) => file !== key } : {};
        const found = await patient.find('FILE_UNREADABLE', probes);
        expect(found).to.include({ about: key, seen: `owner ${owner}`, severity: 'error' });
        expect(found.remedy).to.equal(`sudo chown ${owner} ${key}`);
        await chmod(key, 0o600);
    });

    it('names parts of the folder that belong to somebody else', async function () {
        if (process.getuid?.() !== 0) {
            console.warn('      SKIPPED: only root can give files away');
            this.skip();
        }
        await chown(layout.profiles, 12_345, 12_345);
        const found = await patient.find('OWNER_MIXED');
        expect(found).to.include({ about: layout.profiles, seen: 'user 12345', severity: 'warning' });
    });

    it('names a disk that fills up, one that is full and one without room for files', async () => {
        const room = (freeBytes: number, freeInodes = 1e6) => ({
            room: () => Promise.resolve({ freeBytes, bytes: 100 * GIB, freeInodes, inodes: 2e6 }),
        });
        expect((await patient.find('DISK_LOW', room(1.5 * GIB))).seen).to.equal('1536 MiB free');
        expect((await patient.find('DISK_FULL', room(0.1 * GIB))).severity).to.equal('error');
        expect((await patient.find('INODES_LOW', room(9 * GIB, 12))).seen).to.equal('12 files more');
        const endless = {
            room: () => Promise.resolve({ freeBytes: 9 * GIB, bytes: 9 * GIB, freeInodes: 0, inodes: 0 }),
        };
        expect((await patient.examine(endless)).findings).to.deep.equal([]);
    });

    it('sees a ledger on a small file system of its own, and one that is read-only', async function () {
        await mkdir(layout.ledger, { recursive: true });
        const mounted = await type(`mount -t tmpfs -o size=64m tmpfs ${layout.ledger}`).then(
            () => true,
            () => false,
        );
        if (!mounted) {
            console.warn('      SKIPPED: no file system can be mounted here');
            this.skip();
        }
        try {
            expect(await patient.find('DISK_FULL')).to.include({ about: layout.ledger, seen: '64 MiB free' });
            await type(`mount -o remount,ro ${layout.ledger}`);
            expect(await patient.find('FOLDER_READONLY')).to.include({ about: layout.ledger, seen: 'EROFS' });
        } finally {
            await type(`umount ${layout.ledger}`);
        }
    });

    it('names a clock that went back, and one that shows a year that cannot be', async () => {
        const ledger = join(layout.ledger, 'ledger.sqlite');
        await mkdir(layout.ledger, { recursive: true });
        await writeFile(ledger, '');
        const written = new Date('2026-05-05T05:05:05Z');
        await utimes(ledger, written, written);
        const at = (time: string) => ({ now: () => Date.parse(time) });
        const back = await patient.find('CLOCK_BEHIND', at('2026-05-05T05:04:00Z'));
        expect(back.seen).to.equal('2026-05-05T05:04:00.000Z');
        expect(back.expected).to.include('2026-05-05T05:05:05.000Z');
        const after = await patient.examine(at('2026-05-05T05:05:04Z'));
        expect(after.findings.map(({ code }) => code)).to.not.include('CLOCK_BEHIND');
        const reset = await patient.examine(at('1970-01-01T00:02:00Z'));
        expect(reset.findings.map(({ code }) => code)).to.include.members([
            'CLOCK_IMPLAUSIBLE',
            'CERTIFICATE_NOT_YET_VALID',
        ]);
        const late = { now: () => Date.now() + 20 * 365 * DAY_MS };
        expect((await patient.find('CERTIFICATE_EXPIRED', late)).severity).to.equal('error');
    });

    it('names programs that are missing, mixed, or too old for the channel, and an old Node.js', async () => {
        const { environment } = await onFabric();
        const missing = { environment: { FABRIC_BIN: join(layout.root, 'nowhere') } };
        expect((await patient.find('PROGRAMS_MISSING', missing)).remedy).to.equal('linguang network install ARCHIVE');
        const mixed = await onFabric(['v3.1.5', 'v2.5.16', 'v3.1.5']);
        const found = await patient.find('PROGRAMS_MIXED', mixed);
        expect(found.seen).to.equal('v2.5.16');
        expect(found.remedy).to.equal(`export FABRIC_BIN='${environment['FABRIC_BIN']}'`);
        const old = await onFabric(['v2.5.16', 'v2.5.16', 'v2.5.16']);
        expect((await patient.find('PROGRAMS_TOO_OLD', old)).seen).to.equal('v2.5.16');
        expect((await patient.find('NODEJS_TOO_OLD', { nodeVersion: '22.9.0' })).seen).to.equal('22.9.0');
        const sound = await onFabric();
        expect((await patient.examine({ nodeVersion: '22.13.0', ...sound })).findings).to.deep.equal([]);
    });

    it('names an MSP folder that is not what the channel knows, and a node that trusts others', async () => {
        const environment = await onFabric();
        const north = layout.organisationMsp('north');
        await cp(join(layout.tlsCa('south'), 'ca-cert.pem'), join(north, 'tlscacerts', 'second.pem'));
        const found = await patient.find('MSP_DIFFERS', environment);
        expect(found.about).to.equal(north);
        expect(found.seen).to.match(/^TLS root authorities \w{16} \w{16}$/);
        await rm(join(north, 'tlscacerts', 'second.pem'));
        const config = join(north, 'config.yaml');
        await writeFile(config, (await readFile(config, 'utf8')).replace('Enable: true', 'Enable: false'));
        expect((await patient.find('MSP_DIFFERS', environment)).seen).to.equal('node units off');
        await cp(join(layout.nodeMsp('north', 'peer0.north'), 'config.yaml'), config);
        expect((await patient.examine(environment)).findings).to.deep.equal([]);
        const peer = layout.nodeMsp('north', 'peer0.north');
        await cp(join(layout.ca('south'), 'ca-cert.pem'), join(peer, 'cacerts', 'another.pem'));
        expect((await patient.find('MSP_LOCAL_DIFFERS', environment)).about).to.equal(peer);
    });

    it('names an organisation, and addresses, that the channel does not have', async () => {
        const environment = await onFabric();
        const changed = (change: Partial<Topology>) =>
            writeFile(layout.topology, JSON.stringify({ ...topology, ...change }));
        await changed({ portBase: topology.portBase + 1 });
        const { findings } = await patient.examine(environment);
        const named = new Map(findings.map(({ code, about }) => [code, about]));
        expect(named.get('ANCHOR_STALE')).to.match(
            new RegExp(`^localhost:(${topology.portBase}|${topology.portBase + 30})$`),
        );
        expect(named.has('ENDPOINT_STALE') && named.has('CONSENTER_STALE')).to.equal(true);
        expect(named.get('PROFILE_STALE')).to.match(/profiles.(north|south)\.json$/);
        const third = { ...topology.organisations[0], name: 'east', mspId: 'EastMSP' };
        await changed({ organisations: [...topology.organisations, third] as Topology['organisations'] });
        await patient.prepare();
        await cp(layout.organisation('north'), layout.organisation('east'), { recursive: true });
        await changed({ organisations: [...topology.organisations, third] as Topology['organisations'] });
        expect((await patient.find('ORGANISATION_ABSENT', environment)).about).to.equal('EastMSP');
    });

    it('names a first block that is none, and ledgers that begin with another', async () => {
        const environment = await onFabric();
        await beginLedger(topology, layout, 'peer0.north');
        await beginLedger(topology, layout, 'peer0.south', Buffer.alloc(32, 7));
        await beginLedger(topology, layout, 'orderer0.north', Buffer.alloc(32, 9));
        const { findings } = await patient.examine(environment);
        expect(findings.map(({ code, about }) => [code, about])).to.have.deep.members([
            ['GENESIS_DIFFERS', 'peer0.south'],
            ['GENESIS_DIFFERS', 'orderer0.north'],
        ]);
        expect(findings[0]?.remedy).to.include(`mv ${layout.ledger}`);
        const { genesisBlock } = new FabricLayout(layout);
        await writeFile(genesisBlock, 'no block');
        expect((await patient.find('CHANNEL_UNREADABLE', environment)).about).to.equal(genesisBlock);
    });

    it('names connection profiles that are missing, broken or lead nowhere', async () => {
        await writeFile(layout.profile('north'), '{}');
        expect((await patient.find('PROFILE_UNREADABLE')).seen).to.match(/^PROFILE_INVALID/);
        await patient.prepare();
        const profile = JSON.parse(await readFile(layout.profile('south'), 'utf8'));
        profile.peers[0].address = 'localhost:1';
        await writeFile(layout.profile('south'), JSON.stringify(profile));
        expect((await patient.find('PROFILE_STALE')).seen).to.equal('peer0.south at localhost:1');
    });

    it('names who holds a port, with a remedy that frees it', async () => {
        const child = await listenOn(topology.portBase);
        const found = await patient.find('PORT_TAKEN');
        expect(found.about).to.equal(`port ${topology.portBase}`);
        expect(found.expected).to.equal('peer0.north');
        expect(found.seen).to.include(`process ${child.pid}, `);
        const gone = once(child, 'exit');
        await type(found.remedy);
        await gone;
        expect((await patient.examine()).findings).to.deep.equal([]);
    });

    it('names a process that an earlier run left behind', async () => {
        const child = await listenOn(topology.portBase, '--data', layout.root);
        expect(await patient.find('ORPHAN_PROCESS')).to.include({ remedy: `kill ${child.pid}` });
    });

    it('names a supervisor that was killed, and what it left', async () => {
        const child = await listenOn(topology.portBase);
        const pid = child.pid ?? 0;
        const dead = spawn(process.execPath, ['-e', '']);
        await once(dead, 'exit');
        const left = {
            name: 'embedded',
            phase: 'ready',
            pid,
            identity: processIdentity(pid),
            restarts: 0,
            ports: [],
            log: '',
        };
        const supervisor = { pid: dead.pid, identity: 'gone', startedAt: new Date().toISOString() };
        await writeFile(layout.state, JSON.stringify({ version: 1, supervisor, processes: [left] }));
        const found = await patient.find('SUPERVISOR_GONE');
        expect(found.seen).to.equal(`gone; embedded (${pid}) still run`);
        expect(found.remedy).to.equal(`linguang network down --data ${layout.root}`);
    });

    it('says which checks could not be made, and makes the others', async () => {
        const broken = { room: () => Promise.reject(new Error('the disk does not say')) };
        const examination = await patient.examine(broken);
        expect(examination.findings.map(({ code, about, seen }) => [code, about, seen])).to.deep.equal([
            ['CHECK_FAILED', 'disk', 'the disk does not say'],
        ]);
        expect(examination.passed.map(({ check }) => check)).to.include('certificates');
        const hanging = await patient.examine({ room: () => new Promise(() => undefined) });
        expect(hanging.findings.map(({ code, about }) => [code, about])).to.deep.equal([['CHECK_UNFINISHED', 'disk']]);
        expectInTime(hanging);
    });

    it('quotes names that a shell would take apart', async () => {
        const elsewhere = `${layout.root} d'or`;
        await rename(layout.root, elsewhere);
        try {
            const { examine } = await import('./examine.js');
            await chmod(join(elsewhere, 'organisations/north/ca/ca-key.pem'), 0o644);
            const { findings } = await examine(elsewhere);
            const found = findings.find(({ code }) => code === 'KEY_EXPOSED');
            await type(found?.remedy ?? 'false');
            expect((await examine(elsewhere)).findings.map(({ code }) => code)).to.not.include('KEY_EXPOSED');
        } finally {
            await rename(elsewhere, layout.root);
        }
    });

    it('names code that is not where the command says', async () => {
        const chaincodes = [{ name: 'shop', command: ['node', './dist/shop.js'] }];
        await writeFile(layout.topology, JSON.stringify({ ...topology, chaincodes }));
        expect((await patient.find('CODE_MISSING')).seen).to.equal('node ./dist/shop.js');
    });
});
