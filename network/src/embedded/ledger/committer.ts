import { common } from '@hyperledger/fabric-protos';
import type { Membership } from '../identity/membership.js';
import type { CommittedBlock } from '../ledger.js';
import type { ChannelPolicies } from '../policy/channelpolicies.js';
import { Batch } from './batch.js';
import { dataHash, dataOf, headerOf, metadataAt, metadataValue, setMetadataAt } from './block.js';
import { sameBytes } from './bytes.js';
import type { Chain } from './chain.js';
import { Code } from './codes.js';
import { commitHash } from './commithash.js';
import { type Definitions, LIFECYCLE } from './definitions.js';
import { checkEnvelope } from './envelope.js';
import { applyWrites, validateReads } from './mvcc.js';
import { PrivateCommit } from './privatecommit.js';
import { Snapshot } from './snapshot.js';
import type { Store } from './store.js';
import type { StagedPrivateData } from './transient.js';
import { type Judged, judge } from './validate.js';

const { TRANSACTIONS_FILTER, COMMIT_HASH } = common.BlockMetadataIndex;

interface Parts {
    readonly channel: string;
    readonly store: Store;
    readonly chain: Chain;
    readonly definitions: Definitions;
    readonly msps: Membership;
    readonly policies: ChannelPolicies;
    readonly staged: StagedPrivateData;
}

/** Validates blocks and writes each in one database transaction. */
export class Committer {
    readonly #parts: Parts;
    #commitHash: Uint8Array | undefined;

    constructor(parts: Parts) {
        this.#parts = parts;
    }

    /** Block 0 is taken as it is: it is the root of trust. */
    commitGenesis(block: common.Block): void {
        const { channel, msps, store, chain } = this.#parts;
        const [envelope] = dataOf(block);
        const checked = checkEnvelope(envelope ?? new Uint8Array(), channel, msps);
        if (checked.kind !== 'config') {
            throw new Error('the genesis block does not carry a channel configuration');
        }
        const copy = block.clone();
        setMetadataAt(copy, TRANSACTIONS_FILTER, Uint8Array.of(Code.VALID));
        const judged: Judged = { head: checked.head, code: Code.VALID, reason: '', rwset: [] };
        store.transaction(() => chain.append(copy, copy.serializeBinary(), [judged]));
        chain.note([{ txId: judged.head.txId, block: 0, index: 0, code: judged.code }]);
    }

    commit(block: common.Block, height: number, lastHash: Uint8Array): CommittedBlock {
        const { store, chain, definitions, staged, channel, msps, policies } = this.#parts;
        const envelopes = dataOf(block);
        mustContinue(block, envelopes, height, lastHash);
        const before = new Snapshot(store, height);
        const known = (txId: string): boolean => chain.status(txId) !== undefined;
        const judged = judge(envelopes, { channel, msps, policies, before, known });
        const batch = new Batch(before);
        const privateData = new PrivateCommit(store, definitions, staged, before);
        judged.forEach((transaction, tx) => {
            if (transaction.code === Code.VALID) {
                transaction.code = validateReads(transaction.rwset, batch);
            }
            if (transaction.code === Code.VALID) {
                const version = { block: height, tx };
                applyWrites(transaction.rwset, version, batch);
                privateData.add(transaction.head.txId, transaction.rwset, version);
            }
        });
        const codes = Uint8Array.from(judged, ({ code }) => code);
        const hash = commitHash(codes, batch, this.#previousCommitHash(height));
        setMetadataAt(block, TRANSACTIONS_FILTER, codes);
        setMetadataAt(block, COMMIT_HASH, metadataValue(hash));
        const bytes = block.serializeBinary();
        store.transaction(() => {
            chain.append(block, bytes, judged);
            batch.store(store);
            privateData.store(batch);
        });
        this.#commitHash = hash;
        if (batch.spaces.some(isLifecycle)) {
            definitions.begin(height + 1);
        }
        const transactions = judged.map(({ head, code }, index) => ({ txId: head.txId, block: height, index, code }));
        chain.note(transactions);
        return { number: height, block, bytes, transactions };
    }

    #previousCommitHash(height: number): Uint8Array {
        if (this.#commitHash === undefined) {
            const last = this.#parts.chain.block(height - 1);
            const metadata = last === undefined ? new Uint8Array() : metadataAt(last, COMMIT_HASH);
            this.#commitHash = common.Metadata.deserializeBinary(metadata).getValue_asU8();
        }
        return this.#commitHash;
    }
}

/** The namespace itself and the hashes of its collections, where organisations keep their approvals. */
function isLifecycle(space: string): boolean {
    return space.startsWith(LIFECYCLE);
}

function mustContinue(
    block: common.Block,
    envelopes: readonly Uint8Array[],
    height: number,
    lastHash: Uint8Array,
): void {
    const header = headerOf(block);
    if (header.getNumber() !== height) {
        throw new Error(`expected block number ${height}, got ${header.getNumber()}`);
    }
    if (!sameBytes(header.getPreviousHash_asU8(), lastHash)) {
        throw new Error(`block ${height} does not name the header hash of block ${height - 1}`);
    }
    if (!sameBytes(header.getDataHash_asU8(), dataHash(envelopes))) {
        throw new Error(`data hash of block ${height} does not match its data`);
    }
}
