import { common, type ledger } from '@hyperledger/fabric-protos';
import { Membership } from '../embedded/identity/membership.js';
import { Batch } from '../embedded/ledger/batch.js';
import { dataOf, headerHash, headerOf } from '../embedded/ledger/block.js';
import { sha256 } from '../embedded/ledger/bytes.js';
import { Chain } from '../embedded/ledger/chain.js';
import { Configuration } from '../embedded/ledger/channelconfig.js';
import { Code } from '../embedded/ledger/codes.js';
import { commitHash } from '../embedded/ledger/commithash.js';
import { Definitions, LIFECYCLE } from '../embedded/ledger/definitions.js';
import { applyWrites, validateReads } from '../embedded/ledger/mvcc.js';
import { PrivateCommit } from '../embedded/ledger/privatecommit.js';
import { Snapshot } from '../embedded/ledger/snapshot.js';
import { Store } from '../embedded/ledger/store.js';
import { type Judged, judge } from '../embedded/ledger/validate.js';
import { ChannelPolicies } from '../embedded/policy/channelpolicies.js';
import { mustContinue, mustHaveCodes, mustHaveCommitHash } from './blockchecks.js';
import { configurationFault, isConfigBlock } from './configuration.js';
import { ChainDifference, type Difference } from './difference.js';
import { Disclosure } from './disclosure.js';
import { orderersFault } from './orderers.js';
import type { ExportedBlock } from './reading.js';

type PrivateSets = ReadonlyMap<number, readonly ledger.rwset.TxPvtReadWriteSet[]>;

/** What became of a block that is as it should be. */
export type ReplayedBlock = Readonly<{
    number: number;
    /** SHA-256 of its header. */
    hash: Uint8Array;
    /** Validation codes, computed and recorded alike. */
    codes: Uint8Array;
    transactions: readonly ReplayedTransaction[];
}>;

export type ReplayedTransaction = Readonly<{
    txId: string;
    code: number;
    /** A valid call of a chaincode. */
    isCall: boolean;
    /** The transaction as the block carries it. */
    envelope: Uint8Array;
    /** Private write sets that were disclosed of it. */
    disclosed: readonly DisclosedSet[];
    /** `chaincode/collection` of those that were not. */
    undisclosed: readonly string[];
}>;

export type DisclosedSet = Readonly<{ namespace: string; collection: string; rwset: Uint8Array }>;

/**
 * Replays a chain from its first block as an honest peer would have taken it: chain of hashes, orderers' signatures, and for each
 * transaction form, signatures, policies and reads, against a state of its own. Block 0 is the root of trust.
 */
export class ChainReplay {
    readonly #store: Store;
    readonly #chain: Chain;
    readonly #definitions: Definitions;
    #config: Configuration;
    #msps: Membership;
    #policies: ChannelPolicies;
    #height = 0;
    #lastHash: Uint8Array = new Uint8Array();
    #commitHash: Uint8Array = new Uint8Array();

    /**
     * @param directory - of the state; ':memory:' keeps it in memory, where no other thread can read it
     * @param first - block 0, which says who is a member; it has yet to be taken
     * @throws Error where it is no block of configuration
     */
    constructor(directory: string, first: ExportedBlock) {
        this.#store = new Store(directory, 'scratch');
        this.#config = new Configuration(blockOf(first));
        this.#definitions = new Definitions(this.#store, () => this.mspIds);
        this.#chain = new Chain(this.#store, this.#definitions);
        this.#msps = membershipOf(this.#config);
        this.#policies = new ChannelPolicies(this.#config, this.#definitions, this.#msps);
    }

    get channel(): string {
        return this.#config.channel;
    }

    /** Organisations of the channel's application, now. */
    get mspIds(): readonly string[] {
        return this.#config.organisations.filter(({ application }) => application).map(({ mspId }) => mspId);
    }

    get height(): number {
        return this.#height;
    }

    /**
     * Takes the next block, with the private data that goes with it and that others disclosed.
     * @throws ChainDifference
     */
    take(exported: ExportedBlock, others: readonly ExportedBlock[] = []): ReplayedBlock {
        const block = blockOf(exported);
        const disclosed = setsOf([exported, ...others]);
        mustContinue(block, this.#height, this.#lastHash);
        const isGenesis = this.#height === 0;
        if (!isGenesis) {
            this.#mustBeSigned(block);
        }
        const envelopes = dataOf(block);
        const judged = isConfigBlock(block) ? [this.#configured(block, isGenesis)] : this.#judged(envelopes);
        const before = new Snapshot(this.#store, this.#height);
        const batch = new Batch(before);
        const disclosure = new Disclosure(this.#height, judged, disclosed);
        const privateData = new PrivateCommit(this.#store, this.#definitions, disclosure, before, false);
        judged.forEach((transaction, tx) => {
            if (transaction.code === Code.VALID) {
                transaction.code = validateReads(transaction.rwset, batch);
            }
            if (transaction.code === Code.VALID) {
                const version = { block: this.#height, tx };
                applyWrites(transaction.rwset, version, batch);
                privateData.add(transaction.head.txId, transaction.rwset, version);
            }
        });
        const codes = Uint8Array.from(judged, ({ code }) => code);
        mustHaveCodes(block, judged, this.#height);
        if (!isGenesis) {
            this.#commitHash = commitHash(codes, batch, this.#commitHash);
            mustHaveCommitHash(block, this.#commitHash);
        }
        disclosure.mustMatch();
        this.#store.transaction(() => {
            this.#chain.append(block, new Uint8Array(), judged);
            batch.store(this.#store);
            privateData.store(batch);
        });
        const number = this.#height;
        this.#height = number + 1;
        this.#store.height = this.#height;
        this.#lastHash = headerHash(headerOf(block));
        if (isGenesis || batch.spaces.some((space) => space.startsWith(LIFECYCLE))) {
            this.#definitions.begin(this.#height);
        }
        this.#chain.note(judged.map(({ head, code }, index) => ({ txId: head.txId, block: number, index, code })));
        const transactions = judged.map(({ head, code, rwset }, tx) => ({
            txId: head.txId,
            code,
            isCall: code === Code.VALID && head.type === common.HeaderType.ENDORSER_TRANSACTION,
            envelope: envelopes[tx] ?? new Uint8Array(),
            ...disclosure.of(tx, code === Code.VALID ? rwset : []),
        }));
        return { number, hash: this.#lastHash, codes, transactions };
    }

    /** Whether the orderers of the channel, as it is configured now, signed this block. @returns why not */
    orderersFault(exported: ExportedBlock): string | undefined {
        return orderersFault(blockOf(exported), this.#config, this.#policies);
    }

    close(): void {
        this.#store.close();
    }

    #mustBeSigned(block: common.Block): void {
        const fault = orderersFault(block, this.#config, this.#policies);
        if (fault !== undefined) {
            const expected = 'signatures of orderers as /Channel/Orderer/BlockValidation asks';
            throw this.#difference('ORDERER_SIGNATURE', { expected, found: fault });
        }
    }

    #judged(envelopes: readonly Uint8Array[]): Judged[] {
        const before = new Snapshot(this.#store, this.#height);
        const known = (txId: string): boolean => this.#chain.status(txId) !== undefined;
        const context = { channel: this.#config.channel, msps: this.#msps, policies: this.#policies, before, known };
        return judge(envelopes, context);
    }

    /** A block of configuration: what follows is judged by it. */
    #configured(block: common.Block, isGenesis: boolean): Judged {
        const next = new Configuration(block);
        if (!isGenesis) {
            const fault = configurationFault(block, this.#config, next, this.#policies);
            if (fault !== undefined) {
                const expected = 'a change that its policies allow';
                throw this.#difference('CONFIGURATION', { transaction: 0, expected, found: fault });
            }
            this.#config = next;
            this.#msps = membershipOf(next);
            this.#policies = new ChannelPolicies(next, this.#definitions, this.#msps);
        }
        const payload = common.Payload.deserializeBinary(
            common.Envelope.deserializeBinary(dataOf(block)[0] ?? new Uint8Array()).getPayload_asU8(),
        );
        const header = common.ChannelHeader.deserializeBinary(
            payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array(),
        );
        const timestamp = header.getTimestamp();
        const head = {
            txId: header.getTxId(),
            seconds: timestamp?.getSeconds() ?? 0,
            nanos: timestamp?.getNanos() ?? 0,
            type: header.getType(),
        };
        return { head, code: Code.VALID, reason: '', rwset: [] };
    }

    #difference(check: string, what: Omit<Difference, 'check' | 'block'>): ChainDifference {
        return new ChainDifference({ check, block: this.#height, ...what });
    }
}

/** The block of a record. */
export function blockOf({ message, number }: ExportedBlock): common.Block {
    const block = message.getBlock();
    if (block === undefined) {
        throw new Error(`record of block ${number} has no block`);
    }
    return block;
}

/** Private write sets by place of their transaction. */
function setsOf(blocks: readonly ExportedBlock[]): PrivateSets {
    const sets = new Map<number, ledger.rwset.TxPvtReadWriteSet[]>();
    for (const { message } of blocks) {
        message.getPrivateDataMapMap().forEach((set: ledger.rwset.TxPvtReadWriteSet, tx: number) => {
            sets.set(tx, [...(sets.get(tx) ?? []), set]);
        });
    }
    return sets;
}

function membershipOf(config: Configuration): Membership {
    return new Membership(config.channel, config.mspConfigs, { ed25519: config.hasCapability('Channel', 'V3_0') });
}

/** Rolling digest of a replayed chain: the same for everybody who has the same blocks with the same codes. */
export function digestAfter(before: Uint8Array, { hash, codes }: ReplayedBlock): Uint8Array {
    return sha256(Buffer.concat([before, hash, sha256(codes)]));
}
