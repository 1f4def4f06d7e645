import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as grpc from '@grpc/grpc-js';
import {
    CommitError,
    type Contract,
    connect,
    EndorseError,
    type Gateway,
    GatewayError,
    hash,
    type ProposalOptions,
    signers,
} from '@hyperledger/fabric-gateway';
import { peer } from '@hyperledger/fabric-protos';
import { signMessage } from '../embedded/identity/signature.js';
import { readClientCredentials, readConnectionProfile } from '../profile/profile.js';
import type { Evaluation, Invocation, Outcome, Submission } from './operation.js';

/** Who sends, through which peer, and how she signs. */
export type ClientSpec = Readonly<{
    /** Connection profile of her organisation. */
    profile: string;
    identity: string;
    /** `native`: node:crypto over the whole message; `stock`: the signer that the client library brings along. */
    signer?: 'native' | 'stock';
}>;

const MESSAGE_BYTES = 100 * 1024 * 1024;
/** Long enough that a saturated network answers late rather than not at all. */
const DEADLINE_MS = 120_000;

/** Sends transactions as a plain client of the fabric-gateway library does, and times their phases. */
export class LedgerClient {
    readonly #gateway: Gateway;
    readonly #grpc: grpc.Client;
    readonly #channel: string;
    readonly #contracts = new Map<string, Contract>();

    private constructor(gateway: Gateway, client: grpc.Client, channel: string) {
        this.#gateway = gateway;
        this.#grpc = client;
        this.#channel = channel;
    }

    static async connect({ profile: file, identity, signer = 'native' }: ClientSpec): Promise<LedgerClient> {
        const profile = await readConnectionProfile(file);
        const { certificate, privateKey, mspId } = await readClientCredentials(profile, identity);
        const [node] = profile.peers;
        if (node === undefined) {
            throw new Error(`${file} names no peer`);
        }
        const client = new grpc.Client(node.address, grpc.credentials.createSsl(await readFile(node.tlsCaCert)), {
            'grpc.max_receive_message_length': MESSAGE_BYTES,
            'grpc.max_send_message_length': MESSAGE_BYTES,
            ...(node.tlsServerName === undefined ? {} : { 'grpc.ssl_target_name_override': node.tlsServerName }),
        });
        const key = createPrivateKey(privateKey);
        const deadline = (): grpc.CallOptions => ({ deadline: Date.now() + DEADLINE_MS });
        const gateway = connect({
            client,
            identity: { mspId, credentials: Buffer.from(certificate) },
            ...(signer === 'stock'
                ? { signer: signers.newPrivateKeySigner(key) }
                : { signer: (message: Uint8Array) => Promise.resolve(signMessage(key, message)), hash: hash.none }),
            evaluateOptions: deadline,
            endorseOptions: deadline,
            submitOptions: deadline,
            commitStatusOptions: deadline,
        });
        return new LedgerClient(gateway, client, profile.channel);
    }

    /** Never rejects. */
    async run(operation: Submission | Evaluation): Promise<Outcome> {
        try {
            return operation.kind === 'submit' ? await this.#submit(operation) : await this.#evaluate(operation);
        } catch (error) {
            return { failure: failureOf(error) };
        }
    }

    /** Serialised blocks from one number to another, both included. */
    async blocks(first: number, last: number): Promise<Uint8Array[]> {
        const blocks: Uint8Array[] = [];
        const events = await this.#gateway.getNetwork(this.#channel).getBlockEvents({ startBlock: BigInt(first) });
        try {
            for await (const block of events) {
                blocks.push(block.serializeBinary());
                if (blocks.length > last - first) {
                    break;
                }
            }
        } finally {
            events.close();
        }
        return blocks;
    }

    close(): void {
        this.#gateway.close();
        this.#grpc.close();
    }

    async #evaluate(operation: Evaluation): Promise<Outcome> {
        const answer = await this.#contract(operation).evaluate(operation.transaction, proposalOptions(operation));
        return { result: Buffer.from(answer).toString() };
    }

    async #submit(operation: Submission): Promise<Outcome> {
        const began = performance.now();
        const proposal = this.#contract(operation).newProposal(operation.transaction, proposalOptions(operation));
        const transaction = await proposal.endorse();
        const endorsed = performance.now();
        const commit = await transaction.submit();
        const submitted = performance.now();
        const { code, blockNumber, successful } = await commit.getStatus();
        const committed = performance.now();
        return {
            ...(successful ? {} : { failure: validationCode(code) }),
            block: Number(blockNumber),
            result: Buffer.from(transaction.getResult()).toString(),
            phases: { endorse: endorsed - began, submit: submitted - endorsed, commit: committed - submitted },
        };
    }

    #contract({ chaincode }: Invocation): Contract {
        const known = this.#contracts.get(chaincode);
        const contract = known ?? this.#gateway.getNetwork(this.#channel).getContract(chaincode);
        this.#contracts.set(chaincode, contract);
        return contract;
    }
}

/** The name of a validation code: `MVCC_READ_CONFLICT`. */
export function validationCode(code: number): string {
    const found = Object.entries(peer.TxValidationCode).find(([, value]) => value === code);
    return found?.[0] ?? `validation code ${code}`;
}

function proposalOptions({ arguments: args, transient, endorsers }: Invocation): ProposalOptions {
    return {
        arguments: [...args],
        ...(transient === undefined ? {} : { transientData: { ...transient } }),
        ...(endorsers === undefined ? {} : { endorsingOrganizations: [...endorsers] }),
    };
}

/** Where it failed and how, short enough to be counted: `endorse ABORTED CHOICE_TOO_LATE`. */
function failureOf(error: unknown): string {
    if (error instanceof CommitError) {
        return validationCode(error.code);
    }
    if (!(error instanceof GatewayError)) {
        return error instanceof Error ? error.message : String(error);
    }
    const where = error instanceof EndorseError ? 'endorse' : error.name === 'SubmitError' ? 'submit' : 'call';
    const said = [error.message, ...error.details.map(({ message }) => message)].join(' ');
    const contract = /\b[A-Z][A-Z]+_[A-Z_]+(?=:)/.exec(said)?.[0];
    const inner = /code = (\w+)/.exec(said)?.[1];
    if (/ProposalResponsePayloads do not match/.test(said)) {
        return 'endorse: endorsements differ';
    }
    const code = contract ?? (/concurrency limit/.test(said) ? 'too many requests' : (inner ?? said.slice(0, 120)));
    return `${where} ${grpc.status[error.code] ?? error.code} ${code}`;
}
