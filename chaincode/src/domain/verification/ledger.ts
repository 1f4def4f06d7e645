import type { CertificateStatus } from '../certificates/record.js';
import { base64urlBytes, hex } from '../crypto.js';
import type { Bundle, FabricEvidence, Network } from './bundle.js';
import { ordererOrganisations } from './fabric/block.js';
import { type Endorsed, type FabricTrust, readEndorsed } from './fabric/envelope.js';
import type { Findings } from './findings.js';
import { Refusal } from './refusal.js';

/** Chaincode and function that tell of a certificate, and its key on the ledger (`certificateKeys` of the chaincode). */
const CHAINCODE = 'certificate';
const GET = 'certificates:get';
const certificateKey = (number: string) => `certificate~${number}`;

type Document = Readonly<{ number: string; digest: string }>;

/** What the certifier's and another organisation's peers signed of the certificate's record. */
export type AttestedRecord = Readonly<{ status: CertificateStatus; block: number; transaction: number }>;

/**
 * Checks the evidence of the ledger: that peers of two organisations hold the record with this digest for committed, that orderers signed
 * the block, and that the transaction, where the holder shows it, wrote that record.
 */
export function checkLedger(
    { ledger }: Pick<Bundle, 'ledger'>,
    document: Document,
    trust: FabricTrust,
    findings: Findings,
): AttestedRecord | undefined {
    if (ledger === null) {
        findings.add('ledger.record', 'unknown', 'LEDGER_NOT_GIVEN');
        findings.add('ledger.block', 'unknown', 'LEDGER_NOT_GIVEN');
        return undefined;
    }
    const record = findings.attempt('ledger.record', () => attestedRecord(ledger, document, trust));
    if (record === undefined) {
        findings.skip('ledger.block');
    } else {
        findings.attempt('ledger.block', () => {
            if (ledger.block.number !== record.block) {
                throw new Refusal('LEDGER_BLOCK_OTHER', { block: record.block });
            }
            ordererOrganisations(ledger.block, trust.network, trust.verify);
        });
        if (findings.passed('ledger.block') && ledger.block.signatures.length === 0) {
            findings.add('ledger.block', 'unknown', 'LEDGER_ORDERERS_NOT_NAMED');
        }
    }
    if (ledger.transaction !== null) {
        checkTransaction(ledger, ledger.transaction, document, record, trust, findings);
    }
    return record;
}

function attestedRecord(
    { attestation }: FabricEvidence,
    { number, digest }: Document,
    trust: FabricTrust,
): AttestedRecord {
    const endorsed = readEndorsed(base64urlBytes(attestation), trust);
    mustBeAsked(endorsed, CHAINCODE, [GET, JSON.stringify({ number })]);
    mustBeOfTwo(endorsed, trust.network);
    const record = membersOf(endorsed.answer);
    const place = endorsed.reads.get(certificateKey(number));
    if (record['number'] !== number || record['digest'] !== digest || place === undefined || place === null) {
        throw new Refusal('LEDGER_RECORD_OTHER');
    }
    const { status } = record;
    if (status !== 'valid' && status !== 'suspended' && status !== 'revoked' && status !== 'superseded') {
        throw new Refusal('LEDGER_RECORD_OTHER');
    }
    return { status, ...place };
}

/** Where the block holds nothing else, its data hash is the transaction's; otherwise the others would have to be shown too. */
function checkTransaction(
    { block }: FabricEvidence,
    text: string,
    { number, digest }: Document,
    record: AttestedRecord | undefined,
    trust: FabricTrust,
    findings: Findings,
): void {
    const envelope = base64urlBytes(text);
    const endorsed = findings.attempt('ledger.transaction', () => {
        const found = readEndorsed(envelope, trust);
        mustBeOfTwo(found, trust.network);
        const written = found.chaincode === CHAINCODE ? found.writes.get(certificateKey(number)) : undefined;
        const members = typeof written === 'string' ? membersOf(written) : {};
        if (members['number'] !== number || members['digest'] !== digest) {
            throw new Refusal('LEDGER_TRANSACTION_OTHER');
        }
        return found;
    });
    if (endorsed === undefined || !findings.passed('ledger.block')) {
        return;
    }
    const alone = hex(trust.hash(envelope)) === block.dataHash;
    if (!alone) {
        findings.add('ledger.transaction', 'unknown', 'LEDGER_BLOCK_SHARED', { transaction: endorsed.transactionId });
    } else if (record?.transaction !== 0) {
        findings.add('ledger.transaction', 'fail', 'LEDGER_TRANSACTION_OTHER');
    }
}

/** @throws Refusal LEDGER_ANSWER */
export function mustBeAsked(endorsed: Endorsed, chaincode: string, args: readonly string[]): void {
    if (endorsed.chaincode !== chaincode || JSON.stringify(endorsed.args) !== JSON.stringify(args)) {
        throw new Refusal('LEDGER_ANSWER', { function: args[0] ?? '' });
    }
}

/** What the certifier says alone is no evidence of a ledger. @throws Refusal LEDGER_ORGANISATIONS */
function mustBeOfTwo({ organisations }: Endorsed, { certifier }: Network): void {
    if (organisations.length < 2 || !organisations.includes(certifier)) {
        throw new Refusal('LEDGER_ORGANISATIONS', { organisations: organisations.join(', ') });
    }
}

/** @throws Refusal LEDGER_ANSWER */
export function membersOf(json: string): Readonly<Record<string, unknown>> {
    let value: unknown;
    try {
        value = JSON.parse(json);
    } catch {
        value = undefined;
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw new Refusal('LEDGER_ANSWER', { function: '' });
    }
    return { ...value };
}
