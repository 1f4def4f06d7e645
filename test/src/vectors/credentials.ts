import {
    addProof,
    base58btc,
    base58btcBytes,
    base64url,
    concat,
    jcs,
    p1363ToDer,
    type SignEs256,
} from '@linguang/chaincode/domain';
import { Certifier, keyDocument, SIGNED } from './certifier.js';
import { bytesOf, number, ORDER, sha256 } from './keys.js';
import { altered, beside, certifier, core, type Loose, signed, signer, stranger, vector } from './material.js';
import type { Made } from './vector.js';

const text = JSON.stringify(signed);
const raw = base58btcBytes(signed.proof.proofValue);
const [r, s] = [raw.subarray(0, 32), raw.subarray(32)];

/** Certificates as JSON with a proof of their own. */
export function credentialVectors(): readonly Made[] {
    return [...good(), ...changedText(), ...changedMembers(), ...signedByMistake(), ...signatures(), ...keys()];
}

function good(): readonly Made[] {
    const valid = { outcome: 'valid' };
    const whole = altered(signed, ({ credentialSubject }: Loose) => {
        credentialSubject.schemeVersion = '1.0 unquoted';
    });
    return [
        vector('json-true', 'A certificate as the certifier gives it out.', text, valid),
        vector('json-canonical', 'The same in canonical form.', jcs(signed), valid),
        vector(
            'json-reversed',
            'Order of members and white space carry no meaning.',
            `\n${JSON.stringify(reversed(signed), null, 1)}\n`,
            valid,
        ),
        vector(
            'json-escaped',
            'A character may be written as an escape sequence.',
            text.replaceAll(/[^ -~]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`),
            valid,
        ),
        vector(
            'json-one-as-decimal',
            'A number is its value: 1.0 is the integer 1.',
            JSON.stringify(whole).replace('"1.0 unquoted"', '1.0'),
            valid,
        ),
        vector(
            'json-high-s',
            'ECDSA has two signatures for each nonce; neither cryptosuite nor JOSE prefers one, and what is signed is the same.',
            JSON.stringify(proven(concat(r, bytesOf(ORDER - number(s))))),
            valid,
        ),
    ];
}

function changedText(): readonly Made[] {
    const form = (reason: string) => ({ outcome: 'tampered', fails: [['document.form', reason]] }) as const;
    const twice = form('CREDENTIAL_NOT_JSON');
    const number = `"certificateNumber":"${core.credentialSubject.certificateNumber}"`;
    return [
        vector(
            'json-member-twice',
            'Two validUntil: parsers disagree which one counts.',
            text.replace('"validUntil"', '"validUntil":"2099-01-01T00:00:00Z","validUntil"'),
            twice,
        ),
        vector(
            'json-member-twice-escaped',
            'The second name is written with an escape sequence.',
            text.replace(number, () => `"certificate\\u004eumber":"LG-OTHER",${number}`),
            twice,
        ),
        vector('json-cut', 'The end is missing.', text.slice(0, -1), form('CREDENTIAL_NOT_JSON')),
        vector('json-appended', 'A second document behind the first.', `${text}{}`, form('CREDENTIAL_NOT_JSON')),
        vector('json-nan', 'NaN is no JSON.', text.replace('"storageWh":0', '"storageWh":NaN'), twice),
        vector('text', 'No form that a certificate has.', 'I hereby certify that all of it was clean.\n', {
            outcome: 'unreadable',
            fails: [['document.form', 'DOCUMENT_NOT_KNOWN']],
            extension: 'txt',
        }),
        vector('bytes', 'No text at all: 0xff stands in no UTF-8.', Uint8Array.of(0x7b, 0xff, 0x7d), {
            outcome: 'unreadable',
            fails: [['document.form', 'DOCUMENT_NOT_KNOWN']],
            extension: 'bin',
        }),
    ];
}

/** Somebody changed a true certificate; the proof is the old one. */
function changedMembers(): readonly Made[] {
    const changed = (id: string, shows: string, check: string, reason: string, change: (copy: Loose) => void) =>
        vector(`json-${id}`, shows, JSON.stringify(altered(signed, change)), {
            outcome: 'tampered',
            fails: [[check, reason]],
        });
    const refused = (id: string, shows: string, change: (copy: Loose) => void) =>
        changed(id, shows, 'credential.form', 'CREDENTIAL_SCHEMA', change);
    const unsigned = (id: string, shows: string, change: (copy: Loose) => void) =>
        changed(id, shows, 'credential.signature', 'CREDENTIAL_SIGNATURE', change);
    const context = (id: string, shows: string, change: (copy: Loose) => void) =>
        changed(id, shows, 'credential.contexts', 'CREDENTIAL_CONTEXT', change);
    return [
        unsigned('other-place', 'A text was changed.', ({ credentialSubject }) => {
            credentialSubject.beneficiary.location = 'shekou-west';
        }),
        unsigned('more-energy', 'More energy, and all sums were made to agree.', moreEnergy),
        unsigned('another-day', 'The proof says another moment.', ({ proof }) => {
            proof.created = '2026-03-05T08:00:01Z';
        }),
        unsigned('not-simulated', 'A simulated certificate passed off as a real one.', ({ credentialSubject }) => {
            credentialSubject.simulation = false;
        }),
        changed(
            'figure',
            'One figure was changed and fits no other.',
            'credential.figures',
            'CREDENTIAL_INCONSISTENT',
            ({ credentialSubject }) => {
                credentialSubject.matched.matchedWh += 1;
            },
        ),
        changed(
            'off-the-grid',
            'The period does not begin with a quarter-hour.',
            'credential.figures',
            'SLOT_INVALID',
            ({ credentialSubject }) => {
                credentialSubject.periodStart = credentialSubject.periodStart.replace(':00Z', ':01Z');
            },
        ),
        changed('no-such-day', '31 February.', 'credential.figures', 'DAY_INVALID', (copy) => {
            copy.validUntil = '2036-02-31T00:00:00Z';
        }),
        refused('extra-member', 'A member that the schema does not know.', (copy) => {
            copy.name = 'Certificate of excellence';
        }),
        refused('member-missing', 'A member is missing, though it was null.', ({ credentialSubject }) => {
            delete credentialSubject.supersedes;
        }),
        refused('fraction', 'Half a watt-hour.', ({ credentialSubject }) => {
            credentialSubject.matched.unmatchedWh += 0.5;
        }),
        refused('no-proof', 'None at all.', (copy) => {
            delete copy.proof;
        }),
        refused('other-suite', 'The proof names a suite that canonicalizes otherwise.', ({ proof }) => {
            proof.cryptosuite = 'ecdsa-rdfc-2019';
        }),
        vector(
            'json-minus-zero',
            'Canonical form writes −0 as 0, so that the signature holds; it is refused all the same.',
            text.replace('"storageWh":0', '"storageWh":-0'),
            { outcome: 'tampered', fails: [['credential.form', 'CREDENTIAL_SCHEMA']] },
        ),
        context('context-replaced', 'Our terms from another place.', (copy) => {
            copy['@context'][1] = 'https://evil.example/contexts/clean-energy-v1.jsonld';
        }),
        context('context-swapped', 'The contexts in another order.', (copy) => {
            copy['@context'].reverse();
        }),
        refused('context-added', 'A third context that could give terms another meaning.', (copy) => {
            copy['@context'].push('https://evil.example/v1');
        }),
        context('proof-context', 'The proof was made under fewer contexts.', ({ proof }) => {
            proof['@context'].pop();
        }),
        context('other-schema', 'The schema of another host.', ({ credentialSchema }) => {
            credentialSchema.id = credentialSchema.id.replace('certifier.example', 'evil.example');
        }),
        context('other-schema-digest', 'Another file behind the right address.', ({ credentialSchema }) => {
            credentialSchema.digestSRI = `sha256-${'A'.repeat(43)}=`;
        }),
        changed(
            'other-issuer',
            'The issuer’s name changed; nobody gave keys of that one.',
            'credential.contexts',
            'CREDENTIAL_CONTEXT',
            ({ issuer }) => {
                issuer.id = 'did:web:other.example';
            },
        ),
    ];
}

/** With the true key: what a certifier that errs, or was broken into, might sign. */
function signedByMistake(): readonly Made[] {
    const made = (id: string, shows: string, change: (copy: Loose) => void) =>
        vector(`json-mistake-${id}`, shows, JSON.stringify(signer.credential(altered(core, change))), {
            outcome: 'tampered',
            fails: [['credential.figures', 'CREDENTIAL_INCONSISTENT']],
        });
    return [
        made('share', 'The share was rounded up.', ({ credentialSubject: { matched } }) => {
            matched.matchedShareBp += 1;
            matched.cfeScore.contractedBp += 1;
            matched.cfeScore.scoreBp += 1;
        }),
        made('plants', 'The plants made less than was matched.', ({ credentialSubject }) => {
            credentialSubject.productionDevices[0].matchedWh -= 1;
        }),
        made('intervals', 'A longer period than it has quarter-hours.', ({ credentialSubject }) => {
            credentialSubject.periodEnd = '2026-03-01T16:15:00Z';
        }),
        made('too-early', 'Issued before its period ended.', (copy) => {
            copy.validFrom = '2026-03-01T15:30:00Z';
            copy.credentialSubject.issuanceDate = copy.validFrom;
            copy.credentialSubject.retiredAt = copy.validFrom;
        }),
        made('other-list', 'Its status lies in a list of somebody else’s.', ({ credentialStatus }) => {
            for (const entry of credentialStatus) {
                entry.id = entry.id.replace('certifier.example', 'evil.example');
                entry.statusListCredential = entry.statusListCredential.replace('certifier.example', 'evil.example');
            }
        }),
        made('other-index', 'Suspension looks at another entry than revocation.', ({ credentialStatus }) => {
            credentialStatus[1].statusListIndex = '7';
            credentialStatus[1].id = credentialStatus[1].id.replace(/#\d+$/, '#7');
        }),
        made('wording', 'It says that it is a national certificate.', ({ credentialSubject: { wording } }) => {
            wording.isNot.shift();
        }),
    ];
}

function signatures(): readonly Made[] {
    const bad = (id: string, shows: string, value: Uint8Array, reason = 'CREDENTIAL_SIGNATURE') =>
        vector(`json-signature-${id}`, shows, JSON.stringify(proven(value)), {
            outcome: 'tampered',
            fails: [['credential.signature', reason]],
        });
    const zero = new Uint8Array(32);
    const proof = { ...signed.proof, proofValue: `u${base64url(raw)}` };
    return [
        bad('der', 'DER, as Fabric’s signers write it.', p1363ToDer(raw), 'CREDENTIAL_PROOF'),
        bad('cut', '63 bytes.', raw.subarray(0, 63), 'CREDENTIAL_PROOF'),
        bad('zero', 'r and s are zero: some verifiers took that for any message.', concat(zero, zero)),
        bad('flipped', 'One bit is another.', concat(raw.subarray(0, 63), Uint8Array.of((raw[63] ?? 0) ^ 1))),
        vector(
            'json-signature-base64url',
            'The right bytes in another multibase.',
            JSON.stringify({ ...signed, proof }),
            { outcome: 'tampered', fails: [['credential.form', 'CREDENTIAL_SCHEMA']] },
        ),
    ];
}

function keys(): readonly Made[] {
    const second = certifier.key('documents 2');
    const foreign = stranger.key('documents 1');
    const replaced = beside.put(
        'trust/did-rotated.json',
        keyDocument(
            signer.entry({ expires: '2026-03-05T09:00:00Z' }),
            second.entry({ created: '2026-03-05T09:00:00Z' }),
        ),
    );
    const revoked = beside.put(
        'trust/did-revoked.json',
        keyDocument(signer.entry({ revoked: '2026-03-05T09:00:00Z' }), second.entry()),
    );
    const later = signer.credential(core, '2026-03-05T09:00:00Z');
    const early = signer.credential(core, '2025-12-31T23:59:59Z');
    const key = (id: string, shows: string, document: object, reason: string, trust?: readonly string[]) =>
        vector(`json-key-${id}`, shows, JSON.stringify(document), {
            outcome: 'untrusted',
            fails: [['credential.key', reason]],
            ...(trust === undefined ? {} : { trust }),
        });
    const named = (verificationMethod: string) => ({ ...signed, proof: { ...signed.proof, verificationMethod } });
    const elsewhere = new Certifier('elsewhere').key('documents 1');
    return [
        key(
            'stranger',
            'A key that is not the issuer’s, by its own name.',
            foreign.credential(core),
            'CREDENTIAL_KEY_UNKNOWN',
        ),
        key(
            'other-did',
            'The key of another issuer, whoever that is.',
            named(`did:web:evil.example#${signer.key.kid}`),
            'CREDENTIAL_KEY_UNKNOWN',
        ),
        key(
            'for-tokens',
            'The name that the key has in tokens.',
            named(signer.methods.token),
            'CREDENTIAL_KEY_UNKNOWN',
        ),
        key('too-early', 'Signed before the key was in force.', early, 'CREDENTIAL_KEY_TIME'),
        key('replaced', 'Signed when another key had taken its place.', later, 'CREDENTIAL_KEY_TIME', [replaced]),
        key('revoked', 'Signed after the key was revoked.', later, 'CREDENTIAL_KEY_TIME', [revoked]),
        vector(
            'json-key-wrong-name',
            'A stranger signed under the issuer’s key’s name.',
            JSON.stringify(forgedUnder(foreign.sign, signer.methods.proof)),
            { outcome: 'tampered', fails: [['credential.signature', 'CREDENTIAL_SIGNATURE']] },
        ),
        vector(
            'json-key-other-own',
            'The proof names the issuer’s other key.',
            JSON.stringify(named(second.methods.proof)),
            {
                outcome: 'tampered',
                fails: [['credential.signature', 'CREDENTIAL_SIGNATURE']],
                trust: [beside.put('trust/did-two.json', keyDocument(signer.entry(), second.entry()))],
            },
        ),
        vector('json-key-rotated', 'What a key signed before it was replaced stays valid.', text, {
            outcome: 'valid',
            trust: [replaced],
            status: ['revocation', 'suspension'].map((purpose) =>
                beside.put(
                    `status/${purpose}-by-second-key.json`,
                    second.statusList(purpose === 'revocation' ? 'revocation' : 'suspension', []),
                ),
            ),
        }),
        vector('json-key-revoked-later', 'Whoever has the key can date a signature back.', text, {
            outcome: 'unknown',
            trust: [revoked],
            unknown: [['key.anchor', 'KEY_REVOKED_LATER']],
        }),
        vector('json-key-not-given', 'Nobody told the issuer’s keys.', text, {
            outcome: 'unknown',
            trust: [],
            unknown: [['credential.key', 'KEY_DOCUMENT_MISSING']],
        }),
        vector(
            'json-key-of-other-issuer',
            'A true certificate of an issuer whose keys the reader does not have.',
            JSON.stringify(elsewhere.credential(moved('did:web:elsewhere.example'))),
            { outcome: 'unknown', unknown: [['credential.key', 'KEY_DOCUMENT_MISSING']] },
        ),
    ];
}

function proven(value: Uint8Array): object {
    return { ...signed, proof: { ...signed.proof, proofValue: base58btc(value) } };
}

/** Signed by one and called another's. */
function forgedUnder(sign: SignEs256, verificationMethod: string): object {
    return addProof(core, { created: SIGNED, verificationMethod }, { hash: sha256, sign });
}

/** The core as an issuer of another address would have it. */
function moved(did: string): typeof core {
    const host = did.slice('did:web:'.length);
    return JSON.parse(JSON.stringify(core).replaceAll('certifier.example', host)) as typeof core;
}

function moreEnergy({ credentialSubject }: Loose): void {
    const { matched, consumption, productionDevices } = credentialSubject;
    const [largest] = matched.sources;
    const device = productionDevices.find(({ source }: Loose) => source === largest.source);
    const more = 1_000;
    for (const one of [matched, largest, device]) {
        one.matchedWh += more;
    }
    consumption.meteredConsumptionWh += more;
    const share = (part: number, whole: number) => Math.floor((part * 10_000) / whole);
    for (const source of matched.sources) {
        source.shareBp = share(source.matchedWh, matched.matchedWh);
    }
    const bp = share(matched.matchedWh, consumption.meteredConsumptionWh);
    matched.matchedShareBp = bp;
    matched.cfeScore.contractedBp = bp;
    matched.cfeScore.scoreBp = bp + (matched.cfeScore.gridBp ?? 0);
}

function reversed(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(reversed);
    }
    return typeof value === 'object' && value !== null
        ? Object.fromEntries(
              Object.entries(value)
                  .toReversed()
                  .map(([name, member]) => [name, reversed(member)]),
          )
        : value;
}
