import { createHash, createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as grpc from '@grpc/grpc-js';
import { connect, type Gateway, hash, type Identity, type Proposal, signers } from '@hyperledger/fabric-gateway';
import { common, gateway as gatewayMessages, msp, peer } from '@hyperledger/fabric-protos';
import { createKeyMaterial, NetworkLayout, parseTopology, type TopologyInput } from '@linguang/network';
import type { EnergyNetwork } from './network.js';

/** A certificate with its key, whoever's it is: a node's, an administrator's or a client's. */
export type Credentials = Readonly<{ identity: Identity; sign(message: Uint8Array): Promise<Uint8Array> }>;

/** Reads the identity of a client (`gateway`, `admin`) or a node (`peer0.grid`) from the network's key material. */
export async function credentials(network: EnergyNetwork, organisation: string, name: string): Promise<Credentials> {
    const { handle } = network;
    const layout = new NetworkLayout(handle.dataDir);
    const node = name.endsWith(`.${organisation}`);
    const folder = node
        ? layout.nodeMsp(organisation, name)
        : ((await handle.profile(organisation)).identities[name]?.mspDir ?? '');
    const mspId = handle.topology.organisations.find((one) => one.name === organisation)?.mspId ?? '';
    return await credentialsIn(folder, mspId);
}

async function credentialsIn(folder: string, mspId: string): Promise<Credentials> {
    const certificate = await readFile(join(folder, 'signcerts', 'cert.pem'));
    const key = createPrivateKey(await readFile(join(folder, 'keystore', 'key.pem')));
    const signDigest = signers.newPrivateKeySigner(key);
    return {
        identity: { mspId, credentials: certificate },
        sign: (message) => signDigest(createHash('sha256').update(message).digest()),
    };
}

/** The same names and MSP ids as on the network, but of authorities that nobody on the channel knows. The caller removes the folder. */
export async function forgedCredentials(
    folder: string,
    topology: TopologyInput,
    organisation: string,
): Promise<Readonly<{ client: Credentials; peer: Credentials }>> {
    const parsed = parseTopology(topology);
    await createKeyMaterial(parsed, folder);
    const layout = new NetworkLayout(folder);
    const mspId = parsed.organisations.find((one) => one.name === organisation)?.mspId ?? '';
    return {
        client: await credentialsIn(layout.userMsp(organisation, 'gateway'), mspId),
        peer: await credentialsIn(layout.nodeMsp(organisation, `peer0.${organisation}`), mspId),
    };
}

/** Connects any identity to any organisation's peer; the caller closes it. */
export async function connectAs(
    network: EnergyNetwork,
    { identity, sign }: Credentials,
    organisation: string,
): Promise<{ gateway: Gateway; close(): void }> {
    const [node] = (await network.handle.profile(organisation)).peers;
    const client = new grpc.Client(
        node?.address ?? '',
        grpc.credentials.createSsl(await readFile(node?.tlsCaCert ?? '')),
    );
    const gateway = connect({ client, identity, signer: sign, hash: hash.none });
    return {
        gateway,
        close: () => {
            gateway.close();
            client.close();
        },
    };
}

/** The same proposal as if its client's clock had shown another time. */
export async function shifted(
    gateway: Gateway,
    proposal: Proposal,
    seconds: number,
    { sign }: Credentials,
): Promise<Proposal> {
    const whole = gatewayMessages.ProposedTransaction.deserializeBinary(proposal.getBytes());
    const signed = whole.getProposal() ?? new peer.SignedProposal();
    const inner = peer.Proposal.deserializeBinary(signed.getProposalBytes_asU8());
    const header = common.Header.deserializeBinary(inner.getHeader_asU8());
    const channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
    const timestamp = channelHeader.getTimestamp();
    timestamp?.setSeconds(timestamp.getSeconds() + seconds);
    channelHeader.setTimestamp(timestamp);
    header.setChannelHeader(channelHeader.serializeBinary());
    inner.setHeader(header.serializeBinary());
    const bytes = inner.serializeBinary();
    signed.setProposalBytes(bytes);
    whole.setProposal(signed);
    return gateway.newSignedProposal(whole.serializeBinary(), await sign(bytes));
}

/** An endorsed transaction with one more endorsement, made by any identity, and signed again by its submitter. */
export async function withEndorsement(
    transaction: Uint8Array,
    endorser: Credentials,
    submitter: Credentials,
): Promise<{ bytes: Uint8Array; signature: Uint8Array }> {
    const prepared = gatewayMessages.PreparedTransaction.deserializeBinary(transaction);
    const envelope = prepared.getEnvelope() ?? new common.Envelope();
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    const content = peer.Transaction.deserializeBinary(payload.getData_asU8());
    for (const action of content.getActionsList()) {
        const inner = peer.ChaincodeActionPayload.deserializeBinary(action.getPayload_asU8());
        const endorsed = inner.getAction() ?? new peer.ChaincodeEndorsedAction();
        const response = endorsed.getProposalResponsePayload_asU8();
        const identity = new msp.SerializedIdentity();
        identity.setMspid(endorser.identity.mspId);
        identity.setIdBytes(endorser.identity.credentials);
        const endorsement = new peer.Endorsement();
        endorsement.setEndorser(identity.serializeBinary());
        endorsement.setSignature(await endorser.sign(Buffer.concat([response, identity.serializeBinary()])));
        endorsed.addEndorsements(endorsement);
        inner.setAction(endorsed);
        action.setPayload(inner.serializeBinary());
    }
    payload.setData(content.serializeBinary());
    envelope.setPayload(payload.serializeBinary());
    prepared.setEnvelope(envelope);
    return { bytes: prepared.serializeBinary(), signature: await submitter.sign(payload.serializeBinary()) };
}
