import { verify } from 'node:crypto';
import {
    beneficiaryCommitment,
    canonical,
    evidenceToSend,
    type IssueRequest,
    issueCertificates,
    judgeBatch,
    type Line,
    type LineProof,
    lineTree,
    parseAccreditation,
    parseBatch,
    parseEvidence,
    parseJson,
    parseScheme,
    proveLines,
    readAccepted,
    registersOf,
    type Settlement,
    settleSlot,
    slotPlus,
    sumWh,
    utf8,
    utf8Text,
} from '@linguang/chaincode/domain';
import { hash, hmac, verifyEs256 } from '@linguang/chaincode/testing';
import { BenchDistrict } from './district.js';
import { type Costs, costsOf } from './timing.js';

const BATCH = 500;
const SEED = new Uint8Array(32).fill(7);

/** A batch of readings as the contract takes it in, beside the verification of the same signatures with nothing around it. */
export function measureReadings(runs: number): Costs & { readonly count: number } {
    const district = new BenchDistrict(BATCH);
    const readings = district.readings(0);
    const sent = utf8(canonical({ readings, salt: '0'.repeat(64) }));
    const signatures = readings.map(({ ocmf }, index) => {
        const [, payload = '', signature = ''] = /^OCMF\|(.*)\|.*"SD":"(\w+)"/.exec(ocmf) ?? [];
        return { key: district.publicKey(index), message: utf8(payload), signature: Buffer.from(signature, 'hex') };
    });
    const costs = costsOf(
        {
            intake: () => {
                const { readings: parsed, salt } = parseBatch(sent, BATCH);
                hash(sent);
                const context = { slot: district.firstSlot, book: district.book, verify: verifyEs256 };
                const { accepted, refused } = judgeBatch(parsed, context);
                mustBe(accepted.length === BATCH && refused.length === 0, 'every reading passes');
                return utf8(canonical({ readings: accepted, salt, slot: district.firstSlot, v: 1 }));
            },
            bare: () => {
                for (const { key, message, signature } of signatures) {
                    mustBe(key !== undefined && verify('sha256', message, key, signature), 'every signature holds');
                }
            },
        },
        runs,
    );
    return { ...costs, count: BATCH };
}

/** A slot from the documents on the ledger to those it writes, and what the parts of that cost on their own. */
export function measureSettlement(points: number, runs: number): Costs {
    const district = new BenchDistrict(points);
    const slot = slotPlus(district.firstSlot, 1);
    const common = { book: district.book, previous: null, windowOver: false, seed: SEED, hash, hmac };
    const before = settleSlot({
        ...common,
        slot: district.firstSlot,
        readings: district.readings(0),
        registers: new Map(),
    });
    const documents = { readings: utf8(canonical(district.readings(1))), lines: utf8(canonical(before.lines)) };
    const read = () => ({
        readings: parsed<ReturnType<BenchDistrict['readings']>>(documents.readings),
        registers: registersOf(parsed<Line[]>(documents.lines)),
    });
    const given = read();
    const settle = () => settleSlot({ ...common, slot, ...given });
    const { lines, record } = settle();
    mustBe(record.trades > 0 && record.states.signed === points, 'every point takes part, and there are trades');
    return costsOf(
        {
            read,
            settle,
            write: () => utf8(canonical({ lines })),
            whole: () => utf8(canonical({ lines: settleSlot({ ...common, slot, ...read() }).lines })),
            'of settle: read OCMF': () => given.readings.map(({ ocmf, point }) => readAccepted(ocmf, point)),
            'of settle: digest of book and readings': () =>
                hash(utf8(canonical({ book: district.book, readings: given.readings }))),
            'of settle: tree of lines': () => lineTree(lines, SEED, hash, hmac).root,
        },
        runs,
    );
}

/** Certificates of a day for one user's points: each line proved against its slot and claimed. */
export function measureClaims(runs: number): Costs & { readonly claims: number } {
    const [slots, points, owners] = [96, 15, 1];
    const district = new BenchDistrict(points, owners);
    const settled: Settlement[] = [];
    for (let offset = 0; offset < slots; offset++) {
        const last = settled.at(-1);
        settled.push(
            settleSlot({
                slot: slotPlus(district.firstSlot, offset),
                book: district.book,
                readings: district.readings(offset),
                registers: registersOf(last?.lines ?? []),
                previous: null,
                windowOver: true,
                seed: SEED,
                hash,
                hmac,
            }),
        );
    }
    const participant = 'user-0';
    const proofs: LineProof[] = settled.flatMap(({ lines }) => {
        const own = lines.flatMap((line, index) => (line.participant === participant ? [index] : []));
        return [...proveLines(lines, own, { seed: SEED, hash, hmac })];
    });
    const sent = utf8(canonical(evidenceToSend([{ participant, nonce: 'n', formerNonce: null, lines: proofs }])));
    const accreditations = new Map(
        district.book.points.flatMap(({ entry: { body } }) =>
            body.plant === null ? [] : [[body.plant.id, filing(body.plant, body, district)] as const],
        ),
    );
    const scheme = schemeOf(district);
    const trades = proofs.flatMap(({ line }) => [...line.bought, ...line.ownReceived]);
    const plants = [
        ...Map.groupBy(
            trades.filter(({ certifiable }) => certifiable > 0),
            ({ plant }) => plant,
        ),
    ]
        .map(([plant, own]) => ({ plant, wh: sumWh(own.map(({ certifiable }) => certifiable)) }))
        .sort((a, b) => (a.plant < b.plant ? -1 : 1));
    const request: IssueRequest = {
        scheme: { scheme: 'bench', version: 1 },
        period: { from: district.firstSlot, to: slotPlus(district.firstSlot, slots) },
        issuedAt: slotPlus(district.firstSlot, slots),
        approval: 'officer',
        certificates: [
            {
                number: 'LG-1',
                beneficiary: beneficiaryCommitment(participant, 'n', hash),
                digest: '0'.repeat(64),
                criteriaDigest: '0'.repeat(64),
                statusEntry: { list: 0, index: 0 },
                plants,
                supersedes: null,
            },
        ],
    };
    const records = new Map(settled.map(({ record }) => [record.slot, record]));
    const issue = () => {
        const { holders: evidence, shared } = parseEvidence(parseJson(utf8Text(sent), 'evidence'));
        return issueCertificates({
            request,
            evidence,
            shared,
            settled: { records, corrections: new Map() },
            isGated: (slot) => slot <= slotPlus(district.firstSlot, slots),
            scheme,
            accreditations,
            reservations: new Map(),
            reconciliations: new Map(),
            claims: new Map(),
            former: new Map(),
            hash,
        });
    };
    mustBe(issue().certificates[0]?.slots === slots, 'every slot is certified');
    return { ...costsOf({ issue: () => issue() }, runs), claims: proofs.length };
}

function filing(
    plant: { id: string; source: string; capacityW: number },
    { point, zone }: { point: string; zone: string },
    { firstSlot }: BenchDistrict,
) {
    const { id, source, capacityW } = plant;
    return parseAccreditation({
        id: `A-${id}`,
        plant: id,
        source,
        capacityW,
        point,
        zone,
        register: 'generation',
        filingNumber: 'F-1',
        scheme: 'bench',
        undertaking: { by: 'bench', digest: '0'.repeat(64), system: 'GEC', jws: 'not.checked.here' },
        from: firstSlot,
    });
}

function schemeOf({ firstSlot, book }: BenchDistrict) {
    const zones = [...new Set(book.points.map(({ entry }) => entry.body.zone))];
    const transfers = zones.flatMap((from) => zones.filter((to) => to !== from).map((to) => [from, to]));
    return parseScheme({
        scheme: 'bench',
        version: 1,
        name: { zh: '测试', en: 'Benchmark' },
        document: { digest: '0'.repeat(64), uri: 'https://certifier.example/bench' },
        from: firstSlot,
        validity: { slots: 5760, sameYear: false, utcOffsetMinutes: 480 },
        transfers,
        reservation: 'reported',
        plausibilityPercent: 105,
        night: { from: 80, to: 20 },
        samplingPermille: 10,
    });
}

function parsed<T>(bytes: Uint8Array): T {
    return JSON.parse(utf8Text(bytes)) as T;
}

function mustBe(holds: boolean, what: string): void {
    if (!holds) {
        throw new Error(`the benchmark is wrong: ${what}`);
    }
}
