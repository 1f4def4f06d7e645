import { createHash } from 'node:crypto';
import {
    beneficiaryCommitment,
    type CertificateRecord,
    type Correction,
    evidenceDigest,
    hexBytes,
    type Line,
    parseJson,
    proveLines,
    recomputes,
    type SlotRecord,
} from '@linguang/chaincode/domain';
import { hmacSha256, sha256 } from '../crypto/sha256.js';
import { AUDIT_PACKAGE } from './package.js';

/** What a check of a package found: how much it looked at, and each fault in words. */
export type PackageFindings = Readonly<{
    lines: number;
    slots: number;
    certificates: number;
    faults: readonly string[];
}>;

type SlotLine = Readonly<{
    record: SlotRecord;
    seed: string;
    lines: readonly Line[];
    corrections: readonly Correction[];
}>;
type CertificateLine = Readonly<{
    record: CertificateRecord;
    participant: string | null;
    nonce: string | null;
    lines: readonly { readonly slot: number; readonly point: string; readonly corrections: number }[];
}>;

/**
 * Checks a package from nothing but its text: it is whole; every slot's record follows from its lines; every certificate's commitment
 * opens, its evidence is the lines it names, and its Wh are theirs; no line is in two certificates in force; every balance holds.
 */
export function checkPackage(text: string): PackageFindings {
    const faults: string[] = [];
    const slots = new Map<number, SlotLine>();
    const taken = new Map<string, string>();
    let certificates = 0;
    const rows = text.split('\n');
    const end = rows.length >= 2 && rows.at(-1) === '' ? rows.at(-2) : undefined;
    const body = rows
        .slice(0, -2)
        .map((row) => `${row}\n`)
        .join('');
    const last = end === undefined ? {} : read<Record<string, unknown>>(end);
    const whole = createHash('sha256').update(body).digest('hex');
    if (last['kind'] !== 'end' || last['sha256'] !== whole || last['lines'] !== rows.length - 2) {
        faults.push('the package is not whole');
    }
    for (const [index, row] of rows.slice(0, -2).entries()) {
        const line = read<Record<string, unknown>>(row);
        if (index === 0 && (line['kind'] !== 'package' || line['format'] !== AUDIT_PACKAGE || line['v'] !== 1)) {
            faults.push('it is no audit package');
        } else if (line['kind'] === 'slot') {
            const slot = read<SlotLine>(row);
            slots.set(slot.record.slot, slot);
            const examined = { ...slot, seed: hexBytes(slot.seed) };
            if (!recomputes(examined, { hash: sha256, hmac: hmacSha256 })) {
                faults.push(`slot ${slot.record.slot} does not follow from its lines`);
            }
        } else if (line['kind'] === 'certificate') {
            certificates++;
            faults.push(...faultsOf(read<CertificateLine>(row), slots, taken));
        } else if (line['kind'] === 'balance' && line['holds'] !== true) {
            faults.push(`the balance of ${line['plant']} on ${line['date']} does not hold`);
        }
    }
    return { lines: rows.length - 2, slots: slots.size, certificates, faults };
}

function faultsOf(
    { record, participant, nonce, lines }: CertificateLine,
    slots: ReadonlyMap<number, SlotLine>,
    taken: Map<string, string>,
): readonly string[] {
    const { number } = record;
    if (participant === null || nonce === null) {
        return [`${number}: its commitment cannot be opened`];
    }
    const faults: string[] = [];
    const fault = (what: string) => faults.push(`${number}: ${what}`);
    if (beneficiaryCommitment(participant, nonce, sha256) !== record.beneficiary) {
        fault('its commitment does not open');
    }
    const corrections = new Map<SlotRecord['slot'], readonly Correction[]>();
    const proofs = lines.flatMap(({ slot, point, corrections: counted }) => {
        const found = slots.get(slot);
        const index = found?.lines.findIndex((one) => one.point === point && one.participant === participant) ?? -1;
        if (found === undefined || index < 0) {
            fault(`a line of it is missing: ${slot} ${point}`);
            return [];
        }
        corrections.set(found.record.slot, found.corrections.slice(0, counted));
        if (record.state === 'Claimed') {
            const name = `${slot}|${point}`;
            const other = taken.get(name);
            if (other !== undefined) {
                fault(`${name} is in ${other} already`);
            }
            taken.set(name, number);
        }
        const crypto = { seed: hexBytes(found.seed), hash: sha256, hmac: hmacSha256 };
        return proveLines(found.lines, [index], crypto);
    });
    const evidence = { participant, nonce, formerNonce: null, lines: proofs };
    if (evidenceDigest(evidence, corrections, sha256) !== record.evidenceDigest) {
        fault('its evidence is not what these lines are');
    }
    if (record.plants.reduce((sum, { wh }) => sum + wh, 0) !== record.wh) {
        fault('its plants are not its sum');
    }
    return faults;
}

/** A line that this project wrote; its shape was checked when it was written to the ledger. */
function read<T>(row: string): T {
    return parseJson(row, 'line') as T;
}
