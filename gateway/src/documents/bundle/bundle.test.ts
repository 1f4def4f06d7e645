import {
    type Bundle,
    type DocumentTrust,
    type DocumentVerification,
    intervalsBetween,
    jcs,
    LARGEST_BUNDLE,
    type MeterProofs,
    networkDigest,
    present,
    readX509,
    slot,
    statementOf,
    verifyDocument,
} from '@linguang/chaincode/domain';
import {
    gunzip,
    hash,
    hmac,
    METER,
    reading,
    SAMPLE_DID,
    sampleCertificate,
    sampleKey,
    sampleWith,
    signer,
    testPoint,
    verifyEs256,
} from '@linguang/chaincode/testing';
import { expect } from 'chai';
import { notPassed, tampered } from '../../testing/bundles.js';
import {
    attestedPoint,
    documentOf,
    HeadSigner,
    hoursFromNow,
    LISTS,
    NOW,
    type SampleBundle,
    SampleLog,
    sampleBundle,
    sampleProofs,
    signedParts,
} from '../../testing/samplebundle.js';
import { type TestCertifier, testCertifier } from '../../testing/signeddocuments.js';
import { SignedLedger } from '../../testing/signedledger.js';

describe('an offline bundle', function () {
    this.timeout(180_000);
    let made: SampleBundle;
    let certifier: TestCertifier;
    let stranger: TestCertifier;
    let trust: DocumentTrust;
    let file: string;

    before(async () => {
        [certifier, stranger] = [await testCertifier(SAMPLE_DID), await testCertifier(SAMPLE_DID)];
        made = await sampleBundle(certifier);
        file = jcs(made.bundle);
        trust = {
            authorities: [authorityOf(certifier)],
            keys: new Map(),
            statusLists: [],
            networkDigests: [networkDigest(made.ledger.network, hash)],
            hash,
            verify: verifyEs256,
            gunzip,
        };
    });

    const judge = (bundle: unknown, changes: Partial<DocumentTrust> = {}, now = NOW) =>
        verifyDocument(typeof bundle === 'string' ? bundle : jcs(bundle), { ...trust, ...changes }, now);
    const withLedger = (ledger: Partial<NonNullable<Bundle['ledger']>>) =>
        judge({ ...made.bundle, ledger: { ...made.bundle.ledger, ...ledger } });
    const attesting = (changes: Parameters<SignedLedger['evidence']>[1]) =>
        withLedger({ attestation: made.ledger.evidence(documentOf(made.sample), changes).attestation });
    const reasons = (found: DocumentVerification) => [found.outcome, ...notPassed(found)];

    it('shows a stranger with the authority and the digest of the anchors that everything holds, and keeps to its size', () => {
        const found = judge(file);
        expect(reasons(found)).to.deep.equal(['valid']);
        expect(found.kind).to.equal('bundle');
        expect(found.checks.map(({ id }) => id)).to.include.members([
            'bundle.chains',
            'network.trust',
            'log.inclusion',
            'ledger.record',
            'ledger.block',
            'ledger.transaction',
        ]);
        expect(Buffer.byteLength(file)).to.be.at.most(LARGEST_BUNDLE);
    });

    it('keeps to its size also with lists a quarter of which is revoked or suspended, as full as lists get', () => {
        const entries = Array.from({ length: 131_072 / 4 }, (_, index) => (index * 40_503) % 131_072);
        const halves = {
            revocation: entries.filter((_, index) => index % 2 === 0),
            suspension: entries.filter((_, index) => index % 2 === 1),
        };
        const parts = signedParts(certifier, made.sample.core, halves);
        expect(Buffer.byteLength(jcs({ ...made.bundle, ...parts }))).to.be.at.most(LARGEST_BUNDLE);
    });

    it('speaks for JSON, token and PDF of the same certificate, and for no other', async () => {
        const { core } = made.sample;
        const documents = [
            JSON.stringify(certifier.sign(core)),
            certifier.token(core),
            await certifier.pdf(certifier.sign(core), 'en'),
        ];
        for (const document of documents) {
            expect(reasons(verifyDocument(document, { ...trust, bundle: file }, NOW))).to.deep.equal(['valid']);
        }
        const other = { ...core, credentialSubject: { ...core.credentialSubject, countryOfIssuance: 'DE' } };
        const found = verifyDocument(JSON.stringify(certifier.sign(other)), { ...trust, bundle: file }, NOW);
        expect(found.outcome).to.equal('tampered');
        expect(notPassed(found)).to.include('bundle.document BUNDLE_OTHER');
    });

    it('leaves open what is not in it, and whose nodes they are where no anchors were given', () => {
        expect(reasons(judge({ ...made.bundle, log: null, ledger: null }))).to.deep.equal([
            'valid',
            'log.head LOG_NOT_YET',
            'log.inclusion LOG_NOT_YET',
            'ledger.record LEDGER_NOT_GIVEN',
            'ledger.block LEDGER_NOT_GIVEN',
        ]);
        const open = judge(file, { networkDigests: [] });
        expect(open.outcome).to.equal('valid');
        expect(notPassed(open)).to.have.length(6);
        for (const { id, result } of open.checks) {
            expect(result === 'pass', id).to.equal(!/^(network|log|ledger)/.test(id));
        }
        expect(reasons(judge(file, { networkDigests: ['0'.repeat(64)] }))[0]).to.equal('untrusted');
    });

    it('is no bundle in any other form: spaces, other order, a member twice, something behind it, too much', () => {
        const members = Object.entries(made.bundle).reverse();
        const forms: readonly (readonly [string, string])[] = [
            [JSON.stringify(made.bundle, null, 1), 'BUNDLE_NOT_CANONICAL'],
            [JSON.stringify(Object.fromEntries(members)), 'BUNDLE_NOT_CANONICAL'],
            [`${file}\n`, 'BUNDLE_NOT_CANONICAL'],
            [` ${file}`, 'BUNDLE_NOT_CANONICAL'],
            [jcs({ ...made.bundle, chains: [['A'.repeat(LARGEST_BUNDLE)]] }), 'BUNDLE_TOO_LARGE'],
            [jcs({ ...made.bundle, madeAt: NOW }), 'BUNDLE_INVALID'],
        ];
        for (const [text, code] of forms) {
            const found = judge(text);
            expect(found.outcome, text.slice(0, 40)).to.equal('tampered');
            expect(notPassed(found)).to.include(`bundle.form ${code}`);
        }
        expect(judge(`{"v":1,${file.slice(1)}`).outcome).to.equal('tampered');
        for (const behind of ['x', '\0', '{}', file]) {
            expect(judge(file + behind).outcome).to.equal('tampered');
        }
    });

    it('passes with no character changed, nothing left out, doubled or reversed', () => {
        let count = 0;
        for (const [where, changed] of tampered(made.bundle, 2)) {
            const found = judge(changed);
            const passes = found.outcome === 'valid' && notPassed(found).length === 0;
            expect(passes, where).to.equal(false);
            count++;
        }
        expect(count).to.be.greaterThan(300);
    });

    it('passes with no parts of another certifier, whatever it calls itself', () => {
        const { core } = made.sample;
        const parts = signedParts(stranger, core);
        expect(judge({ ...made.bundle, ...parts }).outcome).to.equal('untrusted');
        expect(judge({ ...made.bundle, ...parts, chains: made.bundle.chains }).outcome).to.equal('untrusted');
        expect(judge({ ...made.bundle, credential: parts.credential }).outcome).not.to.equal('valid');
        expect(judge({ ...made.bundle, statusLists: parts.statusLists }).outcome).not.to.equal('valid');
        expect(judge(file, { authorities: [authorityOf(stranger)] }).outcome).to.equal('untrusted');
        expect(judge(file, { authorities: [authorityOf(stranger), authorityOf(certifier)] }).outcome).to.equal(
            'unknown',
        );
        expect(judge(file, { authorities: [] }).outcome).to.equal('unknown');
    });

    it('tells revoked and suspended, and does not know once its lists are stale', () => {
        const { core, facts } = made.sample;
        const { index } = facts.basis.statusEntry;
        const revoked = { ...made.bundle, ...signedParts(certifier, core, { revocation: [index] }) };
        expect(judge(revoked).outcome).to.equal('revoked');
        const suspended = { ...made.bundle, ...signedParts(certifier, core, { suspension: [index] }) };
        expect(judge(suspended).outcome).to.equal('suspended');
        expect(judge(file, {}, LISTS.validUntil).outcome).to.equal('status-unknown');
        const fresh = ['revocation', 'suspension'] as const;
        const times = { validFrom: hoursFromNow(9), validUntil: hoursFromNow(10) };
        const statusLists = fresh.map((purpose) => JSON.parse(certifier.statusList(purpose, [], times)));
        expect(judge(file, { statusLists }, hoursFromNow(9.5)).outcome).to.equal('valid');
        const { attestation } = made.ledger.evidence(documentOf(made.sample), {}, 'superseded');
        expect(withLedger({ attestation }).outcome).to.equal('revoked');
    });

    describe('evidence of the ledger', () => {
        it('counts only with peers of the certifier and of another organisation', () => {
            const organisations = 'ledger.record LEDGER_ORGANISATIONS';
            expect(notPassed(attesting({ endorsers: ['peer0.certifier'] }))).to.include(organisations);
            expect(notPassed(attesting({ endorsers: ['peer0.certifier', 'peer0.certifier'] }))).to.include(
                organisations,
            );
            expect(notPassed(attesting({ endorsers: ['peer0.grid', 'peer0.community'] }))).to.include(organisations);
            expect(notPassed(attesting({ endorsers: [] }))).to.include(organisations);
            const member = 'ledger.record LEDGER_MEMBER';
            expect(notPassed(attesting({ endorsers: ['peer0.certifier', 'admin.grid'] }))).to.include(member);
            expect(notPassed(attesting({ endorsers: ['peer0.certifier', 'orderer0.grid'] }))).to.include(member);
            expect(notPassed(attesting({ client: 'peer0.certifier' }))).to.include(member);
            expect(attesting({ endorsers: ['peer0.certifier', 'peer0.community'] }).outcome).to.equal('valid');
        });

        it('counts only for this record on this ledger, as it was asked and answered', () => {
            const { number, digest } = documentOf(made.sample);
            const args = ['certificates:get', JSON.stringify({ number })];
            const cases: readonly (readonly [Parameters<SignedLedger['evidence']>[1], string])[] = [
                [{ channel: 'elsewhere' }, 'LEDGER_CHANNEL'],
                [{ status: 500 }, 'LEDGER_PROPOSAL'],
                [{ chaincode: 'energy' }, 'LEDGER_ANSWER'],
                [{ args: ['certificates:issue', args[1] ?? ''] }, 'LEDGER_ANSWER'],
                [{ args: ['certificates:get', '{"number":"another"}'] }, 'LEDGER_ANSWER'],
                [{ args: [...args, ''] }, 'LEDGER_ANSWER'],
                [{ reads: {} }, 'LEDGER_RECORD_OTHER'],
                [{ reads: { [`certificate~${number}`]: null } }, 'LEDGER_RECORD_OTHER'],
                [
                    { answer: JSON.stringify({ number, digest: '0'.repeat(64), status: 'valid' }) },
                    'LEDGER_RECORD_OTHER',
                ],
                [{ answer: JSON.stringify({ number: 'x', digest, status: 'valid' }) }, 'LEDGER_RECORD_OTHER'],
                [{ answer: JSON.stringify({ number, digest, status: 'fine' }) }, 'LEDGER_RECORD_OTHER'],
                [{ answer: '[]' }, 'LEDGER_ANSWER'],
            ];
            for (const [changes, reason] of cases) {
                const found = attesting(changes);
                expect(found.outcome, reason).to.equal('tampered');
                expect(notPassed(found), JSON.stringify(changes)).to.include(`ledger.record ${reason}`);
            }
        });

        it('counts only with the block that orderers signed and with its own transaction', () => {
            const { ledger, sample } = made;
            const { transaction, block } = ledger.evidence(documentOf(sample));
            const envelope = Buffer.from(transaction, 'base64url');
            const failing = (found: DocumentVerification) => [found.outcome, ...notPassed(found)];
            expect(failing(withLedger({ block: ledger.block(41, [envelope]) }))).to.include(
                'ledger.block LEDGER_BLOCK_OTHER',
            );
            expect(failing(withLedger({ block: ledger.block(40, [envelope], ['peer0.grid']) }))).to.include(
                'ledger.block LEDGER_MEMBER',
            );
            const several = ledger.block(40, [envelope], ['orderer0.grid', 'orderer0.community']);
            expect(withLedger({ block: several }).outcome).to.equal('valid');
            const forged = { ...block, dataHash: '0'.repeat(64) };
            expect(failing(withLedger({ block: forged }))).to.include('ledger.block LEDGER_ORDERER');
            const none = withLedger({ block: { ...block, signatures: [] } });
            expect(notPassed(none)).to.include('ledger.block LEDGER_ORDERERS_NOT_NAMED');
            const shared = withLedger({ block: ledger.block(40, [envelope, envelope]) });
            expect(failing(shared)).to.deep.equal(['valid', 'ledger.transaction LEDGER_BLOCK_SHARED']);
            const another = { ...documentOf(sample), digest: '0'.repeat(64) };
            const { transaction: stolen } = ledger.evidence(another);
            expect(failing(withLedger({ transaction: stolen }))).to.include(
                'ledger.transaction LEDGER_TRANSACTION_OTHER',
            );
            expect(withLedger({ transaction: null }).outcome).to.equal('valid');
        });

        it('of another network of the same names is none', async () => {
            const other = await SignedLedger.create(made.log.anchors);
            const evidence = other.evidence(documentOf(made.sample));
            expect(judge({ ...made.bundle, ledger: evidence }).outcome).to.equal('tampered');
            const whole = judge({ ...made.bundle, ledger: evidence, network: other.network });
            expect(reasons(whole)[0]).to.equal('untrusted');
            expect(notPassed(whole).join()).to.include('network.trust NETWORK_OTHER');
            const open = judge({ ...made.bundle, ledger: evidence }, { networkDigests: [] });
            expect(open.outcome).to.equal('tampered');
        });
    });

    describe('the proof of the log', () => {
        const withLog = (log: Bundle['log'], heads: DocumentTrust['heads'] = []) =>
            judge({ ...made.bundle, log }, { heads });

        it('counts only under a head that certifier and another organisation signed', () => {
            const { log } = made;
            const [own, other] = log.signers;
            const head = log.head();
            const forger = new HeadSigner('community');
            for (const signers of [[own], [other], [other, own], [own, own], [own, forger], [forger, other], []]) {
                const present = signers.filter((one) => one !== undefined);
                const found = withLog(log.proof(log.signed(head, present)));
                expect(found.outcome).to.equal('tampered');
                expect(notPassed(found).join()).to.match(/log\.head LOG_HEAD_(SIGNATURE|COSIGNER)/);
            }
            const changed = { ...log.proof(), treeHead: { ...log.signed(head), head: { ...head, size: 10 } } };
            expect(notPassed(withLog(changed))).to.include('log.head LOG_HEAD_SIGNATURE');
        });

        it('counts for this certificate only', () => {
            const { log } = made;
            const proof = log.proof();
            const [first = '', ...rest] = proof.inclusionProof;
            const stranger = new SampleLog('0'.repeat(64), [...log.signers]);
            for (const wrong of [
                { ...proof, leafIndex: 5 },
                { ...proof, inclusionProof: rest },
                { ...proof, inclusionProof: [...rest, first] },
                stranger.proof(),
                log.proof(log.signed(log.head()), 'another'),
            ]) {
                expect(notPassed(withLog(wrong))).to.include('log.inclusion LOG_PROOF_INVALID');
            }
        });

        it('shows a split view as soon as the reader knows another head, and believes no accusation that nobody signed', () => {
            const { log } = made;
            const second = log.signed(log.head(9, 'other view'));
            const found = withLog(log.proof(), [second]);
            expect(found.outcome).to.equal('tampered');
            expect(notPassed(found)).to.include('log.head LOG_VIEWS_DIFFER');
            expect(withLog(log.proof(), [log.signed(log.head())]).outcome).to.equal('valid');
            const accused = log.signed(log.head(9, 'other view'), [
                new HeadSigner('certifier'),
                new HeadSigner('community'),
            ]);
            expect(withLog(log.proof(), [accused]).outcome).to.equal('valid');
        });
    });

    it('shows by the log that a key was given up only later, but not by slots of a simulation', async () => {
        // The head is of 2026-03-19.
        const judged = async (simulation: boolean, revoked: string) => {
            const { bundle, ledger } = await sampleBundle(certifier, sampleWith({ simulation }));
            const keys = new Map([[SAMPLE_DID, [{ ...certifier.key, revoked }]]]);
            const found = judge(bundle, { keys, networkDigests: [networkDigest(ledger.network, hash)] });
            return found.checks.find(({ id }) => id === 'key.anchor')?.reason;
        };
        expect(await judged(false, '2026-04-01T00:00:00Z')).to.equal(null);
        expect(await judged(false, '2026-03-19T00:00:00Z')).to.equal('KEY_REVOKED_LATER');
        expect(await judged(true, '2026-04-01T00:00:00Z')).to.equal('KEY_REVOKED_LATER');
    });

    describe('the holder’s proofs', () => {
        const metered = (proofs: unknown, changes: Partial<DocumentTrust> = {}) => judge(file, { proofs, ...changes });
        const failing = (proofs: unknown) => {
            const found = metered(proofs);
            expect(found.outcome).to.equal('tampered');
            return notPassed(found);
        };
        const withLine = (index: number, change: (line: MeterProofs['lines'][number]) => unknown) => ({
            ...made.proofs,
            lines: made.proofs.lines.map((line, at) => (at === index ? change(line) : line)),
        });
        const withReading = (index: number, ocmf: string) => ({
            ...made.proofs,
            readings: made.proofs.readings.map((one, at) => (at === index ? { ...one, ocmf } : one)),
        });

        it('lead from the figures to what the meters signed, with or without a bundle', () => {
            expect(reasons(metered(made.proofs))).to.deep.equal(['valid']);
            const { core } = made.sample;
            const beside = { ...trust, networks: [made.ledger.network], proofs: made.proofs };
            const keys = new Map([[SAMPLE_DID, [certifier.key]]]);
            const lists = made.bundle.statusLists;
            const json = JSON.stringify(certifier.sign(core));
            const found = verifyDocument(json, { ...beside, keys, statusLists: lists }, NOW);
            expect(reasons(found)).to.deep.equal(['valid']);
            const open = metered(made.proofs, { networkDigests: [] });
            expect(notPassed(open)).to.include('meter.readings NETWORK_NOT_GIVEN');
        });

        it('hold for no other reading, meter, slot or register', () => {
            const [first, second] = made.proofs.readings;
            const original = first?.ocmf ?? '';
            const { slot: at, point } = first ?? { slot: slot(0), point: '' };
            const higher = METER.signReading(reading(point, [1_000_000, 1_000_999], [0, 0], { slot: at }));
            const forged = signer().signReading(reading(point, [1_000_000, 1_000_050], [0, 0], { slot: at }));
            const cases: readonly (readonly [string, string])[] = [
                [higher, 'METER_REGISTERS'],
                [forged, 'METER_READING'],
                [second?.ocmf ?? '', 'METER_READING'],
                [original.replace('"RV":1', '"RV":2'), 'METER_READING'],
                [original.replace('"SD":"3', '"SD":"4'), 'METER_READING'],
            ];
            for (const [ocmf, reason] of cases) {
                expect(failing(withReading(0, ocmf)), reason).to.include(`meter.readings ${reason}`);
            }
            const { readings } = made.proofs;
            const missing = { ...made.proofs, readings: readings.slice(1) };
            expect(failing(missing)).to.include('meter.readings METER_READING_MISSING');
            const doubled = { ...made.proofs, readings: [...readings, ...readings.slice(0, 1)] };
            expect(failing(doubled)).to.include('meter.readings METER_READING_MISSING');
        });

        it('hold for no other line, root, holder or figure', () => {
            const line = (change: object) =>
                withLine(7, ({ proof, certified }) => ({
                    certified,
                    proof: { ...proof, line: { ...proof.line, ...change } },
                }));
            expect(failing(line({ imported: 1 }))).to.include.members([
                'meter.lines METER_LINE',
                'meter.figures METER_FIGURES',
            ]);
            expect(failing(line({ participant: 'bo' }))).to.include('meter.holder METER_HOLDER');
            const other = withLine(7, (one) => ({ ...one, certified: !one.certified }));
            expect(failing(other)).to.include('meter.lines METER_EVIDENCE');
            const records = made.proofs.records.map((record, at) => (at === 3 ? { ...record, final: false } : record));
            expect(failing({ ...made.proofs, records })).to.include('meter.roots METER_ROOTS');
            expect(failing({ ...made.proofs, records: records.slice(1) })).to.include('meter.roots METER_ROOTS');
            const fewer = {
                ...made.proofs,
                lines: made.proofs.lines.slice(1),
                readings: made.proofs.readings.slice(1),
            };
            expect(failing(fewer)).to.include('meter.figures METER_FIGURES');
            expect(failing({ ...made.proofs, participant: 'bo' })).to.include('meter.holder METER_HOLDER');
            expect(failing({ ...made.proofs, nonce: 'another' })).to.include('meter.holder METER_HOLDER');
            expect(failing({ ...made.proofs, key: '0'.repeat(64) })).to.include('meter.figures METER_FIGURES');
            expect(failing({ ...made.proofs, number: 'another' })).to.include('meter.form METER_OTHER_CERTIFICATE');
            expect(failing({ ...made.proofs, more: 1 })).to.include('meter.form METER_PROOFS_INVALID');
        });

        it('hold only with keys that peers of two organisations have registered', () => {
            const { ledger, sample } = made;
            const alone = sampleProofs(sample, ledger, { endorsers: ['peer0.grid'] });
            expect(failing(alone)).to.include('meter.keys LEDGER_ORGANISATIONS');
            const [first = ''] = made.proofs.points;
            const twice = { ...made.proofs, points: [first, first] };
            expect(failing(twice)).to.include('meter.keys METER_POINT_MISSING');
            const thief = signer();
            const registered = {
                ...testPoint('charger-3', 'anna'),
                meter: { serial: 'M-charger-3', jwk: thief.jwk, from: 0, to: null },
            };
            const answer = JSON.stringify({
                v: 1,
                point: 'charger-3',
                versions: [{ from: 0, sequence: 1, point: registered }],
            });
            const stolen = [attestedPoint('charger-3', 'anna', ledger, { answer }), ...made.proofs.points.slice(1)];
            expect(failing({ ...made.proofs, points: stolen })).to.include('meter.readings METER_READING');
        });
    });

    describe('what a holder shows in part', () => {
        const { holder, core } = sampleCertificate();
        const start = core.credentialSubject.periodStart;
        const lists = (set: readonly number[] = []) =>
            signedParts(certifier, made.sample.core, { revocation: set }).statusLists;
        const shownWith = (value: unknown, changes: Partial<DocumentTrust> = {}, now = NOW) => {
            // The sample's own key signed the commitment, the test's certifier the lists.
            const keys = new Map([[SAMPLE_DID, [sampleKey, certifier.key]]]);
            const base = { ...trust, authorities: [], keys, statusLists: lists() };
            return verifyDocument(JSON.stringify(value), { ...base, ...changes }, now);
        };
        const statement = present(holder, statementOf({ metric: 'matched', moreThanBp: 1000, span: 'period', start }), {
            hash,
            hmac,
        });
        const day = present(holder, intervalsBetween(start, core.credentialSubject.periodEnd), { hash, hmac });

        it('is believed by the certifier’s commitment: a statement, or all quarter-hours of a day', () => {
            const found = shownWith(statement);
            expect(found).to.deep.include({ kind: 'presentation', outcome: 'valid' });
            expect(found.disclosed?.leaves).to.have.length(1);
            expect(JSON.stringify(found)).not.to.include('consumedWh');
            expect(shownWith(day).disclosed?.leaves).to.have.length(96);
        });

        it('is not believed where anything of it was changed, or another signed it', () => {
            for (const [where, changed] of tampered(JSON.parse(JSON.stringify(statement)), 3)) {
                expect(shownWith(changed).outcome, where).not.to.equal('valid');
            }
            expect(shownWith(statement, { keys: new Map([[SAMPLE_DID, [certifier.key]]]) }).outcome).to.equal(
                'untrusted',
            );
            expect(shownWith(statement, { keys: new Map() }).outcome).to.equal('unknown');
            expect(
                shownWith({ ...statement, disclosed: [...statement.disclosed, ...statement.disclosed] }).outcome,
            ).to.equal('tampered');
        });

        it('counts as long as its certificate does', () => {
            const { index } = made.sample.facts.basis.statusEntry;
            expect(shownWith(statement, { statusLists: lists([index]) }).outcome).to.equal('revoked');
            expect(shownWith(statement, { statusLists: [] }).outcome).to.equal('status-unknown');
            expect(shownWith(statement, {}, '2096-01-01T00:00:00Z').outcome).to.equal('expired');
        });
    });
});

function authorityOf({ authority }: TestCertifier): Uint8Array {
    const base64 = authority.replaceAll(/-----[A-Z ]+-----|\s/g, '');
    const der = new Uint8Array(Buffer.from(base64, 'base64'));
    readX509(der);
    return der;
}
