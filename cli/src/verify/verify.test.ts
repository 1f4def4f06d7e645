import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { didDocument, intervalsBetween, jcs, networkDigest, present } from '@linguang/chaincode/domain';
import { hash, hmac, SAMPLE_DID, sampleCertificate, sampleKey } from '@linguang/chaincode/testing';
import { sampleBundle } from '@linguang/gateway/testing/bundles';
import { type TestCertifier, testCertifier } from '@linguang/gateway/testing/documents';
import { expect } from 'chai';
import { finished, linguang } from '../testing/linguang.js';

/** Notes in a file whenever the process opens a socket or asks for a name, and refuses it. */
const WATCH = `
import { appendFileSync } from 'node:fs';
import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';
import { syncBuiltinESMExports } from 'node:module';
const refuse = (what) => function () {
    appendFileSync(process.env.NETWORK_LOG, what + '\\n');
    throw new Error('the network is off: ' + what);
};
net.Socket.prototype.connect = refuse('connect');
net.Server.prototype.listen = refuse('listen');
dgram.createSocket = refuse('dgram');
dgram.Socket.prototype.send = refuse('dgram send');
for (const name of Object.keys(dns).filter((one) => /^(lookup|resolve)/.test(one))) dns[name] = refuse('dns');
for (const name of Object.keys(dns.promises).filter((one) => /^(lookup|resolve)/.test(one))) dns.promises[name] = refuse('dns');
syncBuiltinESMExports();
appendFileSync(process.env.NETWORK_LOG, 'watching\\n');
`;

describe('linguang verify', function () {
    this.timeout(180_000);
    const sample = sampleCertificate();
    const { number, statusEntry } = sample.facts.basis;
    const now = new Date(Math.max(Date.now(), Date.parse('2026-04-01')));
    const instant = (hours: number) => `${new Date(now.getTime() + hours * 3_600_000).toISOString().slice(0, 19)}Z`;
    const current = { validFrom: instant(-1), validUntil: instant(1) };
    let folder = '';
    let certifier: TestCertifier;
    let stranger: TestCertifier;
    let pdf: Uint8Array;
    const put = (name: string, content: string | Uint8Array): string => {
        const file = join(folder, name);
        writeFileSync(file, content);
        return file;
    };
    const at = (name: string): string => join(folder, name);

    before(async () => {
        folder = mkdtempSync(join(tmpdir(), 'linguang-verify-'));
        [certifier, stranger] = [await testCertifier(SAMPLE_DID), await testCertifier(SAMPLE_DID)];
        const signed = certifier.sign(sample.core);
        pdf = await certifier.pdf(signed, 'zh');
        put('true.json', JSON.stringify(signed, null, 4));
        put('true.jwt', `${certifier.token(sample.core)}\n`);
        put('true.pdf', pdf);
        put('ca.pem', certifier.authority);
        put('did.json', certifier.keyDocument);
        put('stranger.pem', stranger.authority);
        put('revocation.json', certifier.statusList('revocation', [], current));
        put('suspension.json', certifier.statusList('suspension', [], current));
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    type Outcome = Readonly<{
        outcome: string;
        checks: readonly { id: string; result: string; reason: string | null }[];
    }>;
    const verify = async (files: readonly string[], ...options: readonly string[]) => {
        const log = put('network.log', '');
        const watch = pathToFileURL(put('watch.mjs', WATCH)).href;
        const run = linguang(['verify', ...files, '--at', instant(0), '--json', ...options], {
            NODE_OPTIONS: `--import=${watch}`,
            NETWORK_LOG: log,
        });
        const { code, output, errors } = await finished(run);
        expect(readFileSync(log, 'utf8'), 'what the process did with the network').to.equal('watching\n');
        const found = output.trim().split('\n').filter(Boolean);
        return { code, errors, found: found.map((line): Outcome => JSON.parse(line)) };
    };
    const trusting = (...names: readonly string[]) => names.flatMap((name) => ['--trust', at(name)]);
    const fresh = () => ['--status', at('revocation.json'), '--status', at('suspension.json')];
    const failures = (one: Outcome | undefined) =>
        one?.checks.filter(({ result }) => result === 'fail').map(({ id, reason }) => `${id} ${reason}`);

    it('finds the true documents valid in every form, with status 0 and without touching the network', async () => {
        const files = ['true.json', 'true.jwt', 'true.pdf'].map(at);
        const { code, errors, found } = await verify(files, ...trusting('ca.pem', 'did.json'), ...fresh());
        expect(errors).to.equal('');
        expect(found.map(({ outcome }) => outcome)).to.deep.equal(['valid', 'valid', 'valid']);
        expect(found.flatMap(({ checks }) => checks.filter(({ result }) => result !== 'pass'))).to.deep.equal([]);
        expect(code).to.equal(0);
        const [, , paper] = found;
        expect(paper?.checks.map(({ id }) => id)).to.include.members(['pdf.chain', 'pdf.issuer', 'pdf.title']);
    });

    it('tells a true PDF from a false one with the authority’s certificate alone', async () => {
        const changed = Uint8Array.from(pdf);
        changed[5000] = (changed[5000] ?? 0) ^ 1;
        const files = [
            at('true.pdf'),
            put('changed.pdf', changed),
            put('appended.pdf', Buffer.concat([pdf, Buffer.from('\n')])),
            put('forged.pdf', await stranger.pdf(stranger.sign(sample.core), 'en')),
            put('mixed.pdf', await certifier.pdf(stranger.sign(sample.core), 'en')),
        ];
        const { code, found } = await verify(files, ...trusting('ca.pem'));
        expect(found.map(({ outcome }) => outcome)).to.deep.equal([
            'status-unknown',
            'tampered',
            'tampered',
            'untrusted',
            'untrusted',
        ]);
        expect(failures(found[1])).to.include('pdf.digest PDF_CHANGED');
        expect(failures(found[2])).to.deep.equal(['pdf.structure PDF_APPENDED']);
        expect(failures(found[3])).to.include('pdf.chain PDF_SIGNER_UNTRUSTED');
        expect(failures(found[4])).to.deep.equal(['credential.key CREDENTIAL_KEY_UNKNOWN']);
        expect(code).to.equal(1);
        const valid = await verify([at('true.pdf')], ...trusting('ca.pem'), ...fresh());
        expect(valid.found.map(({ outcome }) => outcome)).to.deep.equal(['valid']);
        expect(valid.code).to.equal(0);
    });

    it('passes no PDF of which bytes were changed, wherever they are', async () => {
        const files = Array.from({ length: 40 }, (_, part) => {
            const changed = Uint8Array.from(pdf);
            const place = Math.floor(((part + 0.5) * pdf.length) / 40);
            changed[place] = (changed[place] ?? 0) ^ (1 << (part % 8));
            return put(`changed-${part}.pdf`, changed);
        });
        const { code, found } = await verify(files, ...trusting('ca.pem', 'did.json'), ...fresh());
        expect(found).to.have.length(files.length);
        for (const one of found) {
            expect(one.outcome, JSON.stringify(failures(one))).to.equal('tampered');
        }
        expect(code).to.equal(1);
    });

    it('trusts no key document whose keys another authority certified, and no PDF by another key of the same name', async () => {
        put('strange.json', stranger.keyDocument);
        const own = put('own.json', JSON.stringify(stranger.sign(sample.core)));
        const { found } = await verify([own], ...trusting('ca.pem', 'strange.json'));
        expect(found.map(({ outcome }) => outcome)).to.deep.equal(['untrusted']);
        expect(failures(found[0])).to.deep.equal(['key.chain KEY_CHAIN_UNTRUSTED']);
        // Of two authorities nobody knows which speaks for this issuer.
        const forged = put('forged.pdf', await stranger.pdf(stranger.sign(sample.core), 'en'));
        const two = await verify([forged], ...trusting('ca.pem', 'stranger.pem'));
        expect(two.found.map(({ outcome }) => outcome)).to.deep.equal(['unknown']);
        const told = await verify([forged], ...trusting('ca.pem', 'stranger.pem', 'did.json'));
        expect(told.found.map(({ outcome }) => outcome)).to.deep.equal(['untrusted']);
    });

    it('tells revoked, suspended and stale status, and changed JSON and JWT', async () => {
        const set = [statusEntry.index];
        const trusted = trusting('did.json');
        const files = [at('true.json'), at('true.jwt'), at('true.pdf')];
        const outcomes = async (purpose: 'revocation' | 'suspension', times: typeof current, entries = set) => {
            const list = put('list.json', certifier.statusList(purpose, entries, times));
            const lists = purpose === 'revocation' ? [list, at('suspension.json')] : [list, at('revocation.json')];
            const { code, found } = await verify(files, ...trusted, ...lists.flatMap((one) => ['--status', one]));
            expect(code).to.equal(1);
            return [...new Set(found.map(({ outcome }) => outcome))];
        };
        expect(await outcomes('revocation', current)).to.deep.equal(['revoked']);
        expect(await outcomes('suspension', current)).to.deep.equal(['suspended']);
        const past = { validFrom: instant(-3), validUntil: instant(-2) };
        expect(await outcomes('revocation', past, [])).to.deep.equal(['status-unknown']);
        const json = readFileSync(at('true.json'), 'utf8');
        const token = readFileSync(at('true.jwt'), 'utf8');
        const matched = String(sample.core.credentialSubject.matched.matchedWh);
        const changed = [
            put('changed.json', json.replaceAll(matched, `${matched}0`)),
            put('twice.json', json.replace('{', '{ "id": "other",')),
            put('changed.jwt', token.replace('.', '.A')),
        ];
        const { found } = await verify(changed, ...trusted, ...fresh());
        expect(found.map(({ outcome }) => outcome)).to.deep.equal(['tampered', 'tampered', 'tampered']);
    });

    it('ends with status 2 for what cannot be read, also among valid files', async () => {
        const files = [at('absent.json'), put('noise.bin', Buffer.of(0, 255, 3)), at('true.json')];
        const { code, errors, found } = await verify(files, ...trusting('did.json'), ...fresh());
        expect(code).to.equal(2);
        expect(errors).to.match(/absent\.json: .*ENOENT/);
        expect(found.map(({ outcome }) => outcome)).to.deep.equal(['unreadable', 'valid']);
        const trust = await verify([at('true.json')], '--trust', put('broken.pem', 'nothing'));
        expect(trust.code).to.equal(2);
        expect(trust.errors).to.include('broken.pem');
    });

    it('reads a bundle, alone or beside a document, down to the meter, and names what contradicts it', async () => {
        const { bundle, proofs, ledger, log } = await sampleBundle(certifier);
        const file = put('bundle.json', jcs(bundle));
        const network = ['--network', `sha256:${networkDigest(ledger.network, hash)}`];
        put('network.json', JSON.stringify(ledger.network));
        put('proofs.json', JSON.stringify(proofs));
        put('head.json', JSON.stringify(bundle.log?.treeHead));
        put('split.json', JSON.stringify({ treeHead: log.signed(log.head(9, 'other view')) }));
        const passing = async (files: readonly string[], ...options: readonly string[]) => {
            const { code, errors, found } = await verify(files, ...trusting('ca.pem'), ...options);
            expect(errors).to.equal('');
            expect(found.flatMap(({ checks }) => checks.filter(({ result }) => result !== 'pass'))).to.deep.equal([]);
            expect(code).to.equal(0);
        };
        await passing([file], ...network, '--proofs', at('proofs.json'), '--head', at('head.json'));
        const documents = ['true.json', 'true.jwt', 'true.pdf'].map(at);
        await passing(documents, '--network', at('network.json'), '--bundle', file, ...fresh());
        const split = await verify([file], ...trusting('ca.pem'), ...network, '--head', at('split.json'));
        expect(split.found.map(({ outcome }) => outcome)).to.deep.equal(['tampered']);
        expect(failures(split.found[0])).to.deep.equal(['log.head LOG_VIEWS_DIFFER']);
        const other = await verify([file], ...trusting('ca.pem'), '--network', `sha256:${'0'.repeat(64)}`);
        expect(other.found.map(({ outcome }) => outcome)).to.deep.equal(['untrusted']);
        const bad = [
            ['--network', 'sha256:12'],
            ['--bundle', at('absent.json')],
            ['--proofs', at('ca.pem')],
            ['--head', at('network.json')],
        ];
        for (const options of bad) {
            expect((await verify([file], ...options)).code, options.join(' ')).to.equal(2);
        }
    });

    it('says what a holder shows of a day, and nothing of a false one', async () => {
        const { core } = sample;
        const { periodStart } = core.credentialSubject;
        const hour = `${periodStart.slice(0, 11)}17:00:00Z`;
        const shown = present(sample.holder, intervalsBetween(periodStart, hour), { hash, hmac });
        const file = put('shown.json', JSON.stringify(shown));
        const [first] = shown.disclosed;
        const more = { ...first, leaf: { ...first?.leaf, matchedWh: 9 } };
        const forged = put('forged.json', JSON.stringify({ ...shown, disclosed: [more] }));
        const keys = put('sample.json', JSON.stringify(didDocument(SAMPLE_DID, [sampleKey])));
        const run = await finished(linguang(['verify', file, '--trust', keys, '--at', instant(0), ...fresh()]));
        // The lists are signed by another key than the sample's: its status stays unknown.
        expect(run.code).to.equal(1);
        expect(run.output).to.include('STATUS UNKNOWN').and.include('Wh used').and.include('SIMULATED');
        const untrue = await finished(linguang(['verify', forged, '--trust', keys, '--at', instant(0)]));
        expect(untrue.code).to.equal(1);
        expect(untrue.output).to.include('DISCLOSURE_INVALID').and.not.include('Wh used');
    });

    it('reads a folder of trust, and says each check in plain words in both languages', async () => {
        const trust = mkdtempSync(join(folder, 'trust-'));
        writeFileSync(join(trust, 'ca.pem'), certifier.authority);
        writeFileSync(join(trust, 'did.json'), certifier.keyDocument);
        writeFileSync(join(trust, 'README'), 'not read');
        const say = async (lang: string) =>
            await finished(
                linguang(['verify', at('true.json'), '--trust', trust, '--lang', lang, '--at', instant(0), ...fresh()]),
            );
        const english = await say('en');
        expect(english.code, english.errors).to.equal(0);
        expect(english.output).to.include('VALID').and.include(number).and.include('SIMULATED');
        expect(english.output).to.include('ok       it was not revoked');
        const chinese = await say('zh');
        expect(chinese.output).to.include('有效').and.include('通过  未被撤销').and.include('模拟数据');
        const digest = Buffer.from(sample.digest, 'hex').toString('base64url');
        const address = `https://certifier.example/verify/${number}#sha256=`;
        for (const [code, status] of [
            [address + digest, 0],
            [`${address}${digest.slice(1)}A`, 1],
        ] as const) {
            const checked = await verify([at('true.pdf')], '--trust', trust, ...fresh(), '--code', code);
            expect(checked.code).to.equal(status);
        }
    });

    it('lets no document write lines of its own, or command the terminal', async () => {
        const name = '\n\u001b[2Jfile: VALID\u2028\u202e';
        const file = put('names.json', JSON.stringify({ ...certifier.sign(sample.core), [name]: 1 }));
        const { code, output } = await finished(linguang(['verify', file, ...trusting('did.json')]));
        expect(code).to.equal(1);
        expect(output.split('\n').filter((line) => line.includes('VALID'))).to.have.length(1);
        expect(output).to.include('��[2Jfile: VALID��');
        for (const control of ['\u001b', '\u2028', '\u202e']) {
            expect(output).not.to.include(control);
        }
    });

    it('would have seen a connection', () => {
        const log = put('network.log', '');
        const watch = pathToFileURL(put('watch.mjs', WATCH)).href;
        const script = put('connects.mjs', "import net from 'node:net'; try { net.connect(9, '127.0.0.1'); } catch {}");
        spawnSync(process.execPath, [`--import=${watch}`, script], { env: { ...process.env, NETWORK_LOG: log } });
        expect(readFileSync(log, 'utf8')).to.equal('watching\nconnect\n');
    });
});
