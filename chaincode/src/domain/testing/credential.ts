import { createPrivateKey, sign as signNode } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import {
    addProof,
    beneficiaryCommitment,
    buildCertificate,
    type CertificateFacts,
    type DisclosureCommitment,
    type DocumentKey,
    disclosureLeaves,
    disclosureTreeOf,
    documentDigest,
    evidenceDigest,
    fileDigest,
    formatSlot,
    type Gunzip,
    type Gzip,
    type HolderCopy,
    hex,
    instantOf,
    intervalsOf,
    type LineProof,
    localDayRange,
    methodsOf,
    originOf,
    parsePublicJwk,
    price,
    proveLines,
    type Settlement,
    type SignEs256,
    type SignedCertificate,
    schemeFile,
    settleSlot,
    signToken,
    slot,
    slotPlus,
    statusEntries,
    thumbprint,
    type UnsignedCertificate,
    utf8,
    watt,
    wh,
} from '../index.js';
import { hash, hmac } from './crypto.js';
import { METER, reading, standing, testBook, testPoint } from './district.js';

/** P-256 key pair that everybody knows: that of RFC 6979 A.2.5, which the W3C's vectors use as well. */
export const SAMPLE_JWK = {
    kty: 'EC',
    crv: 'P-256',
    d: 'ya-p2EW6dRZrXCFXZ7HWk05Qw9s26JsSe4piKxIPZyE',
    x: 'YP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Y',
    y: 'eQP-EAi4vJmkGunpVii8ZPLxsgwtfp9Rd6PClNRGIpk',
} as const;
export const SAMPLE_DID = 'did:web:certifier.example';

const privateKey = createPrivateKey({ key: { ...SAMPLE_JWK }, format: 'jwk' });
export const sampleSign: SignEs256 = (message) =>
    new Uint8Array(signNode('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' }));
export const gzip: Gzip = (bytes) => new Uint8Array(gzipSync(bytes));
export const gunzip: Gunzip = (bytes, limit) => new Uint8Array(gunzipSync(bytes, { maxOutputLength: limit }));

const { d: _private, ...open } = SAMPLE_JWK;
export const sampleKey: DocumentKey = {
    kid: thumbprint(hash, parsePublicJwk(open)),
    jwk: parsePublicJwk(open),
    created: '2026-01-01T00:00:00Z',
    expires: null,
    revoked: null,
    x5c: [],
};

/** The secret of the slots' salts, and that of the document's. */
export const SAMPLE_SEED = new Uint8Array(32).fill(3);
const KEY = new Uint8Array(32).fill(9);
const DAY = localDayRange('2026-03-01', 480);

/** A certificate as a gateway makes it, with everything it was made of. */
export type Sample = Readonly<{
    facts: CertificateFacts;
    core: UnsignedCertificate;
    digest: string;
    signed: SignedCertificate;
    /** The same core as `vc+jwt`. */
    token: string;
    holder: HolderCopy;
    settlements: readonly Settlement[];
    /** Of all the beneficiary's lines. */
    proofs: readonly LineProof[];
    participant: string;
    nonce: string;
}>;

let remembered: Sample | undefined;

/**
 * A day of Anna's flat and her charger in Shekou: breakfast and evening from the wind plant of another zone, noon from the neighbour's
 * roof, the rest from the grid. Settled by the settlement engine from signed readings. Made once.
 */
export function sampleCertificate(): Sample {
    remembered ??= sampleWith({});
    return remembered;
}

/** The same with other facts. */
export function sampleWith(changes: Partial<CertificateFacts>, created = '2026-03-05T08:00:00Z'): Sample {
    const settlements = remembered?.settlements ?? settleDay();
    const proofs = remembered?.proofs ?? settlements.flatMap(({ lines }) => provenOf('anna', lines));
    const facts: CertificateFacts = { ...factsOf(settlements, proofs), ...changes };
    const core = buildCertificate(facts, { hash, hmac });
    const methods = methodsOf(facts.issuer.id, sampleKey.kid);
    return {
        facts,
        core,
        digest: documentDigest(core, hash),
        signed: addProof(core, { created, verificationMethod: methods.proof }, { hash, sign: sampleSign }),
        token: signToken(core, 'vc+jwt', methods.token, sampleSign),
        holder: holderOf(facts, methods.token),
        settlements,
        proofs,
        participant: 'anna',
        nonce: NONCE,
    };
}

const NONCE = 'sample-nonce';

function settleDay(): readonly Settlement[] {
    const plant = (id: string, source: 'solar' | 'wind') =>
        ({ id, source, capacityW: watt(8_000), register: 'export' }) as const;
    const points = [
        testPoint('roof-7', 'bo', { zone: 'shekou-east', plant: plant('sun-7', 'solar') }),
        testPoint('mill-1', 'carl', { zone: 'shekou-west', plant: plant('wind-1', 'wind') }),
        testPoint('flat-3', 'anna', { zone: 'shekou-east' }),
        testPoint('charger-3', 'anna', { zone: 'shekou-east' }),
    ] as const;
    const book = testBook(
        points.map((point) => standing(point, point.plant ? { minPrice: 4530 } : { choice: { energy: 'clean' } })),
        { fees: [['shekou-west', 'shekou-east', { network: price(300), losses: price(20), levies: price(0) }]] },
    );
    return Array.from({ length: DAY.to - DAY.from }, (_, index) => {
        const at = slotPlus(DAY.from, index);
        const energy = {
            'roof-7': sun(index),
            'mill-1': wind(index),
            'flat-3': flat(index),
            'charger-3': charger(index),
        };
        const readings = Object.entries(energy).map(([point, amount]) => {
            const start = 1_000_000 + index * 1_000;
            const registers = [start, start + amount] as const;
            const made = point === 'roof-7' || point === 'mill-1';
            const sent = made
                ? reading(point, [0, 0], registers, { slot: at })
                : reading(point, registers, [0, 0], { slot: at });
            return { point, ocmf: METER.signReading(sent) };
        });
        return settleSlot({
            slot: at,
            book,
            readings,
            registers: new Map(),
            previous: null,
            windowOver: true,
            seed: SAMPLE_SEED,
            hash,
            hmac,
        });
    });
}

/** Wh per quarter-hour of the local day. */
const sun = (quarter: number) => Math.max(0, Math.round(700 * Math.sin(((quarter - 26) / 46) * Math.PI)));
const wind = (quarter: number) => 60 + ((quarter * 37) % 90);
const flat = (quarter: number) =>
    40 + ((quarter * 13) % 35) + (quarter >= 28 && quarter < 34 ? 180 : 0) + (quarter >= 72 && quarter < 86 ? 240 : 0);
const charger = (quarter: number) => (quarter >= 44 && quarter < 56 ? 420 : 0);

function provenOf(participant: string, lines: Settlement['lines']): readonly LineProof[] {
    const indexes = lines.flatMap((line, index) => (line.participant === participant ? [index] : []));
    return proveLines(lines, indexes, { seed: SAMPLE_SEED, hash, hmac });
}

function factsOf(settlements: readonly Settlement[], proofs: readonly LineProof[]): CertificateFacts {
    const lines = proofs.map(({ line }) => ({
        line,
        certified: line.bought.some(({ certifiable }) => certifiable > 0),
    }));
    const plants = ['sun-7', 'wind-1'].map((plant) => {
        const energy = intervalsOf(lines, DAY)
            .flatMap(({ allocations }) => allocations)
            .filter(({ deviceId }) => deviceId === plant);
        return {
            plant,
            source: plant === 'sun-7' ? ('solar' as const) : ('wind' as const),
            wh: wh(energy.reduce((sum, { quantityWh }) => sum + quantityWh, 0)),
            accreditation: `acc-${plant}`,
        };
    });
    return {
        issuer: {
            id: SAMPLE_DID,
            name: 'Linguang Certifier (sample)',
            accreditationId: 'CNAS-SAMPLE-0001',
        },
        countryCode: 'CN',
        channel: 'linguang',
        simulation: true,
        basis: {
            number: 'LG-2026-7K3M-9QX4-2N8T-5VHC-PW6R-DJE1-AB',
            scheme: { scheme: 'linguang-clean-consumption', version: 1 },
            beneficiary: beneficiaryCommitment('anna', NONCE, hash),
            period: DAY,
            plants,
            instrument: { system: 'GEC', state: 'pending', months: ['2026-02', '2026-03'] },
            evidenceDigest: evidenceDigest(
                {
                    participant: 'anna',
                    nonce: NONCE,
                    formerNonce: null,
                    lines: proofs.filter((_, index) => lines[index]?.certified),
                },
                new Map(),
                hash,
            ),
            criteriaDigest: hex(hash(utf8('criteria'))),
            statusEntry: { list: 0, index: 94_567 },
            approval: 'officer',
            issuedAt: slotPlus(DAY.to, 300),
            supersedes: null,
        },
        scheme: { document: { uri: originOf(SAMPLE_DID) + schemeFile.path, digest: fileDigest(schemeFile, hash) } },
        accreditations: plants.map(({ plant, source }) => accreditation(plant, source)),
        lines,
        slots: settlements.map(({ record }) => record),
        rules: {
            version: 3,
            utcOffsetMinutes: 480,
            carbon: {
                location: { perKwh: 4042, year: 2023, source: 'MEE/NBS, South China grid average' },
                residual: {
                    perKwh: 6096,
                    year: 2023,
                    source: 'MEE/NBS, national average without traded non-fossil energy',
                },
            },
        },
        key: KEY,
    };
}

function accreditation(plant: string, source: 'solar' | 'wind'): CertificateFacts['accreditations'][number] {
    return {
        v: 2,
        id: `acc-${plant}`,
        plant,
        source,
        capacityW: watt(8_000),
        point: plant,
        zone: source === 'solar' ? 'shekou-east' : 'shekou-west',
        register: 'export',
        filingNumber: `440305-${plant}`,
        scheme: 'linguang-clean-consumption',
        undertaking: {
            by: 'bo',
            digest: hex(hash(utf8(`undertaking ${plant}`))),
            system: 'GEC',
            jws: 'not.checked.here',
        },
        from: slot(DAY.from - 9_600),
        until: null,
        suspensions: [],
        withdrawals: [],
        audits: [
            { at: slot(DAY.from - 4_800), passed: true, digest: hex(hash(utf8(`audit ${formatSlot(DAY.from)}`))) },
        ],
    };
}

function holderOf(facts: CertificateFacts, kid: string): HolderCopy {
    const { basis, rules, lines, issuer } = facts;
    const tree = disclosureTreeOf(facts, { hash, hmac });
    const commitment: DisclosureCommitment = {
        v: 1,
        iss: issuer.id,
        scope: 'certificate',
        validFrom: instantOf(basis.issuedAt),
        validUntil: instantOf(slotPlus(basis.issuedAt, 96 * 3653)),
        periodStart: instantOf(basis.period.from),
        periodEnd: instantOf(basis.period.to),
        intervalMinutes: 15,
        timeZoneOffsetMinutes: rules.utcOffsetMinutes,
        root: tree.root,
        size: tree.size,
        schemeId: basis.scheme.scheme,
        schemeVersion: basis.scheme.version,
        credentialStatus: statusEntries(basis.statusEntry, originOf(issuer.id)),
        simulation: facts.simulation,
    };
    return {
        type: 'LinguangHolderCopy',
        v: 1,
        commitment: signToken(commitment, 'linguang-disclosure+jwt', kid, sampleSign),
        key: hex(facts.key),
        leaves: disclosureLeaves(intervalsOf(lines, basis.period), basis.period, rules.utcOffsetMinutes),
    };
}
