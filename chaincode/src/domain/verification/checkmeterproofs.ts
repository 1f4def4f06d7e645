import { evidenceDigest } from '../certificates/issue.js';
import { beneficiaryCommitment } from '../certificates/request.js';
import { consumptionPoint, slotRecordsDigest } from '../credential/build.js';
import type { UnsignedCertificate } from '../credential/credential.js';
import { DisclosureTree, disclosureLeaves } from '../credential/disclosure.js';
import { intervalsOf, sumIntervals } from '../credential/intervals.js';
import { jcs } from '../credential/jcs.js';
import { slotAt } from '../credential/time.js';
import type { Verified } from '../credential/verify.js';
import { base64urlBytes, hexBytes } from '../crypto.js';
import { hmacOf } from '../hmac.js';
import { verifyLine } from '../lines/proof.js';
import { checkReading, readAccepted } from '../meters/reading.js';
import { compareText } from '../registry/book.js';
import { type Point, parsePoint } from '../registry/point.js';
import type { Line } from '../settlement/line.js';
import { formatSlot, type Slot } from '../slot.js';
import type { Network } from './bundle.js';
import { readEndorsed } from './fabric/envelope.js';
import type { Findings } from './findings.js';
import { membersOf, mustBeAsked } from './ledger.js';
import type { MeterProofs } from './meterproofs.js';
import { parseMeterProofs } from './readmeterproofs.js';
import { Refusal } from './refusal.js';
import type { DocumentTrust } from './result.js';

const CHECKS = ['meter.holder', 'meter.roots', 'meter.lines', 'meter.figures', 'meter.keys', 'meter.readings'] as const;
const CHAINCODE = 'energy';
const GET_POINT = 'registry:getPoint';

/**
 * Follows a certificate down to the meters: from its figures to the settlement lines, from those to the slots' roots that the certifier signed
 * the digest of, and to the registers that the meters signed with the keys that peers of two organisations have registered.
 * @param network - as a bundle told it; otherwise one that the reader trusts
 */
export function checkMeterProofs(
    given: unknown,
    verified: Verified | undefined,
    network: Network | undefined,
    trust: DocumentTrust,
    findings: Findings,
): void {
    const proofs = findings.attempt('meter.form', () => parseMeterProofs(given));
    if (proofs === undefined || verified === undefined) {
        findings.skip(...CHECKS);
        return;
    }
    const { core } = verified;
    if (proofs.number !== core.credentialSubject.certificateNumber) {
        findings.add('meter.form', 'fail', 'METER_OTHER_CERTIFICATE');
        findings.skip(...CHECKS);
        return;
    }
    const work: readonly [(typeof CHECKS)[number], () => void][] = [
        ['meter.holder', () => checkHolder(proofs, core, trust)],
        ['meter.roots', () => checkRoots(proofs, core, trust)],
        ['meter.lines', () => checkLines(proofs, core, trust)],
        ['meter.figures', () => checkFigures(proofs, core, trust)],
    ];
    for (const [id, check] of work) {
        findings.attempt(id, check);
    }
    if (proofs.corrections.length > 0 && !findings.passed('meter.figures')) {
        // Lines stand as they were settled; what corrections changed of them is not shown.
        findings.add('meter.figures', 'unknown', 'METER_CORRECTED', { corrections: proofs.corrections.length });
    }
    const { channel } = core.evidence[0] ?? { channel: '' };
    const anchors = network ?? trust.networks?.find((one) => one.channel === channel);
    if (anchors === undefined) {
        // Who has no anchors cannot tell whose keys the meters have; that says nothing against the proofs.
        findings.add('meter.keys', 'unknown', 'METER_NO_NETWORK');
        findings.skip('meter.readings');
        return;
    }
    const points = findings.attempt('meter.keys', () => registeredPoints(proofs, anchors, trust));
    if (points === undefined) {
        findings.skip('meter.readings');
        return;
    }
    const unsigned = findings.attempt('meter.readings', () => checkReadings(proofs, points, trust));
    if (unsigned !== undefined && unsigned > 0) {
        findings.add('meter.readings', 'unknown', 'METER_NOT_SIGNED', { lines: unsigned });
    }
    if (network !== undefined && !findings.passed('network.trust')) {
        findings.weaken(['meter.keys', 'meter.readings'], 'NETWORK_NOT_GIVEN');
    }
}

function checkHolder(proofs: MeterProofs, { credentialSubject }: UnsignedCertificate, { hash }: DocumentTrust): void {
    const key = hexBytes(proofs.key);
    const hmac = hmacOf(hash);
    const points = [...new Set(linesOf(proofs).map(({ point }) => point))].sort(compareText);
    const digests = points.map((point) => consumptionPoint(point, key, { hash, hmac }).digest).sort(compareText);
    const commitment = beneficiaryCommitment(proofs.participant, proofs.nonce, hash);
    const own = proofs.lines.every(({ proof }) => proof.line.participant === proofs.participant);
    const { beneficiary, consumption } = credentialSubject;
    if (!own || commitment !== beneficiary.commitment || jcs(digests) !== jcs(consumption.consumptionPoints)) {
        throw new Refusal('METER_HOLDER');
    }
}

function checkRoots(
    { records }: MeterProofs,
    { credentialSubject, evidence }: UnsignedCertificate,
    { hash }: DocumentTrust,
): void {
    const from = slotAt(credentialSubject.periodStart);
    const complete = records.every(({ slot }, index) => slot === from + index);
    const [settlement] = evidence;
    const digest = slotRecordsDigest(records, hash);
    if (!complete || settlement?.slotCount !== records.length || settlement.slotRecordsDigest !== digest) {
        throw new Refusal('METER_ROOTS');
    }
}

function checkLines(proofs: MeterProofs, { evidence }: UnsignedCertificate, { hash }: DocumentTrust): void {
    const records = new Map(proofs.records.map((record) => [record.slot, record]));
    for (const { proof } of proofs.lines) {
        const record = records.get(proof.line.slot);
        if (record === undefined || !verifyLine(proof, record, hash)) {
            throw new Refusal('METER_LINE', { slot: formatSlot(proof.line.slot) });
        }
    }
    const lines = proofs.lines.filter(({ certified }) => certified).map(({ proof }) => proof);
    const { participant, nonce } = proofs;
    const corrections = Map.groupBy(
        proofs.corrections.map((record) => ({ record, entries: [] })),
        ({ record }) => record.slot,
    );
    const digest = evidenceDigest({ participant, nonce, formerNonce: null, lines }, corrections, hash);
    if (digest !== evidence[0]?.settlementEvidenceDigest) {
        throw new Refusal('METER_EVIDENCE');
    }
}

/** Sums and, interval for interval, the tree that the certificate's disclosures come from. */
function checkFigures(proofs: MeterProofs, { credentialSubject }: UnsignedCertificate, { hash }: DocumentTrust): void {
    const { periodStart, periodEnd, timeZoneOffsetMinutes, consumption, matched } = credentialSubject;
    const period = { from: slotAt(periodStart), to: slotAt(periodEnd) };
    const lines = proofs.lines.map(({ proof, certified }) => ({ line: proof.line, certified }));
    const intervals = intervalsOf(lines, period);
    const sums = sumIntervals(intervals);
    const leaves = disclosureLeaves(intervals, period, timeZoneOffsetMinutes);
    const tree = new DisclosureTree(leaves, hexBytes(proofs.key), { hash, hmac: hmacOf(hash) });
    const { signedReadings, otherReadings, unknownReadings } = consumption.meterDataQuality;
    const own = linesOf(proofs);
    if (
        own.length !== signedReadings + otherReadings + unknownReadings ||
        own.filter(({ state }) => state === 'signed').length !== signedReadings ||
        sums.consumedWh !== consumption.meteredConsumptionWh ||
        sums.matchedWh !== matched.matchedWh ||
        tree.root !== consumption.intervalRoot
    ) {
        throw new Refusal('METER_FIGURES');
    }
}

type Registered = ReadonlyMap<string, readonly { readonly from: Slot; readonly point: Point }[]>;

/** What peers of two organisations have registered of the metering points. */
function registeredPoints(proofs: MeterProofs, network: Network, trust: DocumentTrust): Registered {
    const points = new Map<string, readonly { readonly from: Slot; readonly point: Point }[]>();
    for (const text of proofs.points) {
        const endorsed = readEndorsed(base64urlBytes(text), { network, hash: trust.hash, verify: trust.verify });
        const answer = membersOf(endorsed.answer);
        const point = String(answer['point']);
        mustBeAsked(endorsed, CHAINCODE, [GET_POINT, JSON.stringify({ point })]);
        if (endorsed.organisations.length < 2) {
            throw new Refusal('LEDGER_ORGANISATIONS', { organisations: endorsed.organisations.join(', ') });
        }
        const versions: readonly unknown[] = Array.isArray(answer['versions']) ? answer['versions'] : [];
        points.set(
            point,
            versions.map((version) => {
                const members = membersOf(JSON.stringify(version));
                return { from: Number(members['from']) as Slot, point: parsePoint(members['point']) };
            }),
        );
    }
    const needed = new Set(linesOf(proofs).map(({ point }) => point));
    if (points.size !== proofs.points.length || [...needed].some((point) => !points.has(point))) {
        throw new Refusal('METER_POINT_MISSING');
    }
    return points;
}

/** @returns how many lines rest on no signed reading */
function checkReadings(proofs: MeterProofs, points: Registered, { verify }: DocumentTrust): number {
    const readings = new Map(proofs.readings.map(({ slot, point, ocmf }) => [`${slot}|${point}`, ocmf]));
    let [unsigned, used] = [0, 0];
    for (const line of linesOf(proofs)) {
        const ocmf = readings.get(`${line.slot}|${line.point}`);
        if (line.state !== 'signed' || ocmf === undefined) {
            if (line.state === 'signed') {
                throw new Refusal('METER_READING_MISSING', { slot: formatSlot(line.slot) });
            }
            unsigned++;
            continue;
        }
        used++;
        const point = points.get(line.point)?.findLast(({ from }) => from <= line.slot)?.point;
        const { code } = checkReading(ocmf, { point, slot: line.slot, verify });
        if (code !== 'OK') {
            throw new Refusal('METER_READING', { slot: formatSlot(line.slot), code });
        }
        mustMeasure(line, ocmf);
    }
    if (used !== proofs.readings.length) {
        throw new Refusal('METER_READING_MISSING', { slot: '' });
    }
    return unsigned;
}

/** The registers of the line are those that the meter signed, and its energy is what they differ by. */
function mustMeasure({ start, end, imported, exported, slot, point }: Line, ocmf: string): void {
    const reading = readAccepted(ocmf, point);
    const fits =
        end !== null &&
        end.meter === reading.serial &&
        end.import === reading.import.end &&
        end.export === reading.export.end &&
        (start === null || (start.import === reading.import.start && start.export === reading.export.start)) &&
        imported === reading.import.end - reading.import.start &&
        exported === reading.export.end - reading.export.start;
    if (!fits) {
        throw new Refusal('METER_REGISTERS', { slot: formatSlot(slot) });
    }
}

/** Closing lines of a former owner hold no reading of their own. */
function linesOf({ lines }: MeterProofs): readonly Line[] {
    return lines.map(({ proof }) => proof.line).filter(({ handover }) => !handover);
}
