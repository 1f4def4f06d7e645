import { expect } from 'chai';
import fc from 'fast-check';
import type { Instant } from '../credential/credential.js';
import { type DocumentKey, didDocument, methodsOf, parseDidDocument } from '../credential/did.js';
import { jcs } from '../credential/jcs.js';
import { addProof } from '../credential/proof.js';
import { type SignedStatusList, statusListCredential } from '../credential/statuslist.js';
import { base64url, base64urlBytes, utf8, utf8Text } from '../crypto.js';
import { gunzip, gzip, SAMPLE_DID, sampleCertificate, sampleKey, sampleSign } from '../testing/credential.js';
import { hash, signer, verifyEs256 } from '../testing/crypto.js';
import { verifyDocument } from './document.js';
import type { DocumentTrust, DocumentVerification } from './result.js';
import { checkWords, outcomeWords, reasonOf } from './words.js';

const NOW = '2026-03-06T10:00:00Z';
const { core, signed, token, digest, facts } = sampleCertificate();
const text = JSON.stringify(signed, null, 2);
const { proof: method, token: tokenMethod } = methodsOf(SAMPLE_DID, sampleKey.kid);

type Times = Readonly<{ validFrom: Instant; validUntil: Instant }>;
const CURRENT: Times = { validFrom: '2026-03-06T09:50:00Z', validUntil: '2026-03-06T10:50:00Z' };
const PAST: Times = { validFrom: '2026-03-05T09:50:00Z', validUntil: '2026-03-05T10:50:00Z' };

function statusList(
    purpose: 'revocation' | 'suspension',
    set: readonly number[] = [],
    times = CURRENT,
): SignedStatusList {
    const list = statusListCredential({ did: SAMPLE_DID, purpose, list: 0, set }, { ...times, ttl: 300_000 }, gzip);
    const options = { created: times.validFrom, verificationMethod: method };
    return addProof(list, options, { hash, sign: sampleSign });
}

const { index } = facts.basis.statusEntry;
const clear = [statusList('revocation', [index - 1, index + 1]), statusList('suspension')];
const keysOf = (...keys: readonly DocumentKey[]) =>
    new Map([[SAMPLE_DID, parseDidDocument(didDocument(SAMPLE_DID, keys), SAMPLE_DID, hash)]]);
const trust: DocumentTrust = {
    authorities: [],
    keys: keysOf(sampleKey),
    statusLists: clear,
    hash,
    verify: verifyEs256,
    gunzip,
};

const check = (document: string | Uint8Array, changes: Partial<DocumentTrust> = {}, now = NOW): DocumentVerification =>
    verifyDocument(document, { ...trust, ...changes }, now);
const failed = ({ checks }: DocumentVerification) =>
    checks.filter(({ result }) => result === 'fail').map(({ id, reason }) => [id, reason]);
const resultOf = ({ checks }: DocumentVerification, asked: string) => {
    const found = checks.find(({ id }) => id === asked);
    return [found?.result, found?.reason];
};
/** The document with the true key's proof: what a certifier that errs, or was broken into, would sign. */
const resigned = (changed: object): string =>
    JSON.stringify(
        addProof(
            { ...core, ...changed },
            { created: signed.proof.created, verificationMethod: method },
            { hash, sign: sampleSign },
        ),
    );
const NOT_BELIEVED = ['tampered', 'untrusted', 'unknown'];

describe('verifying a document', function () {
    this.timeout(120_000);

    it('passes the true one as JSON and as token, and tells what it says', () => {
        for (const [kind, document] of [
            ['credential', text],
            ['credential', utf8(` ${jcs(signed)}\n`)],
            ['jwt', token],
            ['jwt', `${token}\n`],
        ] as const) {
            const found = check(document);
            expect(found).to.include({ kind, outcome: 'valid' });
            expect(found.summary).to.deep.include({ digest, number: facts.basis.number, simulation: true });
            const open = found.checks.filter(({ result }) => result !== 'pass');
            expect(open.map(({ id, reason }) => [id, reason])).to.deep.equal([['key.chain', 'KEY_NO_AUTHORITY']]);
        }
    });

    it('passes none of which a member was changed, taken away or added, in either form', () => {
        let count = 0;
        for (const changed of changesOf(signed)) {
            const found = check(JSON.stringify(changed.value));
            expect(NOT_BELIEVED, changed.what).to.include(found.outcome);
            expect(found.summary, changed.what).to.equal(undefined);
            count++;
        }
        const [header = '', , signature = ''] = token.split('.');
        for (const changed of changesOf(core)) {
            const found = check(`${header}.${base64url(utf8(jcs(changed.value)))}.${signature}`);
            expect(NOT_BELIEVED, changed.what).to.include(found.outcome);
            count++;
        }
        for (const changed of changesOf(JSON.parse(utf8Text(base64urlBytes(header))))) {
            const found = check(`${base64url(utf8(jcs(changed.value)))}.${token.split('.').slice(1).join('.')}`);
            expect(NOT_BELIEVED, changed.what).to.include(found.outcome);
            count++;
        }
        expect(count).to.be.greaterThan(700);
    });

    it('passes none in which a member stands twice, at any depth', () => {
        let count = 0;
        for (const [, start = ''] of jcs(signed).matchAll(/\{("[^"]+":)/g)) {
            const twice = jcs(signed).replace(`{${start}`, () => `{${start}"other",${start}`);
            const found = check(twice);
            expect(failed(found), start).to.deep.equal([['document.form', 'CREDENTIAL_NOT_JSON']]);
            expect(found.outcome).to.equal('tampered');
            count++;
        }
        expect(count).to.be.greaterThan(20);
    });

    it('passes no token of which a character is another', () => {
        const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.';
        fc.assert(
            fc.property(fc.nat(token.length - 1), fc.nat(alphabet.length - 1), (at, letter) => {
                const changed = token.slice(0, at) + alphabet[letter] + token.slice(at + 1);
                fc.pre(changed !== token);
                expect(check(changed).outcome).not.to.equal('valid');
                expect(check(changed).summary).to.equal(undefined);
            }),
            { numRuns: 300 },
        );
        for (const last of alphabet) {
            const changed = token.slice(0, -1) + last;
            expect(check(changed).outcome === 'valid').to.equal(changed === token);
        }
    });

    it('takes no other key than the issuer’s, whatever name it signs under', () => {
        const stranger = signer();
        const key = { ...sampleKey, kid: stranger.kid, jwk: stranger.jwk };
        const input = `${base64url(utf8(jcs({ alg: 'ES256', cty: 'vc', kid: tokenMethod, typ: 'vc+jwt' })))}.${base64url(utf8(jcs(core)))}`;
        expect(failed(check(stranger.signInput(input)))).to.deep.equal([
            ['credential.signature', 'CREDENTIAL_SIGNATURE'],
        ]);
        const named = {
            ...signed,
            proof: { ...signed.proof, verificationMethod: methodsOf(SAMPLE_DID, key.kid).proof },
        };
        const found = check(JSON.stringify(named));
        expect(found.outcome).to.equal('untrusted');
        expect(failed(found)).to.deep.equal([['credential.key', 'CREDENTIAL_KEY_UNKNOWN']]);
        expect(failed(check(text, { keys: keysOf(key) }))).to.deep.equal([
            ['credential.key', 'CREDENTIAL_KEY_UNKNOWN'],
        ]);
    });

    it('cannot judge without the issuer’s keys, nor where the key was revoked later', () => {
        const unknown = check(text, { keys: new Map() });
        expect(unknown.outcome).to.equal('unknown');
        expect(resultOf(unknown, 'credential.key')).to.deep.equal(['unknown', 'KEY_DOCUMENT_MISSING']);
        const keys = keysOf({ ...sampleKey, revoked: '2026-03-06T00:00:00Z' });
        for (const document of [text, token]) {
            const found = check(document, { keys });
            expect(found.outcome).to.equal('unknown');
            expect(resultOf(found, 'key.anchor')).to.deep.equal(['unknown', 'KEY_REVOKED_LATER']);
        }
        const before = keysOf({ ...sampleKey, revoked: '2026-03-01T00:00:00Z' });
        expect(check(text, { keys: before }).outcome).to.equal('untrusted');
        const replaced = keysOf({ ...sampleKey, expires: '2026-03-06T00:00:00Z' });
        expect(check(text, { keys: replaced, statusLists: [] }).outcome).to.equal('status-unknown');
    });

    it('does not believe other contexts, another schema or figures that disagree, even under the true signature', () => {
        const [first = ''] = core['@context'];
        const contexts = resigned({ '@context': [first, 'https://certifier.example/contexts/clean-energy-v2.jsonld'] });
        expect(failed(check(contexts))).to.deep.equal([['credential.contexts', 'CREDENTIAL_CONTEXT']]);
        const schema = resigned({
            credentialSchema: { ...core.credentialSchema, id: 'https://certifier.example/schemas/b.json' },
        });
        expect(failed(check(schema))).to.deep.equal([['credential.contexts', 'CREDENTIAL_CONTEXT']]);
        const { credentialSubject: subject } = core;
        const matched = { ...subject.matched, matchedWh: subject.matched.matchedWh + 1 };
        const figures = resigned({ credentialSubject: { ...subject, matched } });
        expect(failed(check(figures))).to.deep.equal([['credential.figures', 'CREDENTIAL_INCONSISTENT']]);
        for (const one of [contexts, schema, figures]) {
            expect(check(one).outcome).to.equal('tampered');
        }
    });

    it('tells a revoked and a suspended certificate, a revocation also from a list out of its time', () => {
        const [, suspension = clear[1]] = clear;
        const revoked = check(text, { statusLists: [statusList('revocation', [index]), suspension] });
        expect(revoked.outcome).to.equal('revoked');
        expect(resultOf(revoked, 'status.revocation')).to.deep.equal(['fail', 'STATUS_REVOKED']);
        expect(revoked.summary?.number).to.equal(facts.basis.number);
        const suspended = check(token, { statusLists: [statusList('revocation'), statusList('suspension', [index])] });
        expect(suspended.outcome).to.equal('suspended');
        const old = check(text, { statusLists: [statusList('revocation', [index], PAST)] });
        expect(old.outcome).to.equal('revoked');
        // A newer list ends a suspension; nothing ends a revocation.
        const mixed = [...clear, statusList('revocation', [index], PAST), statusList('suspension', [index], PAST)];
        expect(failed(check(text, { statusLists: mixed }))).to.deep.equal([['status.revocation', 'STATUS_REVOKED']]);
    });

    it('says that the status is unknown without lists, with stale ones and with ones it cannot believe', () => {
        const reasons = (statusLists: readonly unknown[]) => {
            const found = check(text, { statusLists });
            expect(found.outcome).to.equal('status-unknown');
            expect(failed(found)).to.deep.equal([]);
            return [resultOf(found, 'status.revocation'), resultOf(found, 'status.suspension')].map(
                ([, reason]) => reason,
            );
        };
        const [revocation, suspension] = clear;
        const twice = (reason: string) => [reason, reason];
        expect(reasons([])).to.deep.equal(twice('STATUS_NOT_GIVEN'));
        expect(reasons([null, 7, {}, core])).to.deep.equal(twice('STATUS_NOT_GIVEN'));
        expect(reasons([revocation])).to.deep.equal([null, 'STATUS_NOT_GIVEN']);
        const stale = [statusList('revocation', [], PAST), statusList('suspension', [index], PAST)];
        expect(reasons(stale)).to.deep.equal(twice('STATUS_LIST_STALE'));
        const emptied = statusList('revocation', [index]).credentialSubject;
        const { encodedList } = statusList('revocation').credentialSubject;
        const forged = { ...statusList('revocation', [index]), credentialSubject: { ...emptied, encodedList } };
        expect(reasons([forged, suspension])).to.deep.equal(['CREDENTIAL_SIGNATURE', null]);
        expect(reasons([{ ...revocation, id: suspension?.id }, revocation])).to.deep.equal([
            null,
            'STATUS_LIST_INVALID',
        ]);
    });

    it('tells when its time is over or has not begun', () => {
        const lists = { statusLists: [] };
        expect(check(text, lists, core.validUntil).outcome).to.equal('expired');
        expect(check(text, lists, '2026-01-01T00:00:00Z').outcome).to.equal('not-yet-valid');
        const revoked = [statusList('revocation', [index])];
        expect(check(text, { statusLists: revoked }, core.validUntil).outcome).to.equal('revoked');
    });

    it('compares the code on the paper, number and content', () => {
        const address = 'https://certifier.example/verify';
        const content = base64url(hash(utf8(jcs(core))));
        const { number } = facts.basis;
        expect(check(text, { code: `${address}/${number}#sha256=${content}` }).outcome).to.equal('valid');
        for (const code of [
            `${address}/${number}`,
            `${address}/${number}X#sha256=${content}`,
            `${address}/${number}#sha256=${base64url(hash(utf8('other')))}`,
        ]) {
            expect(failed(check(text, { code }))).to.deep.equal([['document.code', 'CODE_OTHER']]);
        }
    });

    it('never throws and passes nothing else, whatever it is given', () => {
        const anything = fc.oneof(
            fc.uint8Array({ maxLength: 200 }),
            fc.string({ maxLength: 200 }),
            fc.json(),
            fc.nat(text.length - 1).map((cut) => text.slice(0, cut)),
            fc.nat(token.length - 1).map((cut) => token.slice(0, cut)),
            fc.uint8Array({ maxLength: 60 }).map((noise) => new Uint8Array([...utf8('%PDF-1.7\n'), ...noise])),
        );
        fc.assert(
            fc.property(anything, (document) => {
                expect([...NOT_BELIEVED, 'unreadable']).to.include(check(document).outcome);
            }),
            { numRuns: 300 },
        );
        expect(check(`{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`).outcome).to.equal('tampered');
        expect(check('a text').outcome).to.equal('unreadable');
    });

    it('has words in both languages for all it says', () => {
        const found = [
            check(text),
            check('no'),
            check(text, { keys: new Map() }),
            check(text, { statusLists: [] }),
            check(resigned({ '@context': ['a', 'b'] })),
            check(utf8('%PDF-1.7\n')),
        ];
        for (const { outcome, checks } of found) {
            expect(outcomeWords[outcome].zh).to.match(/\p{Script=Han}/u);
            for (const one of checks) {
                expect(checkWords[one.id].zh).to.match(/\p{Script=Han}/u);
                // What is wrong with a member's form is told in English only.
                if (one.reason !== null && one.reason !== 'CREDENTIAL_SCHEMA') {
                    expect(reasonOf(one, 'en')).not.to.match(/^[A-Z_]*$|\{/);
                    expect(reasonOf(one, 'zh')).to.match(/\p{Script=Han}/u);
                }
            }
        }
    });
});

type Changed = Readonly<{ what: string; value: unknown }>;

/** A value with each of its members changed, taken away, and one added to each object and list. */
function* changesOf(value: unknown, where = ''): Generator<Changed> {
    if (Array.isArray(value)) {
        yield { what: `${where}: an item more`, value: [...value, value[0] ?? 'more'] };
        for (const [at, item] of value.entries()) {
            yield { what: `${where}[${at}] taken away`, value: value.toSpliced(at, 1) };
            for (const { what, value: other } of changesOf(item, `${where}[${at}]`)) {
                yield { what, value: value.with(at, other) };
            }
        }
    } else if (typeof value === 'object' && value !== null) {
        yield { what: `${where}: a member more`, value: { ...value, more: 1 } };
        for (const [name, member] of Object.entries(value)) {
            const others = Object.fromEntries(Object.entries(value).filter(([one]) => one !== name));
            yield { what: `${where}.${name} taken away`, value: others };
            for (const { what, value: other } of changesOf(member, `${where}.${name}`)) {
                yield { what, value: { ...value, [name]: other } };
            }
        }
    } else {
        yield { what: `${where} changed`, value: other(value) };
    }
}

function other(value: unknown): unknown {
    switch (typeof value) {
        case 'string':
            return /\d$/.test(value) ? value.slice(0, -1) + ((Number(value.at(-1)) + 1) % 10) : `${value}x`;
        case 'number':
            return value + 1;
        case 'boolean':
            return !value;
        default:
            return 'something';
    }
}
