import { setTimeout as delay } from 'node:timers/promises';
import {
    type ConsistencyProof,
    hex,
    hexBytes,
    type LogOverview,
    LogTree,
    type LogTrust,
    logLeaf,
    type PublishedHead,
    parseLogProof,
    parseSignedTreeHead,
    signTreeHead,
    treeHead,
    verifyGrowth,
    verifyLogProof,
    verifyTreeHead,
} from '@linguang/chaincode/domain';
import { verifyEs256 } from '@linguang/chaincode/testing';
import { expect } from 'chai';
import { sha256 } from '../crypto/sha256.js';
import type { Gateway } from '../gateway.js';
import { CertificatePage } from '../http/api.js';
import { ledgerLog } from '../log/ledgerlog.js';
import type { OperationRecord } from '../operations/store.js';
import { ApiClient } from './apiclient.js';

const crypto = { hash: sha256, verify: verifyEs256 };

/** A stranger who reads the transparency log at one gateway and believes nothing that she did not check. */
export class LogReader {
    readonly #client: ApiClient;

    constructor(port: number) {
        this.#client = new ApiClient(port);
    }

    async overview(): Promise<LogOverview> {
        return await this.#get<LogOverview>('/v1/log');
    }

    async until(test: (overview: LogOverview) => boolean): Promise<LogOverview> {
        for (;;) {
            const overview = await this.overview();
            if (test(overview)) {
                return overview;
            }
            await delay(50);
        }
    }

    /** The log once a head of that size is sealed, its signatures checked. */
    async untilSealed(size: number): Promise<LogOverview> {
        const overview = await this.until(({ sealedEntries }) => sealedEntries === size);
        verifyTreeHead(parseSignedTreeHead(overview.newest?.treeHead), trustOf(overview), verifyEs256);
        return overview;
    }

    async heads(): Promise<readonly PublishedHead[]> {
        return (await this.#get<{ items: readonly PublishedHead[] }>('/v1/log/heads?limit=50')).items;
    }

    async head(size: number): Promise<PublishedHead> {
        return await this.#get<PublishedHead>(`/v1/log/heads/${size}`);
    }

    async digests(): Promise<readonly string[]> {
        return (await this.#get<{ digests: readonly string[] }>('/v1/log/entries')).digests;
    }

    /** Checks that a certificate is in the log. @param digest - left out: the one that the entry has */
    async proves(number: string, digest?: string): Promise<Readonly<{ size: number; index: number }>> {
        const proof = parseLogProof(await this.#get(`/v1/log/inclusion/${number}`));
        const entry = digest ?? (await this.digests())[proof.leafIndex] ?? '';
        verifyLogProof(entry, proof, { trust: trustOf(await this.overview()), ...crypto });
        return { size: proof.treeHead.head.size, index: proof.leafIndex };
    }

    /** Checks that the log only grew. */
    async growth(first: number, second: number): Promise<void> {
        const proof = await this.#get<ConsistencyProof>(`/v1/log/consistency?first=${first}&second=${second}`);
        const trust = trustOf(await this.overview());
        const [older, newer] = [parseSignedTreeHead(proof.first), parseSignedTreeHead(proof.second)];
        verifyTreeHead(older, trust, verifyEs256);
        verifyTreeHead(newer, trust, verifyEs256);
        expect([older.head.size, newer.head.size]).to.deep.equal([first, second]);
        verifyGrowth(older.head, newer.head, { path: proof.consistencyProof.map(hexBytes), hash: sha256 });
    }

    async pending(number: string): Promise<string> {
        return (await this.#client.problem('GET', `/v1/log/inclusion/${number}`)).code;
    }

    async #get<T>(path: string): Promise<T> {
        const { status, body } = await this.#client.request('GET', path);
        expect(status, path).to.equal(200);
        return body as T;
    }
}

function trustOf({ log, certifier, keys }: LogOverview): LogTrust {
    return {
        log,
        certifier,
        keyOf: (org, kid) => keys.find((key) => key.org === org && key.kid === kid)?.jwk,
    };
}

/** The root over the certificates of an office's register, the oldest first. @param size - of the tree */
export async function rootOver(office: ApiClient, size: number): Promise<string> {
    const { items } = await office.get('/v1/certificates', CertificatePage);
    const tree = new LogTree(sha256);
    for (const { digest } of items.toReversed().slice(0, size)) {
        tree.append(logLeaf(sha256, digest));
    }
    return hex(tree.root());
}

/** Has a certifier propose a head that adds only some of the certificates that wait. */
export async function proposeOnly(
    { readModel, profile, documents, operations }: Gateway,
    entries: readonly string[],
): Promise<OperationRecord | undefined> {
    const log = ledgerLog(readModel, profile.channel);
    const previous = log.sealed()?.treeHead.head ?? expect.fail('no sealed head');
    const tree = new LogTree(sha256);
    const digests = [
        ...log.entries(0, previous.size).digests,
        ...entries.map((number) =>
            String(readModel.one("SELECT record ->> 'digest' AS d FROM certificates WHERE number = ?", number)?.['d']),
        ),
    ];
    for (const digest of digests) {
        tree.append(logLeaf(sha256, digest));
    }
    const head = treeHead(tree, { log: log.log, slot: previous.slot, previous }, sha256);
    const { kid, sign } = documents?.documents.keys.current ?? expect.fail('no documents');
    const { signature } = signTreeHead(head, { org: 'certifier', kid, sign });
    const argument = { head: { ...head }, kid, signature, entries: [...entries] };
    const command = { chaincode: 'certificate', transaction: 'log:propose', argument };
    return await operations.start({ owner: 'test', key: null, requestHash: '', action: 'log.propose', command }).done;
}
