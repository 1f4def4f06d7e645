import type { Network, Status, SubmittedTransaction } from '@hyperledger/fabric-gateway';
import { peer } from '@hyperledger/fabric-protos';
import type { ConnectedClient } from '../lifecycle/client.js';
import { orderersOf, type PeerNode, peersOf, type Topology } from '../topology.js';
import { type Caller, callerOf, peerCaller } from './clients/caller.js';
import { genesisOf, heightOf } from './clients/chain.js';
import { type CallOptions, Clients, deadline, MSP_IDS, type Organisation, organisationOf } from './clients/clients.js';
import { type ProposalRequest, propose } from './clients/proposal.js';
import { Wire } from './clients/wire.js';
import { eventually } from './eventually.js';
import type { Target } from './targets/target.js';
import { type Json, Normaliser } from './transcript/normalise.js';
import { bytes, codeName, describeError, parsed } from './transcript/outcome.js';
import type { Step, Transcript } from './transcript/transcript.js';

export type { CallOptions, Organisation } from './clients/clients.js';

/** A network that a scenario is played on, with everything the scenario needs: clients, bare protocols, a record. */
export class Stage {
    readonly target: Target;
    readonly wire: Wire;
    readonly normaliser: Normaliser;
    readonly channel: string;
    readonly #clients: Clients;
    readonly #down = new Set<string>();
    #steps: Step[] = [];
    #scenario = '';
    #start = 0;

    constructor(target: Target) {
        this.target = target;
        this.channel = target.topology.channel;
        this.#clients = new Clients(target.layout);
        this.wire = new Wire(target.topology, target.layout);
        this.normaliser = new Normaliser(target.topology, target.layout.root);
    }

    /** Plays a scenario from a network at rest. @throws what is no answer of the network, with the step's name */
    async play(scenario: string, run: (stage: Stage) => Promise<void>): Promise<Transcript> {
        await this.atRest();
        this.#scenario = scenario;
        this.#steps = [];
        this.#start = await this.height('peer0.alpha');
        this.normaliser.begin(this.#start, await genesisOf(this.wire, 'peer0.alpha', this.caller(), this.channel));
        await run(this);
        return { scenario, steps: this.#steps };
    }

    /** Number of the first block that the scenario makes. */
    get firstBlock(): number {
        return this.#start;
    }

    /** A key of this scenario's own, so that scenarios do not meet. */
    key(name: string): string {
        return `${this.#scenario}.${name}`;
    }

    /** Does something and records what came of it. @returns the value, undefined after an error of the network */
    async step<T extends Json | undefined>(title: string, work: () => Promise<T>): Promise<T | undefined> {
        if (this.#steps.some(({ step }) => step === title)) {
            throw new Error(`${this.#scenario} has two steps "${title}"`);
        }
        try {
            const value = await work();
            this.#steps.push({ step: title, ok: this.normaliser.value(value ?? null) });
            return value;
        } catch (error) {
            try {
                this.#steps.push({ step: title, error: describeError(error, this.normaliser) });
            } catch (cause) {
                throw new Error(`${this.#scenario}: "${title}" broke`, { cause });
            }
            return undefined;
        }
    }

    /** Evaluates and records the answer. */
    async evaluate(
        title: string,
        chaincode: string,
        call: readonly string[],
        options: CallOptions = {},
    ): Promise<void> {
        await this.step(title, async () => {
            const proposal = await this.#proposal(chaincode, call, options);
            this.normaliser.transaction(proposal.getTransactionId());
            return this.text(await proposal.evaluate(deadline(options)));
        });
    }

    /** Endorses, submits, waits for the block, and records result, validation code and block. */
    async submit(title: string, chaincode: string, call: readonly string[], options: CallOptions = {}): Promise<void> {
        await this.step(title, async () => await this.commit(chaincode, call, options));
    }

    /** Evaluates and then submits the same call. */
    async both(title: string, chaincode: string, call: readonly string[], options: CallOptions = {}): Promise<void> {
        await this.evaluate(`${title} (evaluate)`, chaincode, call, options);
        await this.submit(`${title} (submit)`, chaincode, call, options);
    }

    /** As {@link submit}, recorded by the caller. */
    async commit(chaincode: string, call: readonly string[], options: CallOptions = {}): Promise<Json> {
        const transaction = await this.endorse(chaincode, call, options);
        const result = this.text(transaction.getResult());
        const status = await this.settle(await transaction.submit(deadline(options)), options);
        return {
            result,
            code: codeName(status.code),
            block: this.normaliser.block(Number(status.blockNumber)),
        };
    }

    /**
     * Waits for a transaction's block on every running peer. (The status alone tells only that the own peer has it: what is
     * endorsed or asked next at another peer would then be decided by chance.)
     */
    async settle(submitted: Pick<SubmittedTransaction, 'getStatus'>, options: CallOptions = {}): Promise<Status> {
        const status = await submitted.getStatus(deadline(options));
        await this.everywhere(Number(status.blockNumber) + 1);
        return status;
    }

    /** An endorsed transaction that was not submitted. */
    async endorse(chaincode: string, call: readonly string[], options: CallOptions = {}) {
        const proposal = await this.#proposal(chaincode, call, options);
        this.normaliser.transaction(proposal.getTransactionId());
        return await proposal.endorse(deadline(options));
    }

    /** The fabric-gateway library's network for a client; connections are kept. */
    async network(options: CallOptions = {}): Promise<Network> {
        return (await this.client(options)).gateway.getNetwork(this.channel);
    }

    /** A connected client; it is kept. */
    async client(options: CallOptions = {}): Promise<ConnectedClient> {
        return await this.#clients.connected(options);
    }

    caller(organisation: Organisation = 'alpha', user = 'user'): Caller {
        return callerOf(this.target.layout, organisation, MSP_IDS[organisation], user);
    }

    peerCaller(name: string): Caller {
        const node = nodeNamed(this.target.topology, name);
        return peerCaller(this.target.layout, node.organisation, node.mspId, name);
    }

    /** Sends a proposal straight to a peer. */
    async ask(at: string, request: ProposalRequest, caller = this.caller()): Promise<peer.ProposalResponse> {
        const { message, txId } = propose(caller, this.channel, request);
        this.normaliser.transaction(txId);
        return await this.wire.unary(
            at,
            '/protos.Endorser/ProcessProposal',
            message.serializeBinary(),
            peer.ProposalResponse.deserializeBinary,
        );
    }

    /** What each running peer answers, or one value where all say the same. */
    async onPeers(title: string, chaincode: string, call: readonly string[], peers = this.running): Promise<void> {
        await this.step(title, async () => {
            const answers = new Map<string, Json>();
            for (const name of peers) {
                const response = await this.ask(name, { chaincode, args: call });
                answers.set(name, describeResponse(response, this));
            }
            const values = [...answers.values()];
            const isUnanimous = new Set(values.map((one) => JSON.stringify(this.normaliser.value(one)))).size === 1;
            return isUnanimous ? { 'every peer': values[0] ?? null } : Object.fromEntries(answers);
        });
    }

    /** Number of blocks a peer has. */
    async height(at: string): Promise<number> {
        return await heightOf(this.wire, at, this.caller('alpha', 'admin'), this.channel);
    }

    /** Peers that were not stopped. */
    get running(): string[] {
        return peersOf(this.target.topology).flatMap(({ name }) => (this.#down.has(name) ? [] : [name]));
    }

    /** Waits until every running peer has so many blocks. */
    async everywhere(height: number): Promise<void> {
        for (const name of this.running) {
            await this.until(async () => (await this.height(name)) >= height, `${name} to have ${height} blocks`);
        }
    }

    async stopNode(name: string): Promise<void> {
        this.#down.add(name);
        await this.target.stopNode(name);
    }

    async startNode(name: string): Promise<void> {
        await this.target.startNode(name);
        this.wire.forget(name);
        this.#down.delete(name);
    }

    /** Leaves a peer out of {@link running} while `work` lasts. */
    async without(name: string, work: () => Promise<void>): Promise<void> {
        this.#down.add(name);
        try {
            await work();
        } finally {
            this.wire.forget(name);
            this.#down.delete(name);
        }
    }

    /** Waits until every gateway reaches every organisation's chaincodes and all peers have the same blocks. */
    async atRest(): Promise<void> {
        await this.until(async () => {
            const heights = await Promise.all(this.running.map((name) => this.height(name)));
            return new Set(heights).size === 1;
        }, 'all peers to have the same blocks');
        for (const { name, mspId, organisation } of peersOf(this.target.topology)) {
            for (const other of new Set([mspId, ...Object.values(MSP_IDS)])) {
                const call = { gateway: name, organisation: organisationOf(organisation), endorsers: [other] };
                await this.until(async () => {
                    const proposal = await this.#proposal('lone', ['noop'], call);
                    await proposal.evaluate({ deadline: Date.now() + 5000 });
                    return true;
                }, `the gateway of ${name} to reach ${other}`);
            }
        }
        const [orderer] = orderersOf(this.target.topology);
        await this.until(
            async () => {
                const transaction = await this.endorse('lone', ['put', 'rest', 'x']);
                return (await this.settle(await transaction.submit())).successful;
            },
            `${orderer?.name ?? 'an orderer'} to order`,
        );
    }

    /** Waits for a condition; an error counts as "not yet", and its transactions are not counted. */
    async until(condition: () => Promise<boolean>, what: string): Promise<void> {
        await eventually(async () => {
            this.normaliser.pauses = true;
            return await condition().finally(() => {
                this.normaliser.pauses = false;
            });
        }, what);
    }

    /** An answer's bytes as they stand in a transcript. */
    text(value: Uint8Array): Json {
        return parsed(bytes(value));
    }

    close(): void {
        this.#clients.close();
        this.wire.close();
    }

    async #proposal(chaincode: string, [name = '', ...args]: readonly string[], options: CallOptions) {
        const contract = (await this.network(options)).getContract(chaincode);
        return contract.newProposal(name, {
            arguments: args,
            ...(options.transient === undefined ? {} : { transientData: { ...options.transient } }),
            ...(options.endorsers === undefined ? {} : { endorsingOrganizations: [...options.endorsers] }),
        });
    }
}

/** Status, message, payload of a peer's own answer, and whether it endorsed. */
export function describeResponse(response: peer.ProposalResponse, stage: Stage): Json {
    const answer = response.getResponse();
    return {
        status: answer?.getStatus() ?? 0,
        message: answer?.getMessage() ?? '',
        payload: stage.text(answer?.getPayload_asU8() ?? new Uint8Array()),
        endorsed: response.hasEndorsement(),
    };
}

function nodeNamed(topology: Topology, name: string): PeerNode {
    const node = peersOf(topology).find((one) => one.name === name);
    if (node === undefined) {
        throw new RangeError(`there is no ${name}`);
    }
    return node;
}
