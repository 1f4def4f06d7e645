import { expect } from 'chai';
import fc from 'fast-check';
import { hex, utf8 } from '../crypto.js';
import { Fields } from '../fields.js';
import { codeOf } from '../problems.js';
import { parseCarbon } from '../registry/rules/carbon.js';
import { slotPlus } from '../slot.js';
import { SAMPLE_DID, sampleCertificate, sampleKey, sampleSign, sampleWith } from '../testing/credential.js';
import { hash, hmac, signer, verifyEs256 } from '../testing/crypto.js';
import { wh } from '../units.js';
import { buildCertificate } from './build.js';
import type { SignedCertificate } from './credential.js';
import { type DocumentKey, didDocument, methodsOf, parseDidDocument } from './did.js';
import { jcs } from './jcs.js';
import { signToken } from './jwt.js';
import { addProof } from './proof.js';
import { CONTEXT_DIGEST, contextFile, fileDigest, SCHEMA_DIGEST, schemaFile, schemeFile } from './resources.js';
import { checkCore, documentDigest, verifyCertificate, verifyCertificateToken } from './verify.js';

const crypto = { hash, verify: verifyEs256 };
const sample = sampleCertificate();
const keys = [sampleKey];
const copy = (): SignedCertificate => JSON.parse(JSON.stringify(sample.signed));

function code(run: () => unknown): string {
    try {
        run();
    } catch (error) {
        return (error instanceof Error ? codeOf(error.message) : undefined) ?? String(error);
    }
    return 'accepted';
}

type Place = readonly (string | number)[];
/** Every place of a JSON value, the value itself first. */
function placesOf(value: unknown, at: Place = []): Place[] {
    const inner =
        typeof value === 'object' && value !== null
            ? Object.entries(value).flatMap(([key, member]) =>
                  placesOf(member, [...at, Array.isArray(value) ? Number(key) : key]),
              )
            : [];
    return [at, ...inner];
}
function at(value: unknown, place: Place): unknown {
    return place.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], value);
}
function withValue<T>(value: T, place: Place, changed: unknown): T {
    const [first, ...rest] = place;
    if (first === undefined) {
        return changed as T;
    }
    const inner = withValue(at(value, [first]), rest, changed);
    return (Array.isArray(value) ? value.with(Number(first), inner) : { ...value, [first]: inner }) as T;
}

describe('the certificate as a credential', () => {
    it('is built to the same bytes whatever the order of the facts', () => {
        const { facts, core } = sample;
        const turned = {
            ...facts,
            lines: [...facts.lines].reverse(),
            slots: [...facts.slots].reverse(),
            accreditations: [...facts.accreditations].reverse(),
        };
        expect(jcs(buildCertificate(turned, { hash, hmac }))).to.equal(jcs(core));
    });

    it('says what the settled lines come to, counted independently', () => {
        const { consumption, matched, productionDevices, emissions } = sample.core.credentialSubject;
        const lines = sample.settlements.flatMap((settlement) =>
            settlement.lines.filter(({ participant }) => participant === 'anna'),
        );
        let [used, solar, wind] = [0, 0, 0];
        for (const line of lines) {
            used += line.imported ?? 0;
            for (const trade of line.bought) {
                solar += trade.source === 'solar' ? trade.wh : 0;
                wind += trade.source === 'wind' ? trade.wh : 0;
            }
        }
        expect(consumption.meteredConsumptionWh).to.equal(used);
        expect(consumption.meterDataQuality).to.deep.equal({
            signedReadings: 192,
            otherReadings: 0,
            unknownReadings: 0,
        });
        expect(matched.matchedWh).to.equal(solar + wind);
        expect(matched.unmatchedWh).to.equal(used - solar - wind);
        expect(matched.matchedShareBp).to.equal(Math.floor(((solar + wind) * 10_000) / used));
        expect(productionDevices.map(({ deviceId, matchedWh }) => [deviceId, matchedWh])).to.deep.equal([
            ['sun-7', solar],
            ['wind-1', wind],
        ]);
        expect(emissions?.locationBased.emissionGrams).to.equal(Math.floor((used * 4042) / 10_000));
        expect(emissions?.marketBased.emissionGrams).to.equal(Math.floor(((used - solar - wind) * 6096) / 10_000));
        expect(emissions?.avoidedEstimate.emissionGrams).to.equal(Math.floor(((solar + wind) * 4042) / 10_000));
    });

    it('counts how many quarter-hours and hours of the local day were matched wholly', () => {
        const [interval, hour, day] = sample.core.credentialSubject.matched.coverage;
        const byTime = (length: number) => {
            const sums = new Map<number, [number, number]>();
            for (const { lines, record } of sample.settlements) {
                const bucket = Math.floor((record.slot + 32) / length);
                for (const line of lines.filter(({ participant }) => participant === 'anna')) {
                    const [used, got] = sums.get(bucket) ?? [0, 0];
                    sums.set(bucket, [
                        used + (line.imported ?? 0),
                        got + line.bought.reduce((sum, trade) => sum + trade.wh, 0),
                    ]);
                }
            }
            const all = [...sums.values()].filter(([used]) => used > 0);
            return [all.length, all.filter(([used, got]) => used === got).length];
        };
        expect([interval?.buckets, interval?.fullyMatchedBuckets]).to.deep.equal(byTime(1));
        expect([hour?.buckets, hour?.fullyMatchedBuckets]).to.deep.equal(byTime(4));
        expect([day?.buckets, day?.fullyMatchedBuckets]).to.deep.equal(byTime(96));
    });

    it('adds the grid’s own carbon-free share only where the rules name it, and keeps both parts apart', () => {
        const { carbon } = sample.facts.rules;
        const carbonFree = { shareBp: 3900, year: 2024, source: 'NEA' };
        const rules = { ...sample.facts.rules, carbon: carbon && { ...carbon, carbonFree } };
        const { cfeScore, unmatchedWh } = sampleWith({ rules }).core.credentialSubject.matched;
        const used = sample.core.credentialSubject.consumption.meteredConsumptionWh;
        const gridBp = Math.floor((unmatchedWh * 3900) / used);
        expect(cfeScore).to.include({ gridBp, scoreBp: cfeScore.contractedBp + gridBp, gridFactorYear: 2024 });
        expect(sample.core.credentialSubject.matched.cfeScore).to.include({ gridBp: null, gridFactorId: null });
    });

    it('reads the grid’s carbon-free share from the rules, and refuses one above the whole', () => {
        const factor = { perKwh: 4042, year: 2023, source: 'MEE' };
        const rules = (shareBp: number) => ({
            location: factor,
            residual: factor,
            carbonFree: { shareBp, year: 2024, source: 'NEA' },
        });
        expect(parseCarbon(new Fields(rules(3900), 'carbon'))).to.deep.equal(rules(3900));
        expect(code(() => parseCarbon(new Fields(rules(10_001), 'carbon')))).to.equal('REQUEST_INVALID');
    });

    it('answers the emission criteria with no, and states no emissions, where the rules name no factors', () => {
        const { core } = sampleWith({ rules: { ...sample.facts.rules, carbon: null } });
        const answers = new Map(
            core.credentialSubject.audit.criteriaResults.map(({ criterion, result }) => [criterion, result]),
        );
        expect(core.credentialSubject.emissions).to.equal(null);
        expect(answers.size).to.equal(8);
        expect(answers.get('scope2-1-emission-rate')).to.equal('no');
        expect(answers.get('scope2-8-residual-mix')).to.equal('no');
        expect(answers.get('scope2-4-vintage')).to.equal('yes');
    });

    it('claims to be the sole instrument only once the national registry has frozen the energy', () => {
        const answer = (state: 'pending' | 'reconciled') => {
            const basis = { ...sample.facts.basis, instrument: { ...sample.facts.basis.instrument, state } };
            const { audit, productionDevices } = sampleWith({ basis }).core.credentialSubject;
            const found = audit.criteriaResults.find(({ criterion }) => criterion === 'scope2-2-sole-instrument');
            return [found?.result, productionDevices[0]?.externalInstrument.state];
        };
        expect(answer('pending')).to.deep.equal(['no', 'reserved-reconciliation-pending']);
        expect(answer('reconciled')).to.deep.equal(['yes', 'reconciled']);
    });

    it('is not built where lines and ledger record differ, or an accreditation is missing', () => {
        const { basis } = sample.facts;
        const plants = basis.plants.map((share) => ({ ...share, wh: wh(share.wh + 1) }));
        expect(code(() => sampleWith({ basis: { ...basis, plants } }))).to.equal('CREDENTIAL_INCONSISTENT');
        expect(code(() => sampleWith({ accreditations: [] }))).to.equal('CREDENTIAL_INCONSISTENT');
        const lines = sample.facts.lines.map(({ line }) => ({ line, certified: false }));
        expect(code(() => sampleWith({ lines }))).to.match(/^CREDENTIAL_(INCONSISTENT|SCHEMA)$/);
        expect(code(() => sampleWith({ slots: sample.facts.slots.slice(1) }))).to.equal('CREDENTIAL_INCONSISTENT');
        expect(code(() => sampleWith({ basis: { ...basis, issuedAt: slotPlus(basis.period.from, 5) } }))).to.equal(
            'CREDENTIAL_INCONSISTENT',
        );
    });

    it('names no person, metering point or participant', () => {
        const text = JSON.stringify(sample.signed);
        for (const secret of ['anna', 'flat-3', 'charger-3', 'bo"', 'roof-7', sample.nonce, hex(sample.facts.key)]) {
            expect(text).not.to.include(secret);
        }
    });
});

describe('verifying a certificate', () => {
    it('accepts both envelopes of the same core, with the digest for the ledger', () => {
        const expected = hex(hash(utf8(jcs(sample.core))));
        expect(verifyCertificate(copy(), keys, crypto)).to.include({ digest: expected, anchorNeeded: false });
        expect(verifyCertificateToken(sample.token, keys, crypto)).to.include({
            digest: expected,
            anchorNeeded: false,
        });
        expect(documentDigest(sample.core, hash)).to.equal(expected);
    });

    it('fails for an unknown member in any object of it', () => {
        const document = copy();
        const objects = placesOf(document).filter((place) => {
            const value = at(document, place);
            return typeof value === 'object' && value !== null && !Array.isArray(value);
        });
        expect(objects.length).to.be.greaterThan(40);
        for (const place of objects) {
            const changed = withValue(document, place, { ...(at(document, place) as object), extra: 1 });
            expect(
                code(() => verifyCertificate(changed, keys, crypto)),
                place.join('.'),
            ).to.equal('CREDENTIAL_SCHEMA');
        }
    });

    it('fails for any value changed, removed or of another type', () => {
        const document = copy();
        for (const place of placesOf(document).slice(1)) {
            const value = at(document, place);
            const others: unknown[] = [undefined, [], {}, 'x', -1, 1.5, ''];
            others.push(
                typeof value === 'number'
                    ? value + 1
                    : typeof value === 'string'
                      ? `${value}0`
                      : typeof value === 'boolean'
                        ? !value
                        : 0,
            );
            for (const other of others.filter((one) => jcs(one ?? null) !== jcs(value ?? null))) {
                const result = code(() => verifyCertificate(withValue(document, place, other), keys, crypto));
                expect(result, `${place.join('.')} = ${String(other)}`).to.match(/^(CREDENTIAL|DID|KEY|SLOT|DAY)_/);
            }
        }
    });

    it('fails for any value changed even where the form and the figures stay right', () => {
        const { digest } = sample;
        const changes: readonly (readonly [Place, unknown])[] = [
            [['credentialSubject', 'certificateNumber'], 'LG-2026-0'],
            [['credentialSubject', 'beneficiary', 'commitment'], digest],
            [['credentialSubject', 'beneficiary', 'location'], 'elsewhere'],
            [['credentialSubject', 'consumption', 'intervalRoot'], digest],
            [['credentialSubject', 'simulation'], false],
            [['credentialSubject', 'productionDevices', 0, 'filingNumber'], '1'],
            [['credentialSubject', 'emissions', 'locationBased', 'emissionGrams'], 1],
            [['evidence', 0, 'slotRecordsDigest'], digest],
            [['issuer', 'name'], 'Somebody'],
            [['validUntil'], '2046-03-04T19:00:00Z'],
        ];
        for (const [place, value] of changes) {
            expect(
                code(() => verifyCertificate(withValue(copy(), place, value), keys, crypto)),
                place.join('.'),
            ).to.equal('CREDENTIAL_SIGNATURE');
        }
    });

    it('fails for lists reordered, and accepts members in any order', () => {
        const document = copy();
        for (const place of placesOf(document)) {
            const value = at(document, place);
            if (Array.isArray(value) && new Set(value.map(jcs)).size > 1) {
                const turned = withValue(document, place, [...value].reverse());
                expect(
                    code(() => verifyCertificate(turned, keys, crypto)),
                    place.join('.'),
                ).to.match(/^CREDENTIAL_/);
            }
        }
        const turned = Object.fromEntries(Object.entries(document).reverse());
        expect(code(() => verifyCertificate(turned, keys, crypto))).to.equal('accepted');
    });

    it('fails for other contexts, schemas and digests, also when the signature fits them', () => {
        const resign = (core: typeof sample.core) =>
            addProof(
                core,
                { created: '2026-03-05T08:00:00Z', verificationMethod: methodsOf(SAMPLE_DID, sampleKey.kid).proof },
                { hash, sign: sampleSign },
            );
        const { core } = sample;
        const evil = 'https://evil.example/v1';
        const [first = '', second = ''] = core['@context'];
        const others = [
            { ...core, '@context': [first, evil] },
            { ...core, '@context': [second, first] },
            { ...core, credentialSchema: { ...core.credentialSchema, id: evil } },
            { ...core, credentialSchema: { ...core.credentialSchema, digestSRI: `sha256-${'A'.repeat(43)}=` } },
            { ...core, relatedResource: [...core.relatedResource].reverse() },
        ];
        for (const one of others) {
            expect(code(() => verifyCertificate(resign(one), keys, crypto))).to.equal('CREDENTIAL_CONTEXT');
        }
        expect(
            code(() => verifyCertificate(resign({ ...core, '@context': [first, second, evil] }), keys, crypto)),
        ).to.equal('CREDENTIAL_SCHEMA');
    });

    it('fails for status lists on another host, an index outside, and figures that do not add up', () => {
        const { core } = sample;
        const [revocation, suspension] = core.credentialStatus;
        if (revocation === undefined || suspension === undefined) {
            throw new Error('two entries are expected');
        }
        const elsewhere = { ...revocation, statusListCredential: 'https://evil.example/v1/status/revocation-0' };
        const outside = { ...revocation, id: revocation.id.replace('94567', '131072'), statusListIndex: '131072' };
        for (const one of [elsewhere, outside, suspension]) {
            expect(code(() => checkCore({ ...core, credentialStatus: [one, suspension] }))).to.equal(
                'CREDENTIAL_INCONSISTENT',
            );
        }
        const { matched } = core.credentialSubject;
        const more = { ...matched, matchedWh: matched.matchedWh + 1 };
        const subject = { ...core.credentialSubject, matched: more };
        expect(code(() => checkCore({ ...core, credentialSubject: subject }))).to.equal('CREDENTIAL_INCONSISTENT');
    });

    it('fails as a token with another algorithm, type, header member, a proof inside, DER, or another key', () => {
        const [header = '', payload = '', signature = ''] = sample.token.split('.');
        const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
        const head = JSON.parse(Buffer.from(header, 'base64url').toString());
        const signed = (changed: object, body = payload) => {
            const input = `${encode(changed)}.${body}`;
            return `${input}.${Buffer.from(sampleSign(utf8(input))).toString('base64url')}`;
        };
        for (const other of [
            { alg: 'none' },
            { alg: 'HS256' },
            { typ: 'JWT' },
            { cty: 'json' },
            { crit: ['b64'] },
            { jku: 'https://evil.example' },
        ]) {
            expect(
                code(() => verifyCertificateToken(signed({ ...head, ...other }), keys, crypto)),
                jcs(other),
            ).to.equal('CREDENTIAL_JWT');
        }
        const inside = signed(head, encode(sample.signed));
        const cut = `${header}.${payload}.${signature.slice(0, -2)}`;
        for (const one of [inside, cut, `${header}.${payload}.`, `${sample.token}.x`, `${header}.${payload}`]) {
            expect(code(() => verifyCertificateToken(one, keys, crypto))).to.equal('CREDENTIAL_JWT');
        }
        const { token } = methodsOf(SAMPLE_DID, sampleKey.kid);
        const foreign = signer();
        const forged = signToken(
            sample.core,
            'vc+jwt',
            token,
            (message) =>
                new Uint8Array(
                    Buffer.from(foreign.signInput(Buffer.from(message).toString()).split('.')[2] ?? '', 'base64url'),
                ),
        );
        expect(code(() => verifyCertificateToken(forged, keys, crypto))).to.equal('CREDENTIAL_SIGNATURE');
        expect(code(() => verifyCertificateToken(signed({ ...head, kid: `${token}x` }), keys, crypto))).to.equal(
            'CREDENTIAL_KEY_UNKNOWN',
        );
    });
});

describe('keys of documents', () => {
    const created = sample.signed.proof.created;
    const key = (changes: Partial<DocumentKey>): DocumentKey => ({ ...sampleKey, ...changes });
    const result = (changes: Partial<DocumentKey>) => {
        try {
            return verifyCertificate(copy(), [key(changes)], crypto).anchorNeeded ? 'anchor' : 'accepted';
        } catch (error) {
            return error instanceof Error ? codeOf(error.message) : undefined;
        }
    };

    it('keep what they signed valid after they were replaced, and nothing signed later', () => {
        expect(result({ expires: '2026-06-01T00:00:00Z' })).to.equal('accepted');
        expect(result({ expires: created })).to.equal('CREDENTIAL_KEY_TIME');
        expect(result({ created: '2026-03-05T08:00:01Z' })).to.equal('CREDENTIAL_KEY_TIME');
    });

    it('are not believed from the day of their compromise, and before it only with an anchor', () => {
        expect(result({ revoked: created })).to.equal('CREDENTIAL_KEY_TIME');
        expect(result({ revoked: '2026-04-01T00:00:00Z' })).to.equal('anchor');
        const distrusted = [key({ revoked: '2026-04-01T00:00:00Z' })];
        expect(verifyCertificateToken(sample.token, distrusted, crypto).anchorNeeded).to.equal(true);
    });

    it('are read from the key document as they were written into it', () => {
        const other: DocumentKey = { ...key({}), jwk: signer().jwk, kid: '' };
        const all = [
            key({ expires: '2026-06-01T00:00:00Z', revoked: '2026-05-01T00:00:00Z', x5c: ['MIIB', 'MIIC'] }),
            { ...other, kid: thumb(other) },
        ];
        const document = JSON.parse(JSON.stringify(didDocument(SAMPLE_DID, all)));
        expect(parseDidDocument(document, SAMPLE_DID, hash)).to.deep.equal(all);
    });

    it('fail where the key document is another’s, or its two forms of a key differ', () => {
        const document = JSON.parse(JSON.stringify(didDocument(SAMPLE_DID, [sampleKey])));
        const foreign = JSON.parse(JSON.stringify(didDocument(SAMPLE_DID, [{ ...sampleKey, jwk: signer().jwk }])));
        const twin = {
            ...document.verificationMethod[1],
            publicKeyJwk: { ...document.verificationMethod[1].publicKeyJwk, ...signer().jwk },
        };
        const late = { ...document.verificationMethod[1], expires: '2026-06-01T00:00:00Z' };
        const bad = [
            [document, 'did:web:other.example'],
            [{ ...document, assertionMethod: [document.assertionMethod[0]] }, SAMPLE_DID],
            [{ ...document, verificationMethod: [document.verificationMethod[0], twin] }, SAMPLE_DID],
            [{ ...document, verificationMethod: [document.verificationMethod[0], late] }, SAMPLE_DID],
            [{ ...document, verificationMethod: [document.verificationMethod[0]] }, SAMPLE_DID],
            [foreign, SAMPLE_DID],
        ] as const;
        for (const [value, did] of bad) {
            expect(code(() => parseDidDocument(value, did, hash))).to.equal('DID_INVALID');
        }
        expect(code(() => parseDidDocument({ ...document, service: [] }, SAMPLE_DID, hash))).to.equal(
            'CREDENTIAL_SCHEMA',
        );
    });

    function thumb({ jwk }: DocumentKey): string {
        const text = `{"crv":"${jwk.crv}","kty":"${jwk.kty}","x":"${jwk.x}","y":"${jwk.y}"}`;
        return Buffer.from(hash(utf8(text))).toString('base64url');
    }
});

describe('the published files', () => {
    it('are those whose digests are pinned: what changes needs a new name', () => {
        expect(fileDigest(contextFile, hash)).to.equal(CONTEXT_DIGEST);
        expect(fileDigest(schemaFile, hash)).to.equal(SCHEMA_DIGEST);
        expect(fileDigest(schemeFile, hash)).to.equal(
            'be5008261a12a1b992bf9d9d1401577d047247f6925a81119d19e2ac129de0d4',
        );
    });

    it('close every object of the schema to members it does not name', () => {
        const schema: unknown = JSON.parse(schemaFile.text);
        const objects = placesOf(schema)
            .map((place) => at(schema, place))
            .filter(
                (one): one is { type: string; additionalProperties?: unknown } =>
                    typeof one === 'object' && one !== null && 'type' in one && one.type === 'object',
            );
        expect(objects.length).to.be.greaterThan(15);
        expect(objects.every(({ additionalProperties }) => additionalProperties === false)).to.equal(true);
    });
});

describe('random documents', () => {
    it('are refused with a code, never with another error', () => {
        fc.assert(
            fc.property(fc.jsonValue(), (value) => {
                expect(code(() => verifyCertificate(value, keys, crypto))).to.equal('CREDENTIAL_SCHEMA');
            }),
        );
        fc.assert(
            fc.property(fc.string(), (text) => {
                expect(code(() => verifyCertificateToken(text, keys, crypto))).to.match(/^CREDENTIAL_/);
            }),
        );
    });
});
