import { type CorrectionInput, correctSlot } from '../corrections/correct.js';
import type { Correction } from '../corrections/correction.js';
import {
    type Accreditation,
    beneficiaryCommitment,
    type CertificateEvidence,
    type CertificateRecord,
    type ClaimRecord,
    claimName,
    type Issue,
    type IssueInput,
    issueCertificates,
    type LineProof,
    parseAccreditation,
    parseScheme,
    proveLines,
    type ReconciliationRecord,
    type ReservationRecord,
    type SchemeVersion,
    type Settlement,
    type Slot,
    type SlotRecord,
    settleSlot,
    slotPlus,
    watt,
    wh,
} from '../index.js';
import { parseFee } from '../registry/tariff/fees.js';
import { hash, hmac } from './crypto.js';
import { METER, reading, SLOT, standing, testBook, testPoint } from './district.js';

export const SEED = new Uint8Array(32).fill(3);
/** The slot that dates certificates in tests. */
export const ISSUED: Slot = slotPlus(SLOT, 400);
const CLEAN = { choice: { energy: 'clean' } } as const;
const plantOf = (id: string, source: 'solar' | 'wind') =>
    ({ id, source, capacityW: watt(90_000), register: 'export' }) as const;

/** Anna's roof and Carl's mill sell; Ben (two points) and Cora buy clean. Dora's roof lies in another zone. */
export const BOOK = testBook(
    [
        standing(testPoint('roof', 'anna', { plant: plantOf('sun1', 'solar') }), { minPrice: 4530 }),
        standing(testPoint('mill', 'carl', { plant: plantOf('wind1', 'wind') }), { minPrice: 4530 }),
        standing(testPoint('barn', 'dora', { plant: plantOf('sun2', 'solar'), zone: 'west' }), { minPrice: 4530 }),
        standing(testPoint('b1', 'ben'), CLEAN),
        standing(testPoint('b2', 'ben'), CLEAN),
        standing(testPoint('c1', 'cora'), CLEAN),
    ],
    { fees: [parseFee(['west', 'east', 100], 'fees')] },
);

/** Imported and exported Wh by metering point. */
export type Sent = Readonly<Record<string, readonly [number, number]>>;
export const USUAL: Sent = { roof: [0, 300], mill: [0, 200], barn: [0, 0], b1: [400, 0], b2: [100, 0], c1: [0, 0] };

/** Settles the slot `offset` after the first on what meters sent; a point that sent nothing makes it provisional unless the window is over. */
export function settled(offset: number, sent: Sent = USUAL, windowOver = false): Settlement {
    const slot = slotPlus(SLOT, offset);
    const readings = Object.entries(sent).map(([point, [imported, exported]]) => ({
        point,
        ocmf: METER.signReading(reading(point, [0, imported], [0, exported], { slot })),
    }));
    return settleSlot({
        slot,
        book: BOOK,
        readings,
        registers: new Map(),
        previous: null,
        windowOver,
        seed: SEED,
        hash,
        hmac,
    });
}

/** Corrects a settled slot. */
export function corrected(
    { record, lines }: Settlement,
    point: string,
    [imported, exported]: readonly [number, number],
    changes: Partial<CorrectionInput> = {},
): Correction {
    const plant = BOOK.points.find(({ entry }) => entry.id === point)?.entry.body.plant ?? null;
    const parts = plant === null || exported === 0 ? [] : [{ plant: plant.id, source: plant.source, wh: wh(exported) }];
    return correctSlot({
        record,
        lines,
        earlier: [],
        point,
        energy: { imported: wh(imported), exported: wh(exported), generated: null, parts },
        closing: null,
        basis: { kind: 'reading' },
        decided: slotPlus(SLOT, 3000),
        by: 'GridMSP',
        seed: SEED,
        hash,
        hmac,
        ...changes,
    });
}

/** Proofs of the lines of a participant (or of one metering point) in some settlements. */
export function proofsOf(
    whose: Readonly<{ participant?: string; point?: string }>,
    from: readonly Settlement[],
): LineProof[] {
    return from.flatMap(({ lines }) => {
        const wanted = lines.flatMap((line, index) =>
            (whose.participant ?? line.participant) === line.participant && (whose.point ?? line.point) === line.point
                ? [index]
                : [],
        );
        return proveLines(lines, wanted, { seed: SEED, hash, hmac });
    });
}

export function scheme(changes: object = {}): SchemeVersion {
    return parseScheme({
        scheme: 'linguang',
        version: 1,
        name: { zh: '邻光清洁用电', en: 'Linguang clean use' },
        document: { digest: 'd0'.repeat(32), uri: 'https://example.org/scheme/1' },
        from: slotPlus(SLOT, -96),
        validity: { slots: 2000, sameYear: false, utcOffsetMinutes: 480 },
        transfers: [['west', 'east']],
        reservation: 'reported',
        plausibilityPercent: 105,
        night: { from: 78, to: 20 },
        samplingPermille: 100,
        ...changes,
    });
}

export function accreditation(plant: string, changes: object = {}): Accreditation {
    const [source, point, zone] =
        plant === 'wind1'
            ? ['wind', 'mill', 'east']
            : plant === 'sun2'
              ? ['solar', 'barn', 'west']
              : ['solar', 'roof', 'east'];
    return parseAccreditation({
        id: `A-${plant}`,
        plant,
        source,
        capacityW: 90_000,
        point,
        zone,
        register: 'export',
        filingNumber: 'SZ-1',
        scheme: 'linguang',
        undertaking: { by: 'anna', digest: 'ab'.repeat(32), system: 'GEC', jws: 'not.checked.here' },
        from: slotPlus(SLOT, -10),
        ...changes,
    });
}

/** What the certificate chaincode would hold, in maps; issues on it as the contract does. */
export class Register {
    readonly records = new Map<Slot, SlotRecord>();
    readonly corrections = new Map<Slot, Correction[]>();
    readonly claims = new Map<string, ClaimRecord>();
    readonly certificates = new Map<string, CertificateRecord>();
    readonly allocations: Issue['allocations'][number][] = [];
    readonly accreditations = new Map<string, Accreditation>();
    readonly reservations = new Map<string, ReservationRecord>();
    readonly reconciliations = new Map<string, ReconciliationRecord>();
    scheme: SchemeVersion = scheme();
    /** All slots up to this one are gated. */
    gatedThrough: Slot = ISSUED;
    #count = 0;

    constructor(settlements: readonly Settlement[], plants: readonly string[] = ['sun1', 'wind1', 'sun2']) {
        for (const { record } of settlements) {
            this.records.set(record.slot, record);
        }
        for (const plant of plants) {
            this.accreditations.set(plant, accreditation(plant));
        }
    }

    /** Adds a correction of a slot. */
    correct(correction: Correction): void {
        const { slot } = correction.record;
        this.corrections.set(slot, [...(this.corrections.get(slot) ?? []), correction]);
    }

    /** What an issue takes, for one holder; what it states is what the evidence would come to, unless `stated` says otherwise. */
    input(participant: string, lines: readonly LineProof[], changes: IssueChanges = {}): IssueInput {
        const number = changes.number ?? `LG-${++this.#count}`;
        const nonce = `nonce of ${number}`;
        const supersedes = changes.supersedes ?? null;
        const evidence: CertificateEvidence = {
            participant,
            nonce,
            formerNonce: supersedes === null ? null : `nonce of ${supersedes}`,
            lines,
        };
        return {
            request: {
                scheme: { scheme: this.scheme.scheme, version: this.scheme.version },
                period: changes.period ?? { from: SLOT, to: slotPlus(SLOT, 50) },
                issuedAt: changes.issuedAt ?? ISSUED,
                approval: changes.approval ?? 'officer',
                certificates: [
                    {
                        number,
                        beneficiary: beneficiaryCommitment(participant, nonce, hash),
                        digest: 'ab'.repeat(32),
                        criteriaDigest: 'cd'.repeat(32),
                        statusEntry: { list: 0, index: this.#count },
                        plants: changes.stated ?? [],
                        supersedes,
                    },
                ],
            },
            evidence: [evidence],
            settled: { records: this.records, corrections: this.corrections },
            isGated: (slot) => slot <= this.gatedThrough,
            claims: this.claims,
            former: this.certificates,
            scheme: this.scheme,
            accreditations: this.accreditations,
            reservations: this.reservations,
            reconciliations: this.reconciliations,
            hash,
        };
    }

    /** Issues for one holder and keeps what is to be written. */
    issue(participant: string, lines: readonly LineProof[], changes: IssueChanges = {}): CertificateRecord {
        const issue = issueCertificates(this.input(participant, lines, changes));
        this.keep(issue);
        const [certificate] = issue.certificates;
        if (certificate === undefined) {
            throw new Error('no certificate');
        }
        return certificate;
    }

    keep({ certificates, superseded, claims, allocations }: Issue): void {
        for (const record of [...superseded, ...certificates]) {
            this.certificates.set(record.number, record);
        }
        for (const record of claims) {
            this.claims.set(claimName(record), record);
        }
        this.allocations.push(...allocations);
    }
}

type IssueChanges = Readonly<{
    number?: string;
    supersedes?: string;
    stated?: readonly { plant: string; wh: ReturnType<typeof wh> }[];
    period?: { from: Slot; to: Slot };
    issuedAt?: Slot;
    approval?: 'officer' | 'automatic';
}>;

/** Stated energy by plant, in the form of a request. */
export function stated(plants: Readonly<Record<string, number>>): { plant: string; wh: ReturnType<typeof wh> }[] {
    return Object.entries(plants).map(([plant, amount]) => ({ plant, wh: wh(amount) }));
}

/** What proven lines come to, in the form of a request: for tests that are about something else than the sum. */
export function statedOf(proofs: readonly LineProof[]): { plant: string; wh: ReturnType<typeof wh> }[] {
    const sums: Record<string, number> = {};
    for (const { plant, certifiable } of proofs.flatMap(({ line }) => [...line.bought, ...line.ownReceived])) {
        if (certifiable > 0) {
            sums[plant] = (sums[plant] ?? 0) + certifiable;
        }
    }
    return stated(Object.fromEntries(Object.entries(sums).sort(([a], [b]) => (a < b ? -1 : 1))));
}
