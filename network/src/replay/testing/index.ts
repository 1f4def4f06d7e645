/**
 * Test-only entry: makes ledgers without peers and without chaincode processes, quickly, and with whatever lies the organisations of a
 * consortium could write together.
 */
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { common, type peer, ledger as protos } from '@hyperledger/fabric-protos';
import { setMetadataAt } from '../../embedded/ledger/block.js';
import { transactionId } from '../../embedded/ledger/envelope.js';
import type { SimulationResult, Simulator } from '../../embedded/ledger/simulator.js';
import { writeDefinitionOf } from '../../embedded/ledger/testing/testnetwork.js';
import type { Ledger, SigningIdentity } from '../../embedded/ledger.js';
import { loadSigningIdentity } from '../../embedded/ledger.js';
import { silent } from '../../embedded/log.js';
import { EmbeddedNetwork } from '../../embedded/network.js';
import { nextBlock } from '../../embedded/ordering/blockwriter.js';
import { blockAndPrivateData } from '../../embedded/services/deliver/privatedata.js';
import { prepareNetwork } from '../../engine/prepare.js';
import type { NetworkLayout } from '../../layout.js';
import { definitionOf } from '../../lifecycle/definition.js';
import { parseTopology, type TopologyInput } from '../../topology.js';
import { assembled, type Proposed } from './assembly.js';

export type { SigningIdentity } from '../../embedded/ledger.js';
export { openedExport, writeExport } from './files.js';

/** A call to put on the ledger. */
export type MadeCall = Readonly<{
    chaincode: string;
    args: readonly string[];
    creator: SigningIdentity;
    /** The client's clock, epoch seconds. */
    seconds: number;
    /** Organisations whose first peers endorse. */
    endorsers: readonly string[];
}>;

/** What a chaincode answered. */
export type Answer = Readonly<{
    payload: Uint8Array;
    event: Readonly<{ name: string; payload: Uint8Array }> | undefined;
}>;

export type Endorsed = Readonly<{ envelope: common.Envelope; txId: string; answer: Answer }>;

/** A ledger that is written by hand. */
export class LedgerMaker {
    readonly #network: EmbeddedNetwork;
    readonly #layout: NetworkLayout;
    readonly #orderer: SigningIdentity;
    readonly #identities = new Map<string, SigningIdentity>();

    private constructor(network: EmbeddedNetwork, layout: NetworkLayout) {
        this.#network = network;
        this.#layout = layout;
        const [organisation] = network.topology.organisations;
        this.#orderer = this.node(organisation?.name ?? '', `orderer0.${organisation?.name}`);
    }

    /** A new ledger in a folder, with the topology's chaincodes committed. */
    static async open(input: TopologyInput, dataDirectory: string): Promise<LedgerMaker> {
        const topology = parseTopology(input);
        const layout = await prepareNetwork(topology, dataDirectory);
        const maker = new LedgerMaker(new EmbeddedNetwork({ topology, dataDirectory, log: silent }), layout);
        const all = topology.organisations.map(({ name }) => name);
        for (const chaincode of topology.chaincodes) {
            const { name, version, validationParameter, collections } = definitionOf(chaincode);
            const call = {
                chaincode: '_lifecycle',
                args: [],
                creator: maker.client(all[0] ?? '', 'admin'),
                seconds: 0,
                endorsers: all,
            };
            const endorsed = await maker.endorse(call, async (simulator) => {
                writeDefinitionOf(simulator, { name, version, validationParameter, collections, sequence: 1 });
                return { payload: new Uint8Array(), event: undefined };
            });
            maker.commit([endorsed]);
        }
        return maker;
    }

    get ledger(): Ledger {
        return this.#network.ledger;
    }

    node(organisation: string, name: string): SigningIdentity {
        return this.#identity(organisation, this.#layout.nodeMsp(organisation, name));
    }

    client(organisation: string, name = 'gateway'): SigningIdentity {
        return this.#identity(organisation, this.#layout.userMsp(organisation, name));
    }

    mspId(organisation: string): string {
        return this.#network.topology.organisations.find(({ name }) => name === organisation)?.mspId ?? '';
    }

    /** Simulates a call on the newest block and signs the result as the endorsers' peers would. */
    async endorse(call: MadeCall, work: (simulator: Simulator, txId: string) => Promise<Answer>): Promise<Endorsed> {
        const nonce = randomBytes(24);
        const txId = transactionId(nonce, call.creator.serialized);
        const mspId = this.mspId(call.endorsers[0] ?? '');
        const simulator = this.ledger.simulate({ mspId, txId });
        let result: SimulationResult;
        let answer: Answer;
        try {
            if (call.chaincode !== '_lifecycle') {
                this.ledger.definitionFor(simulator, call.chaincode);
            }
            answer = await work(simulator, txId);
            result = simulator.result();
        } finally {
            simulator.done();
        }
        this.ledger.transientStore.stage(txId, this.ledger.height, mspId, result);
        const proposed: Proposed = {
            ...call,
            ...answer,
            channel: this.ledger.channel,
            nonce,
            txId,
            results: result.publicRwset,
        };
        const signers = call.endorsers.map((organisation) => this.node(organisation, `peer0.${organisation}`));
        return { envelope: assembled(proposed, call.creator, signers), txId, answer };
    }

    /** Writes a block of these transactions, in order. @returns their validation codes */
    commit(transactions: readonly Endorsed[]): readonly number[] {
        const envelopes = transactions.map(({ envelope }) => envelope);
        const block = nextBlock(this.ledger, this.#orderer, envelopes);
        return this.ledger.commit(block).transactions.map(({ code }) => code);
    }

    /** The block that these transactions would make, signed by the orderer, all marked valid, and kept from the ledger. */
    alternative(transactions: readonly Endorsed[]): peer.BlockAndPrivateData {
        const envelopes = transactions.map(({ envelope }) => envelope);
        const block = nextBlock(this.ledger, this.#orderer, envelopes);
        setMetadataAt(block, common.BlockMetadataIndex.TRANSACTIONS_FILTER, new Uint8Array(envelopes.length));
        return blockAndPrivateData(block, new Map());
    }

    /** The records of an export by an organisation, from a block on. */
    *exported(organisation: string, from = 0): Generator<peer.BlockAndPrivateData, void> {
        for (let number = from; number < this.ledger.height; number++) {
            const data = [...this.ledger.privateData(number, this.mspId(organisation))].map(
                ([tx, bytes]) => [tx, protos.rwset.TxPvtReadWriteSet.deserializeBinary(bytes)] as const,
            );
            yield blockAndPrivateData(this.ledger.block(number), new Map(data));
        }
    }

    async close(): Promise<void> {
        this.ledger.close();
        await rm(this.#layout.root, { recursive: true, force: true });
    }

    #identity(organisation: string, folder: string): SigningIdentity {
        const known = this.#identities.get(folder);
        const identity = known ?? loadSigningIdentity(folder, this.mspId(organisation));
        this.#identities.set(folder, identity);
        return identity;
    }
}
