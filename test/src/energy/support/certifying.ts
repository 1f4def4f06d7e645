import { createHash, randomBytes } from 'node:crypto';
import {
    beneficiaryCommitment,
    type CertificateRecord,
    canonical,
    hex,
    hexBytes,
    type Line,
    type LineProof,
    proveLines,
    type Slot,
    slotPlus,
} from '@linguang/chaincode/domain';
import { hash, hmac } from '@linguang/chaincode/testing';
import type { Call, Client, Committed } from './client.js';
import type { Home } from './district.js';

/** What is needed to ask for a certificate. */
export type CertificateCase = Readonly<{ request: Asked; call: Call; nonce: string; holder: object }>;
type Asked = Readonly<Record<string, unknown>> & { readonly certificates: readonly object[] };
type CaseChanges = Readonly<{
    scheme?: object;
    formerNonce?: string;
    supersedes?: string;
    number?: string;
    plants?: readonly object[];
}>;

/** Entries of the status list, each used once by this process. */
let nextEntry = 0;

/** The scheme version that a district publishes when it is founded. */
export const SCHEME = { scheme: 'linguang', version: 1 } as const;

/** The first version of the scheme, from a slot on. */
export function schemeVersion(from: Slot, changes: object = {}): object {
    return {
        ...SCHEME,
        name: { zh: '邻光清洁用电', en: 'Linguang clean use' },
        document: { digest: 'd0'.repeat(32), uri: 'https://certifier.example/schemes/1' },
        from,
        validity: { slots: 5760, sameYear: false, utcOffsetMinutes: 480 },
        transfers: [],
        reservation: 'reported',
        plausibilityPercent: 105,
        night: { from: 80, to: 20 },
        samplingPermille: 10,
        ...changes,
    };
}

/** Proofs of a participant's lines for slots `from`…`to` (both included), read through a member's peer. */
export async function proofs(client: Client, participant: string, from: Slot, to: Slot): Promise<LineProof[]> {
    const found: LineProof[] = [];
    for (let at = from; at <= to; at = slotPlus(at, 1)) {
        const { seed, lines } = await client.evaluate<{ seed: string; lines: Line[] }>('settlement:getLines', {
            slot: at,
        });
        const wanted = lines.flatMap((line, index) => (line.participant === participant ? [index] : []));
        found.push(...proveLines(lines, wanted, { seed: hexBytes(seed), hash, hmac }));
    }
    return found;
}

/** A request for a certificate over slots `from`…`to` (both included) with its evidence. */
export function certificateCase(
    of: Home,
    period: readonly [Slot, Slot],
    lines: readonly LineProof[],
    changes: CaseChanges = {},
): CertificateCase {
    const nonce = hex(randomBytes(16));
    const [from, to] = period;
    const { scheme = SCHEME, formerNonce = null, ...order } = changes;
    const number = `LG-${hex(randomBytes(16))}`;
    const certificate = {
        number,
        beneficiary: beneficiaryCommitment(of.participant, nonce, hash),
        digest: createHash('sha256').update(`the document of ${number}`).digest('hex'),
        criteriaDigest: createHash('sha256').update('the rule check').digest('hex'),
        statusEntry: { list: 0, index: nextEntry++ },
        plants: statedOf(lines),
        ...order,
    };
    const holder = { participant: of.participant, nonce, formerNonce, lines };
    return {
        request: {
            scheme,
            period: { from, to: to + 1 },
            issuedAt: to + 1,
            approval: 'officer',
            certificates: [certificate],
        },
        call: { transient: { evidence: canonical({ holders: [holder] }) } },
        nonce,
        holder,
    };
}

/** What bought and own energy of lines comes to, by plant. */
export function statedOf(lines: readonly LineProof[]): readonly { readonly plant: string; readonly wh: number }[] {
    const trades = lines.flatMap(({ line }) => [...line.bought, ...line.ownReceived]);
    return [
        ...Map.groupBy(
            trades.filter(({ certifiable }) => certifiable > 0),
            ({ plant }) => plant,
        ),
    ]
        .map(([plant, own]) => ({ plant, wh: own.reduce((sum, { certifiable }) => sum + certifiable, 0) }))
        .sort((a, b) => (a.plant < b.plant ? -1 : 1));
}

/** Several cases of one period as one transaction. */
export function batchOf(cases: readonly CertificateCase[]) {
    const holders = cases.map(({ holder }) => holder);
    const certificates = cases.flatMap(({ request }) => request.certificates);
    const request = { ...cases[0]?.request, certificates };
    return { request, holders, call: { transient: { evidence: canonical({ holders }) } } };
}

/** What `certificates:issue` answers. */
export type IssueAnswer = Readonly<{ certificates: readonly Pick<CertificateRecord, 'number' | 'status' | 'wh'>[] }>;

/** Issues the one certificate that is asked for. */
export async function issue(
    certifier: Client,
    { request, call }: Pick<CertificateCase, 'request' | 'call'>,
    endorsers?: readonly string[],
): Promise<Committed<CertificateRecord>> {
    const options = endorsers === undefined ? call : { ...call, endorsers };
    const committed = await certifier.submit<IssueAnswer>('certificates:issue', request, options);
    const [certificate] = committed.result.certificates;
    if (certificate === undefined) {
        throw new Error('no certificate');
    }
    const { number } = certificate;
    return { ...committed, result: await certifier.evaluate<CertificateRecord>('certificates:get', { number }) };
}
