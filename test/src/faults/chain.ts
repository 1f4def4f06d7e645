import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { common, peer } from '@hyperledger/fabric-protos';
import {
    type ConnectedClient,
    connectClient,
    type PeerNode,
    peersOf,
    type RunningNetwork,
    readConnectionProfile,
} from '@linguang/network';

/** A transaction as a block shows it. */
export type ChainTransaction = Readonly<{
    id: string;
    block: number;
    /** Fabric's validation code; 0 = VALID. */
    code: number;
    chaincode: string;
    /** `contract:function` */
    transaction: string;
    argument: Readonly<Record<string, unknown>>;
    /** The whole envelope, so that it can be sent again. */
    envelope: Uint8Array;
}>;

const NOTHING = new Uint8Array();
const DUPLICATE_TXID = peer.TxValidationCode.DUPLICATE_TXID;

/** The channel as each peer tells it, read further from check to check. */
export class Chain {
    /** First appearances of all transactions, by id: a later one is a duplicate without effect. */
    readonly transactions = new Map<string, ChainTransaction>();
    /** How often envelopes came again. */
    duplicates = 0;
    readonly #network: RunningNetwork;
    /** What identifies each block on each peer: header, validation codes, and the hash over the state's changes. */
    readonly #seen = new Map<string, string[]>();

    constructor(network: RunningNetwork) {
        this.#network = network;
    }

    get height(): number {
        return Math.max(0, ...[...this.#seen.values()].map(({ length }) => length));
    }

    /**
     * Reads what is new on every peer. All have to reach the same height within `patienceMs`.
     * @returns in words where peers differ
     */
    async read(patienceMs: number): Promise<string[]> {
        const peers = peersOf(this.#network.topology);
        const deadline = Date.now() + patienceMs;
        let heights = '';
        for (;;) {
            const now = await Promise.all(peers.map((node) => this.#readPeer(node).catch(reason)));
            heights = now.map((height, index) => `${peers[index]?.name} ${height}`).join(', ');
            const [first] = now;
            if (typeof first === 'number' && now.every((height) => height === first)) {
                break;
            }
            if (Date.now() > deadline) {
                return [`peers do not reach the same height: ${heights}`];
            }
            await delay(300);
        }
        const [first, ...others] = peers.map(({ name }) => ({ name, blocks: this.#seen.get(name) ?? [] }));
        return others.flatMap(({ name, blocks }) => {
            const number = blocks.findIndex((block, index) => block !== first?.blocks[index]);
            return number < 0 ? [] : [`block ${number} of ${name} is not that of ${first?.name}`];
        });
    }

    /** Valid transactions by their mark. */
    valid(): ChainTransaction[] {
        return [...this.transactions.values()].filter(({ code }) => code === 0);
    }

    async #readPeer(node: PeerNode): Promise<number> {
        const seen = this.#seen.get(node.name) ?? [];
        this.#seen.set(node.name, seen);
        const client = await this.#connect(node);
        try {
            const network = client.gateway.getNetwork(this.#network.topology.channel);
            const answer = await network.getContract('qscc').evaluate('GetChainInfo', {
                arguments: [this.#network.topology.channel],
                endorsingOrganizations: [node.mspId],
            });
            const height = common.BlockchainInfo.deserializeBinary(answer).getHeight();
            if (seen.length < height) {
                const blocks = await network.getBlockEvents({ startBlock: BigInt(seen.length) });
                try {
                    for await (const block of blocks) {
                        this.#note(block);
                        seen.push(identityOf(block));
                        if (seen.length >= height) {
                            break;
                        }
                    }
                } finally {
                    blocks.close();
                }
            }
            return seen.length;
        } finally {
            client.close();
        }
    }

    async #connect(node: PeerNode): Promise<ConnectedClient> {
        const profile = await readConnectionProfile(this.#network.layout.profile(node.organisation));
        return await connectClient(profile, 'gateway', { peer: node.name, timeoutMs: 10_000 });
    }

    #note(block: common.Block): void {
        const number = block.getHeader()?.getNumber() ?? -1;
        if (number < this.#noted) {
            return;
        }
        this.#noted = number + 1;
        const codes = metadataOf(block, common.BlockMetadataIndex.TRANSACTIONS_FILTER);
        for (const [index, bytes] of (block.getData()?.getDataList_asU8() ?? []).entries()) {
            const read = readTransaction(bytes, number, codes[index] ?? 254);
            if (read === undefined) {
                continue;
            }
            if (read.code === DUPLICATE_TXID && this.transactions.has(read.id)) {
                this.duplicates++;
            } else {
                this.transactions.set(read.id, read);
            }
        }
    }

    #noted = 0;
}

/** The same on two peers exactly when they hold the same block and made the same of it. */
function identityOf(block: common.Block): string {
    const header = block.getHeader();
    const digest = createHash('sha256')
        .update(String(header?.getNumber()))
        .update(header?.getPreviousHash_asU8() ?? NOTHING)
        .update(header?.getDataHash_asU8() ?? NOTHING)
        .update(metadataOf(block, common.BlockMetadataIndex.TRANSACTIONS_FILTER))
        .update(metadataOf(block, common.BlockMetadataIndex.COMMIT_HASH));
    return digest.digest('hex');
}

function metadataOf(block: common.Block, index: number): Uint8Array {
    return block.getMetadata()?.getMetadataList_asU8()[index] ?? NOTHING;
}

/** An endorsed transaction; undefined for configurations. */
function readTransaction(bytes: Uint8Array, block: number, code: number): ChainTransaction | undefined {
    const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(bytes).getPayload_asU8());
    const header = common.ChannelHeader.deserializeBinary(payload.getHeader()?.getChannelHeader_asU8() ?? NOTHING);
    if (header.getType() !== common.HeaderType.ENDORSER_TRANSACTION) {
        return undefined;
    }
    const [action] = peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList();
    const proposal = peer.ChaincodeProposalPayload.deserializeBinary(
        peer.ChaincodeActionPayload.deserializeBinary(
            action?.getPayload_asU8() ?? NOTHING,
        ).getChaincodeProposalPayload_asU8(),
    );
    const spec = peer.ChaincodeInvocationSpec.deserializeBinary(proposal.getInput_asU8()).getChaincodeSpec();
    const [name = NOTHING, argument = NOTHING] = spec?.getInput()?.getArgsList_asU8() ?? [];
    return {
        id: header.getTxId(),
        block,
        code,
        chaincode: spec?.getChaincodeId()?.getName() ?? '',
        transaction: Buffer.from(name).toString(),
        argument: objectOf(Buffer.from(argument).toString()),
        envelope: Uint8Array.from(bytes),
    };
}

function objectOf(text: string): Readonly<Record<string, unknown>> {
    try {
        const value: unknown = JSON.parse(text);
        return typeof value === 'object' && value !== null ? { ...value } : {};
    } catch {
        return {};
    }
}

function reason(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
