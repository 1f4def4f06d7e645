import { createHash, createPrivateKey, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as grpc from '@grpc/grpc-js';
import { common, msp, peer } from '@hyperledger/fabric-protos';
import timestamps from 'google-protobuf/google/protobuf/timestamp_pb.js';
import { signMessage } from '../embedded/identity/signature.js';
import { NetworkError } from '../problems.js';
import type { ClientCredentials } from '../profile/profile.js';

const TIMEOUT_MS = 60_000;
const MAX_MESSAGE_BYTES = 100 * 1024 * 1024;
const OK = 200;

/**
 * A peer's system chaincodes as an administrator of its organisation calls them: those calls that are about the peer
 * itself and are no transactions, so that the gateway does not carry them.
 */
export class PeerAdministration {
    readonly #name: string;
    readonly #client: peer.EndorserClient;
    readonly #credentials: ClientCredentials;
    readonly #timeoutMs: number;

    private constructor(name: string, client: peer.EndorserClient, credentials: ClientCredentials, timeoutMs: number) {
        this.#name = name;
        this.#client = client;
        this.#credentials = credentials;
        this.#timeoutMs = timeoutMs;
    }

    /** @param timeoutMs - how long each call may take, in milliseconds */
    static async connect(
        node: Readonly<{ name: string; address: string; tlsCaCert: string }>,
        credentials: ClientCredentials,
        timeoutMs = TIMEOUT_MS,
    ): Promise<PeerAdministration> {
        const tls = grpc.credentials.createSsl(await readFile(node.tlsCaCert));
        const client = new peer.EndorserClient(node.address, tls, {
            'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
            'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
        });
        return new PeerAdministration(node.name, client, credentials, timeoutMs);
    }

    /** Channels the peer has joined. */
    async channels(): Promise<string[]> {
        const answer = await this.#call('cscc', ['GetChannels']);
        return peer.ChannelQueryResponse.deserializeBinary(answer)
            .getChannelsList()
            .map((channel) => channel.getChannelId());
    }

    /** Joins the channel that a first block or configuration block describes. */
    async join(block: Uint8Array): Promise<void> {
        await this.#call('cscc', ['JoinChain', block]);
    }

    /** Ids of the chaincode packages on the peer. */
    async installed(): Promise<string[]> {
        const request = new peer.lifecycle.QueryInstalledChaincodesArgs();
        const answer = await this.#call('_lifecycle', ['QueryInstalledChaincodes', request.serializeBinary()]);
        return peer.lifecycle.QueryInstalledChaincodesResult.deserializeBinary(answer)
            .getInstalledChaincodesList()
            .map((chaincode) => chaincode.getPackageId());
    }

    /** @returns the id the peer gave to the package */
    async install(bytes: Uint8Array): Promise<string> {
        const request = new peer.lifecycle.InstallChaincodeArgs();
        request.setChaincodeInstallPackage(bytes);
        const answer = await this.#call('_lifecycle', ['InstallChaincode', request.serializeBinary()]);
        return peer.lifecycle.InstallChaincodeResult.deserializeBinary(answer).getPackageId();
    }

    /** Height of the peer's ledger and, in hex, the hash of its last block. */
    async chainInfo(channel: string): Promise<{ height: number; hash: string }> {
        const info = common.BlockchainInfo.deserializeBinary(await this.#call('qscc', ['GetChainInfo', channel]));
        return { height: info.getHeight(), hash: Buffer.from(info.getCurrentblockhash_asU8()).toString('hex') };
    }

    /** A block as the peer has it. */
    async block(channel: string, number: number): Promise<common.Block> {
        return common.Block.deserializeBinary(await this.#call('qscc', ['GetBlockByNumber', channel, String(number)]));
    }

    /** The block with the channel's configuration in force. */
    async configBlock(channel: string): Promise<common.Block> {
        return common.Block.deserializeBinary(await this.#call('cscc', ['GetConfigBlock', channel]));
    }

    close(): void {
        this.#client.close();
    }

    async #call(chaincode: string, args: readonly (string | Uint8Array)[]): Promise<Uint8Array> {
        const signed = this.#sign(proposal(chaincode, args, this.#credentials));
        const answer = await new Promise<peer.ProposalResponse>((resolve, reject) => {
            this.#client.processProposal(signed, { deadline: Date.now() + this.#timeoutMs }, (error, response) => {
                if (error !== null || response === undefined) {
                    reject(error ?? new Error('no response'));
                } else {
                    resolve(response);
                }
            });
        }).catch((error: unknown) => {
            const reason = error instanceof Error ? error.message : String(error);
            throw new NetworkError('PROCESS_FAILED', `${this.#name} did not answer ${chaincode} ${args[0]}: ${reason}`);
        });
        const response = answer.getResponse();
        if (response === undefined || response.getStatus() !== OK) {
            throw new NetworkError(
                'PROCESS_FAILED',
                `${this.#name} refused ${chaincode} ${args[0]}: ${response?.getMessage() ?? 'no response'}`,
            );
        }
        return response.getPayload_asU8();
    }

    #sign(bytes: Uint8Array): peer.SignedProposal {
        const signed = new peer.SignedProposal();
        signed.setProposalBytes(bytes);
        signed.setSignature(signMessage(createPrivateKey(this.#credentials.privateKey), bytes));
        return signed;
    }
}

/** A proposal outside any channel. */
function proposal(
    chaincode: string,
    args: readonly (string | Uint8Array)[],
    { mspId, certificate }: ClientCredentials,
): Uint8Array {
    const creator = new msp.SerializedIdentity();
    creator.setMspid(mspId);
    creator.setIdBytes(Buffer.from(certificate));
    const creatorBytes = creator.serializeBinary();
    const nonce = randomBytes(24);

    const id = new peer.ChaincodeID();
    id.setName(chaincode);
    const extension = new peer.ChaincodeHeaderExtension();
    extension.setChaincodeId(id);
    const channelHeader = new common.ChannelHeader();
    channelHeader.setType(common.HeaderType.ENDORSER_TRANSACTION);
    channelHeader.setTxId(createHash('sha256').update(nonce).update(creatorBytes).digest('hex'));
    channelHeader.setTimestamp(timestamps.Timestamp.fromDate(new Date()));
    channelHeader.setExtension$(extension.serializeBinary());
    const signatureHeader = new common.SignatureHeader();
    signatureHeader.setCreator(creatorBytes);
    signatureHeader.setNonce(nonce);
    const header = new common.Header();
    header.setChannelHeader(channelHeader.serializeBinary());
    header.setSignatureHeader(signatureHeader.serializeBinary());

    const input = new peer.ChaincodeInput();
    input.setArgsList(args.map((argument) => Buffer.from(argument)));
    const spec = new peer.ChaincodeSpec();
    spec.setType(peer.ChaincodeSpec.Type.GOLANG);
    spec.setChaincodeId(id);
    spec.setInput(input);
    const invocation = new peer.ChaincodeInvocationSpec();
    invocation.setChaincodeSpec(spec);
    const payload = new peer.ChaincodeProposalPayload();
    payload.setInput(invocation.serializeBinary());

    const whole = new peer.Proposal();
    whole.setHeader(header.serializeBinary());
    whole.setPayload(payload.serializeBinary());
    return whole.serializeBinary();
}
