import { X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
    canonical,
    codeOf,
    documentDigest,
    hex,
    judgeDocumentKey,
    monthRange,
    parseDidDocument,
    present,
    type StatusPurpose,
    statementOf,
    verifyCertificate,
    verifyCertificateToken,
    verifyPresentation,
    verifyStatusList,
} from '@linguang/chaincode/domain';
import { gunzip, sampleCertificate, verifyEs256 } from '@linguang/chaincode/testing';
import { createKeyMaterial, defineTopology, NetworkLayout } from '@linguang/network';
import { expect } from 'chai';
import { hmacSha256, sha256 } from '../../crypto/sha256.js';
import { Documents } from './documents.js';
import { DocumentKeys } from './keys.js';
import type { DocumentSource, DocumentStatus } from './source.js';
import { DocumentStore } from './store.js';
import { wallInstant } from './wallinstant.js';

const crypto = { hash: sha256, verify: verifyEs256 };
const { facts: sampleFacts } = sampleCertificate();
const { issuer: _issuer, ...facts } = sampleFacts;
const { number } = facts.basis;

function code(run: () => unknown): string {
    try {
        run();
    } catch (error) {
        return (error instanceof Error ? codeOf(error.message) : undefined) ?? String(error);
    }
    return 'accepted';
}

describe('the certifier’s documents', () => {
    let root: string;
    let authority: string;
    let count = 0;
    const open: Documents[] = [];

    before(async () => {
        root = await mkdtemp(join(tmpdir(), 'linguang-documents-'));
        const topology = defineTopology({
            channel: 'linguang',
            organisations: [{ name: 'certifier', mspId: 'CertifierMSP' }],
            chaincodes: [],
        });
        await createKeyMaterial(topology, root);
        authority = new NetworkLayout(root).ca('certifier');
    });
    afterEach(() => {
        for (const documents of open.splice(0)) {
            documents.close();
        }
    });
    after(async () => await rm(root, { recursive: true, force: true }));

    const newFolder = () => join(root, `documents-${count++}`);
    const keysIn = async (folder: string, options: { origin?: string; authority?: string } = {}) =>
        await DocumentKeys.open(
            {
                folder,
                local: 'http://localhost:8082',
                issuer: { name: 'Certifier', accreditationId: 'CNAS-1' },
                organisation: 'certifier',
                authority,
                ...options,
            },
            wallInstant(),
        );

    /** The ledger as the documents see it: the sample's certificate, with a status that a test sets. */
    async function documentsIn(
        folder: string,
        digest: { value: string },
        status: { value: DocumentStatus } = { value: 'valid' },
    ) {
        const keys = await keysIn(folder);
        const source: DocumentSource = {
            certificate: (asked) => (asked === number ? { facts, digest: digest.value } : undefined),
            statuses: () =>
                status.value === 'valid' ? [] : [{ entry: facts.basis.statusEntry, status: status.value }],
            lists: () => 0,
            month: (asked, month) =>
                asked === number
                    ? { period: monthRange(month, 480), lines: facts.lines, final: month === '2026-03' }
                    : undefined,
        };
        const documents = new Documents(keys, new DocumentStore(join(folder, 'documents.sqlite')), source);
        open.push(documents);
        return documents;
    }
    const issued = async (folder = newFolder()) => {
        const digest = { value: '' };
        const documents = await documentsIn(folder, digest);
        digest.value = documents.prepare(facts).digest;
        return { documents, digest, folder };
    };
    const keysOf = ({ keys }: Documents) =>
        parseDidDocument(JSON.parse(JSON.stringify(keys.document)), keys.did, sha256);

    describe('keys', () => {
        it('are made at the first start, readable by the owner only, and found again', async () => {
            const folder = newFolder();
            const first = await keysIn(folder);
            const again = await keysIn(folder);
            expect(again.current.kid).to.equal(first.current.kid);
            expect(again.did).to.equal('did:web:localhost%3A8082');
            const message = new Uint8Array([1, 2, 3]);
            expect(hex(again.current.sign(message))).to.equal(hex(first.current.sign(message)));
            expect((await stat(folder)).mode & 0o777).to.equal(0o700);
            for (const file of await readdir(folder)) {
                expect((await stat(join(folder, file))).mode & 0o777, file).to.equal(0o600);
            }
        });

        it('are certified by the organisation’s authority for documents, and by nothing where there is none', async () => {
            const keys = await keysIn(newFolder());
            const [leaf, ca] = keys.current.chain.map((der) => new X509Certificate(der));
            expect(leaf?.verify(ca?.publicKey ?? raise())).to.equal(true);
            expect(leaf?.subject.split('\n')).to.include('OU=documents');
            expect(leaf?.publicKey.export({ format: 'jwk' })).to.deep.include({ x: keys.all[0]?.jwk.x });
            expect(leaf?.ca).to.equal(false);
            const [key] = keys.all;
            const alone = await keysIn(newFolder(), { authority: '/nowhere' });
            const other = await keysIn(newFolder());
            if (key === undefined || ca === undefined || alone.all[0] === undefined || other.all[0] === undefined) {
                return raise();
            }
            const judged = (of: typeof key, at = wallInstant()) => judgeDocumentKey(of, [ca.raw], at, verifyEs256);
            expect(judged(key)).to.equal('trusted');
            expect(judged(key, '2046-01-01T00:00:00Z')).to.equal('expired');
            expect(judged({ ...key, jwk: other.all[0].jwk })).to.equal('untrusted');
            expect(judged({ ...key, x5c: ['AAAA'] })).to.equal('untrusted');
            expect(judged(alone.all[0])).to.equal('none');
            expect(judgeDocumentKey(key, [], wallInstant(), verifyEs256)).to.equal('untrusted');
            expect(alone.current.chain).to.deep.equal([]);
            expect(parseDidDocument(JSON.parse(JSON.stringify(alone.document)), alone.did, sha256)).to.have.length(1);
        });

        it('are not used for another address than the one in every certificate', async () => {
            const folder = newFolder();
            await keysIn(folder, { origin: 'https://certifier.example' });
            expect((await keysIn(folder)).did).to.equal('did:web:certifier.example');
            const refused = await keysIn(folder, { origin: 'https://other.example' }).catch(
                (error: Error) => error.message,
            );
            expect(refused).to.match(/^DOCUMENT_ISSUER: .*did:web:certifier\.example/);
        });

        it('do not start where the private half is lost, instead of signing with another', async () => {
            const folder = newFolder();
            const { current } = await keysIn(folder);
            await rm(join(folder, `${current.kid}.key.pem`));
            expect(await keysIn(folder).catch((error: Error) => error.message)).to.match(/^DOCUMENT_ISSUER: .*restore/);
        });

        it('are replaced: what the old one signed stays valid, its private half is gone', async () => {
            const { documents, folder } = await issued();
            const before = documents.certificate(number);
            const token = documents.token(number);
            const old = documents.keys.current.kid;
            await documents.rotate();
            expect(documents.keys.current.kid).not.to.equal(old);
            expect(keysOf(documents).map(({ expires }) => expires === null)).to.deep.equal([false, true]);
            expect(code(() => verifyCertificate(before, keysOf(documents), crypto))).to.equal('accepted');
            expect(code(() => verifyCertificateToken(token, keysOf(documents), crypto))).to.equal('accepted');
            expect(documents.certificate(number)).to.deep.equal(before);
            expect((await readdir(folder)).filter((file) => file.endsWith('.key.pem'))).to.deep.equal([
                `${documents.keys.current.kid}.key.pem`,
            ]);
            const list = documents.statusLists.list('revocation', 0);
            expect(list?.proof.verificationMethod).to.include(documents.keys.current.kid);
        });

        it('are distrusted from a day: what was signed since is refused and signed anew, at once', async () => {
            const { documents, digest } = await issued();
            const [before, token] = [documents.certificate(number), documents.token(number)];
            const { kid } = documents.keys.current;
            await documents.distrust(kid, before.proof.created);
            expect(code(() => verifyCertificate(before, keysOf(documents), crypto))).to.equal('CREDENTIAL_KEY_TIME');
            expect(verifyCertificateToken(token, keysOf(documents), crypto).anchorNeeded).to.equal(true);
            const anew = documents.certificate(number);
            expect(verifyCertificate(anew, keysOf(documents), crypto)).to.include({
                anchorNeeded: false,
                digest: digest.value,
            });
            expect(verifyCertificateToken(documents.token(number), keysOf(documents), crypto).anchorNeeded).to.equal(
                false,
            );
        });

        it('are not distrusted from a day to come, nor later than was said before, nor unknown ones', async () => {
            const { documents } = await issued();
            const { kid } = documents.keys.current;
            const refused = async (key: string, since: string) =>
                await documents.distrust(key, since).then(
                    () => 'accepted',
                    (error: Error) => codeOf(error.message),
                );
            expect(await refused(kid, '2999-01-01T00:00:00Z')).to.equal('DOCUMENT_KEY');
            expect(await refused('nobody', '2026-01-01T00:00:00Z')).to.equal('DOCUMENT_KEY');
            expect(await refused(kid, '2026-01-02T00:00:00Z')).to.equal('accepted');
            expect(await refused(kid, '2026-01-03T00:00:00Z')).to.equal('DOCUMENT_KEY');
            expect(await refused(kid, '2026-01-01T00:00:00Z')).to.equal('accepted');
            expect(documents.keys.all).to.have.length(2);
        });
    });

    describe('certificates', () => {
        it('are the same bytes at every download, and the digest on the ledger is that of the core', async () => {
            const { documents, digest } = await issued();
            const first = canonical(documents.certificate(number));
            expect(canonical(documents.certificate(number))).to.equal(first);
            expect(documents.token(number)).to.equal(documents.token(number));
            expect(documentDigest(documents.core(number), sha256)).to.equal(digest.value);
            expect(verifyCertificate(JSON.parse(first), keysOf(documents), crypto).digest).to.equal(digest.value);
        });

        it('are built again from the ledger where everything kept of them is lost', async () => {
            const { documents, digest, folder } = await issued();
            const core = canonical(documents.core(number));
            documents.close();
            open.splice(0);
            for (const file of (await readdir(folder)).filter((name) => name.startsWith('documents.sqlite'))) {
                await rm(join(folder, file));
            }
            const again = await documentsIn(folder, digest);
            expect(canonical(again.core(number))).to.equal(core);
            expect(verifyCertificate(again.certificate(number), keysOf(again), crypto).digest).to.equal(digest.value);
        });

        it('are not given out where the ledger holds another digest, nor for numbers it does not know', async () => {
            const { documents, digest } = await issued();
            digest.value = '0'.repeat(64);
            expect(code(() => documents.certificate(number))).to.equal('DOCUMENT_MISMATCH');
            expect(code(() => documents.token(number))).to.equal('DOCUMENT_MISMATCH');
            expect(code(() => documents.holderCopy(number))).to.equal('DOCUMENT_MISMATCH');
            expect(code(() => documents.certificate('LG-0'))).to.equal('NOT_FOUND');
        });

        it('stay as issued in the cache though nobody can change them there unnoticed', async () => {
            const { documents, digest, folder } = await issued();
            const store = new DocumentStore(join(folder, 'documents.sqlite'));
            const core = documents.core(number);
            store.save(number, { core: { ...core, validUntil: '2099-01-01T00:00:00Z' }, proof: null, token: null });
            store.close();
            expect(documentDigest(documents.core(number), sha256)).to.equal(digest.value);
        });
    });

    describe('status lists', () => {
        const at = () => wallInstant();
        const read = (documents: Documents, purpose: StatusPurpose) =>
            verifyStatusList(
                JSON.parse(JSON.stringify(documents.statusLists.list(purpose, 0))),
                { did: documents.keys.did, keys: keysOf(documents), at: at() },
                { ...crypto, gunzip },
            ).isSet(facts.basis.statusEntry.index);

        it('show a suspension, its end, a revocation and a supersession at once', async () => {
            const status: { value: DocumentStatus } = { value: 'valid' };
            const documents = await documentsIn(newFolder(), { value: '' }, status);
            const seen = (value: DocumentStatus) => {
                status.value = value;
                return [read(documents, 'revocation'), read(documents, 'suspension')];
            };
            expect(seen('valid')).to.deep.equal([false, false]);
            expect(seen('suspended')).to.deep.equal([false, true]);
            expect(seen('valid')).to.deep.equal([false, false]);
            expect(seen('revoked')).to.deep.equal([true, false]);
            expect(seen('superseded')).to.deep.equal([true, false]);
        });

        it('are signed once while nothing changes, and again before they are stale', async () => {
            const { documents } = await issued();
            const now = Date.now();
            const first = documents.statusLists.list('revocation', 0, now);
            expect(documents.statusLists.list('revocation', 0, now + 60_000)).to.equal(first);
            const second = documents.statusLists.list('revocation', 0, now + 1_900_000);
            expect(second).not.to.equal(first);
            expect((second?.validUntil ?? '') > (first?.validUntil ?? '')).to.equal(true);
            expect(documents.statusLists.list('revocation', 1)).to.equal(undefined);
            expect(documents.statusLists.list('suspension', -1)).to.equal(undefined);
        });
    });

    describe('holder’s copies', () => {
        const verified = (documents: Documents, shown: unknown, at = wallInstant()) =>
            verifyPresentation(
                JSON.parse(JSON.stringify(shown)),
                { did: documents.keys.did, keys: keysOf(documents), at },
                crypto,
            );

        it('prove a share of the day without any figure', async () => {
            const { documents } = await issued();
            const copy = documents.holderCopy(number);
            const wanted = statementOf({
                metric: 'solar',
                moreThanBp: 5000,
                span: 'period',
                start: '2026-02-28T16:00:00Z',
            });
            const shown = present(copy, wanted, { hash: sha256, hmac: hmacSha256 });
            const { leaves, commitment } = verified(documents, shown);
            expect(leaves).to.have.length(1);
            expect(commitment.scope).to.equal('certificate');
            expect(JSON.stringify(shown)).not.to.match(/Wh|LG-2026/);
        });

        it('prove a share of a whole month over all consumption, for 31 days, once the month is final', async () => {
            const { documents } = await issued();
            const copy = documents.monthSummary(number, '2026-03');
            const wanted = statementOf({
                metric: 'matched',
                moreThanBp: 5000,
                span: 'month',
                start: '2026-02-28T16:00:00Z',
            });
            const shown = present(copy, wanted, { hash: sha256, hmac: hmacSha256 });
            expect(verified(documents, shown).commitment).to.include({
                scope: 'summary',
                periodEnd: '2026-03-31T16:00:00Z',
            });
            const late = wallInstant(Date.now() + 32 * 86_400_000);
            expect(code(() => verified(documents, shown, late))).to.equal('DISCLOSURE_INVALID');
            expect(code(() => documents.monthSummary(number, '2026-04'))).to.equal('DOCUMENT_MONTH_OPEN');
        });
    });

    it('refuse a folder whose description was tampered with', async () => {
        const folder = newFolder();
        await keysIn(folder);
        const file = join(folder, 'issuer.json');
        const description = JSON.parse(await readFile(file, 'utf8'));
        await writeFile(file, JSON.stringify({ ...description, extra: 1 }));
        expect(
            await keysIn(folder).then(
                () => 'opened',
                () => 'refused',
            ),
        ).to.equal('refused');
    });
});

function raise(): never {
    throw new Error('there is none');
}
