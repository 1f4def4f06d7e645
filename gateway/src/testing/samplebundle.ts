import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
    type Bundle,
    chainTexts,
    hex,
    type LogProof,
    LogTree,
    logLeaf,
    logProof,
    type MeterProofs,
    type Network,
    parsePublicJwk,
    type SignedCertificate,
    type SignedStatusList,
    type SignedTreeHead,
    type Slot,
    signTreeHead,
    slot,
    type TreeHead,
    thumbprint,
    treeHead,
    type UnsignedCertificate,
    utf8,
} from '@linguang/chaincode/domain';
import { METER, reading, type Sample, sampleCertificate, testPoint } from '@linguang/chaincode/testing';
import { sha256 } from '../crypto/sha256.js';
import type { TestCertifier } from './signeddocuments.js';
import { type Answered, SignedLedger } from './signedledger.js';

/** When the lists of the sample's bundle count. */
export const LISTS = { validFrom: hoursFromNow(-1), validUntil: hoursFromNow(1) } as const;
/** Certificates of test authorities are made when the test runs. */
export const NOW = hoursFromNow(0);

export function hoursFromNow(hours: number): string {
    return `${new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 19)}Z`;
}

/** Another organisation or the certifier as signer of heads. */
export class HeadSigner {
    readonly org: string;
    readonly kid: string;
    readonly jwk: ReturnType<typeof parsePublicJwk>;
    readonly #key: KeyObject;

    constructor(org: string, pem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey) {
        this.org = org;
        this.#key = createPrivateKey(pem.export({ format: 'pem', type: 'pkcs8' }));
        this.jwk = parsePublicJwk(createPublicKey(this.#key).export({ format: 'jwk' }));
        this.kid = thumbprint(sha256, this.jwk);
    }

    readonly sign = (message: Uint8Array): Uint8Array =>
        new Uint8Array(sign('sha256', message, { key: this.#key, dsaEncoding: 'ieee-p1363' }));
}

/** A log in which the sample's certificate is the fifth of nine. */
export class SampleLog {
    readonly id = 'linguang-certificates';
    readonly signers: readonly HeadSigner[];
    readonly #digest: string;

    constructor(digest: string, signers = [new HeadSigner('certifier'), new HeadSigner('community')]) {
        this.#digest = digest;
        this.signers = signers;
    }

    get anchors(): NonNullable<Network['log']> {
        const keys = this.signers.map(({ org, kid, jwk }) => ({ org, kid, jwk }));
        return { id: this.id, certifier: 'certifier', keys };
    }

    /** @param others - what the other entries are made of: another word makes another view of the log */
    head(size = 9, others = 'other', at: Slot = slot(1_971_000)): TreeHead {
        return treeHead(this.#tree(others, size), { log: this.id, slot: at, previous: null }, sha256);
    }

    signed(head: TreeHead, signers = this.signers): SignedTreeHead {
        return { head, signatures: signers.map((signer) => signTreeHead(head, signer)) };
    }

    proof(head = this.signed(this.head()), others = 'other'): LogProof {
        return logProof(this.#tree(others, head.head.size), 4, head);
    }

    #tree(others: string, size: number): LogTree {
        const tree = new LogTree(sha256);
        for (let index = 0; index < size; index++) {
            tree.append(logLeaf(sha256, index === 4 ? this.#digest : hex(sha256(utf8(`${others} ${index}`)))));
        }
        return tree;
    }
}

/** The sample's certificate with true evidence of a ledger and a log that exist in no network. */
export type SampleBundle = Readonly<{
    sample: Sample;
    certifier: TestCertifier;
    ledger: SignedLedger;
    log: SampleLog;
    bundle: Bundle;
    proofs: MeterProofs;
}>;

export async function sampleBundle(certifier: TestCertifier, sample = sampleCertificate()): Promise<SampleBundle> {
    const log = new SampleLog(sample.digest);
    const ledger = await SignedLedger.create(log.anchors);
    const bundle: Bundle = {
        type: 'LinguangBundle',
        v: 1,
        ...signedParts(certifier, sample.core),
        log: log.proof(),
        ledger: ledger.evidence(documentOf(sample)),
        network: ledger.network,
    };
    return { sample, certifier, ledger, log, bundle, proofs: sampleProofs(sample, ledger) };
}

export function documentOf({ digest, facts }: Sample): Readonly<{ number: string; digest: string }> {
    return { number: facts.basis.number, digest };
}

/** What a certifier signs in a bundle: credential, lists, chain. */
export function signedParts(
    certifier: TestCertifier,
    core: UnsignedCertificate,
    set: Readonly<{ revocation?: readonly number[]; suspension?: readonly number[] }> = {},
): Readonly<{ credential: SignedCertificate; chains: Bundle['chains']; statusLists: readonly SignedStatusList[] }> {
    return {
        credential: certifier.sign(core),
        chains: [chainTexts(certifier.key.x5c)],
        statusLists: (['revocation', 'suspension'] as const).map(
            (purpose): SignedStatusList => JSON.parse(certifier.statusList(purpose, set[purpose] ?? [], LISTS)),
        ),
    };
}

/** The holder's proofs of the sample; the registrations can be attested wrongly. */
export function sampleProofs(
    { facts, proofs, participant, nonce, settlements }: Sample,
    ledger: SignedLedger,
    changes: Partial<Answered> = {},
): MeterProofs {
    const points = [...new Set(proofs.map(({ line }) => line.point))].sort();
    return {
        type: 'LinguangMeterProofs',
        v: 1,
        number: facts.basis.number,
        participant,
        nonce,
        key: hex(facts.key),
        records: settlements.map(({ record }) => record),
        lines: proofs.map((proof, index) => ({ proof, certified: facts.lines[index]?.certified === true })),
        corrections: [],
        readings: proofs.map(({ line }) => {
            const { slot: at, point, end, imported, exported } = line;
            const [taken, given] = [end?.import ?? 0, end?.export ?? 0];
            const registers = [
                [taken - (imported ?? 0), taken],
                [given - (exported ?? 0), given],
            ] as const;
            return { slot: at, point, ocmf: METER.signReading(reading(point, ...registers, { slot: at })) };
        }),
        points: points.map((point) => attestedPoint(point, participant, ledger, changes)),
    };
}

export function attestedPoint(
    point: string,
    participant: string,
    ledger: SignedLedger,
    changes: Partial<Answered> = {},
): string {
    const version = { from: 0, sequence: 1, point: testPoint(point, participant, { zone: 'shekou-east' }) };
    const envelope = ledger.envelope({
        chaincode: 'energy',
        args: ['registry:getPoint', JSON.stringify({ point })],
        answer: JSON.stringify({ v: 1, point, versions: [version] }),
        endorsers: ['peer0.grid', 'peer0.community'],
        client: 'admin.certifier',
        ...changes,
    });
    return Buffer.from(envelope).toString('base64url');
}
