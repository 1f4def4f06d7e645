import { createHash, createPrivateKey, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { common, ledger, msp, peer } from '@hyperledger/fabric-protos';
import type { FabricEvidence, Network } from '@linguang/chaincode/domain';
import { createKeyMaterial, defineTopology, NetworkLayout } from '@linguang/network';
import { withLowS } from '../ledger/signer.js';

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const ORGANISATIONS = ['certifier', 'community', 'grid'] as const;
type OrganisationName = (typeof ORGANISATIONS)[number];
type NodeName = `${'peer0' | 'orderer0' | 'admin'}.${OrganisationName}`;

type Identity = Readonly<{ serialized: Uint8Array; key: KeyObject }>;

/** What is asked and answered; every part can be made wrong. */
export type Answered = Readonly<{
    chaincode?: string;
    args: readonly string[];
    answer: string;
    reads?: Readonly<Record<string, readonly [block: number, transaction: number] | null>>;
    writes?: Readonly<Record<string, string>>;
    endorsers?: readonly NodeName[];
    client?: NodeName;
    channel?: string;
    status?: number;
}>;

/** Members of three organisations who sign what a ledger's nodes sign, without a ledger: for tests and vectors of evidence. */
export class SignedLedger {
    readonly network: Network;
    readonly #identities: ReadonlyMap<string, Identity>;

    private constructor(network: Network, identities: ReadonlyMap<string, Identity>) {
        this.network = network;
        this.#identities = identities;
    }

    /** @param log - whose signatures make a head of the log */
    static async create(log: Network['log'] = null, channel = 'linguang'): Promise<SignedLedger> {
        const folder = mkdtempSync(join(tmpdir(), 'linguang-ledger-'));
        try {
            const topology = defineTopology({
                channel,
                organisations: ORGANISATIONS.map((name) => ({
                    name,
                    mspId: mspIdOf(name),
                    peers: 1,
                    orderers: 1,
                    clients: [],
                })),
                chaincodes: [],
                portBase: 9080,
            });
            await createKeyMaterial(topology, folder);
            const layout = new NetworkLayout(folder);
            const identities = new Map<string, Identity>();
            const organisations: Network['organisations'][number][] = [];
            for (const name of ORGANISATIONS) {
                const root = new X509Certificate(await onlyFile(join(layout.organisation(name), 'msp', 'cacerts')));
                const authorities = [root.raw.toString('base64url')];
                organisations.push({ mspId: mspIdOf(name), name, authorities });
                const folders = {
                    peer0: join(layout.organisation(name), 'peers', `peer0.${name}`, 'msp'),
                    orderer0: join(layout.organisation(name), 'orderers', `orderer0.${name}`, 'msp'),
                    admin: layout.userMsp(name, 'admin'),
                };
                for (const [role, at] of Object.entries(folders)) {
                    identities.set(`${role}.${name}`, await identityIn(at, mspIdOf(name)));
                }
            }
            const network: Network = {
                type: 'LinguangNetwork',
                v: 1,
                channel,
                organisations,
                certifier: mspIdOf('certifier'),
                log,
            };
            return new SignedLedger(network, identities);
        } finally {
            await rm(folder, { recursive: true, force: true });
        }
    }

    /** `common.Envelope` of a proposal with its answer. */
    envelope({
        chaincode = 'certificate',
        args,
        answer,
        reads = {},
        writes = {},
        endorsers = ['peer0.certifier', 'peer0.grid'],
        client = 'admin.certifier',
        channel = this.network.channel,
        status = 200,
    }: Answered): Uint8Array {
        const creator = this.#identity(client).serialized;
        const nonce = createHash('sha256')
            .update(JSON.stringify([args, answer]))
            .digest()
            .subarray(0, 24);
        const channelHeader = new common.ChannelHeader();
        channelHeader.setType(common.HeaderType.ENDORSER_TRANSACTION);
        channelHeader.setChannelId(channel);
        channelHeader.setTxId(createHash('sha256').update(nonce).update(creator).digest('hex'));
        const signatureHeader = new common.SignatureHeader();
        signatureHeader.setCreator(creator);
        signatureHeader.setNonce(nonce);
        const header = new common.Header();
        header.setChannelHeader(channelHeader.serializeBinary());
        header.setSignatureHeader(signatureHeader.serializeBinary());
        const proposal = proposalOf(chaincode, args);
        const hash = createHash('sha256').update(channelHeader.serializeBinary());
        const proposalHash = hash.update(signatureHeader.serializeBinary()).update(proposal).digest();
        const response = responseOf(chaincode, {
            proposalHash,
            answer,
            status,
            results: setOf(chaincode, reads, writes),
        });
        const endorsed = new peer.ChaincodeEndorsedAction();
        endorsed.setProposalResponsePayload(response);
        for (const name of endorsers) {
            const endorsement = new peer.Endorsement();
            endorsement.setEndorser(this.#identity(name).serialized);
            endorsement.setSignature(this.#sign(name, Buffer.concat([response, this.#identity(name).serialized])));
            endorsed.addEndorsements(endorsement);
        }
        const content = new peer.ChaincodeActionPayload();
        content.setChaincodeProposalPayload(proposal);
        content.setAction(endorsed);
        const action = new peer.TransactionAction();
        action.setHeader(signatureHeader.serializeBinary());
        action.setPayload(content.serializeBinary());
        const transaction = new peer.Transaction();
        transaction.addActions(action);
        const payload = new common.Payload();
        payload.setHeader(header);
        payload.setData(transaction.serializeBinary());
        const envelope = new common.Envelope();
        envelope.setPayload(payload.serializeBinary());
        envelope.setSignature(this.#sign(client, payload.serializeBinary()));
        return envelope.serializeBinary();
    }

    /** A block of such envelopes, signed. */
    block(
        number: number,
        envelopes: readonly Uint8Array[],
        orderers: readonly NodeName[] = ['orderer0.grid'],
    ): FabricEvidence['block'] {
        const previousHash = createHash('sha256')
            .update(`block ${number - 1}`)
            .digest();
        const dataHash = createHash('sha256').update(Buffer.concat(envelopes)).digest();
        const lastConfig = new common.LastConfig();
        const ordering = new common.OrdererBlockMetadata();
        ordering.setLastConfig(lastConfig);
        const value = ordering.serializeBinary();
        const digits = Buffer.from(
            number
                .toString(16)
                .padStart(2, '0')
                .replace(/^(?=(..)*.$)/, '0'),
            'hex',
        );
        const integer = Buffer.concat([(digits[0] ?? 0) >= 0x80 ? Buffer.of(0) : Buffer.of(), digits]);
        const parts = Buffer.concat([
            Buffer.of(0x02, integer.length),
            integer,
            Buffer.of(0x04, 32),
            previousHash,
            Buffer.of(0x04, 32),
            dataHash,
        ]);
        const header = Buffer.concat([Buffer.of(0x30, parts.length), parts]);
        const signatures = orderers.map((name) => {
            const signatureHeader = new common.SignatureHeader();
            signatureHeader.setCreator(this.#identity(name).serialized);
            signatureHeader.setNonce(createHash('sha256').update(name).digest().subarray(0, 24));
            const bytes = signatureHeader.serializeBinary();
            const signature = this.#sign(name, Buffer.concat([value, bytes, header]));
            return { header: text(bytes), signature: text(signature) };
        });
        return {
            number,
            previousHash: previousHash.toString('hex'),
            dataHash: dataHash.toString('hex'),
            value: text(value),
            signatures: signatures.sort((a, b) => (a.header < b.header ? -1 : 1)),
        };
    }

    /** Evidence that the record of a certificate stands in block 40, written by the only transaction of it. */
    evidence(
        { number, digest }: Readonly<{ number: string; digest: string }>,
        changes: Partial<Answered> = {},
        status = 'valid',
    ): FabricEvidence & { readonly transaction: string } {
        const record = JSON.stringify({ number, digest, status });
        const issued = this.envelope({
            args: ['certificates:issue', '{}'],
            answer: '{}',
            writes: { [`certificate~${number}`]: record },
        });
        const attestation = this.envelope({
            args: ['certificates:get', JSON.stringify({ number })],
            answer: record,
            reads: { [`certificate~${number}`]: [40, 0] },
            ...changes,
        });
        return { v: 1, attestation: text(attestation), block: this.block(40, [issued]), transaction: text(issued) };
    }

    #identity(name: NodeName): Identity {
        const found = this.#identities.get(name);
        if (found === undefined) {
            throw new RangeError(`${name} does not exist`);
        }
        return found;
    }

    #sign(name: NodeName, message: Uint8Array): Uint8Array {
        return withLowS(sign('sha256', message, this.#identity(name).key), ORDER);
    }
}

function proposalOf(chaincode: string, args: readonly string[]): Uint8Array {
    const id = new peer.ChaincodeID();
    id.setName(chaincode);
    const input = new peer.ChaincodeInput();
    input.setArgsList(args.map((one) => Buffer.from(one)));
    const spec = new peer.ChaincodeSpec();
    spec.setChaincodeId(id);
    spec.setInput(input);
    const invocation = new peer.ChaincodeInvocationSpec();
    invocation.setChaincodeSpec(spec);
    const payload = new peer.ChaincodeProposalPayload();
    payload.setInput(invocation.serializeBinary());
    return payload.serializeBinary();
}

function responseOf(
    chaincode: string,
    of: Readonly<{ proposalHash: Uint8Array; answer: string; status: number; results: Uint8Array }>,
): Uint8Array {
    const id = new peer.ChaincodeID();
    id.setName(chaincode);
    id.setVersion('1');
    const response = new peer.Response();
    response.setStatus(of.status);
    response.setPayload(Buffer.from(of.answer));
    const action = new peer.ChaincodeAction();
    action.setResults(of.results);
    action.setResponse(response);
    action.setChaincodeId(id);
    const payload = new peer.ProposalResponsePayload();
    payload.setProposalHash(of.proposalHash);
    payload.setExtension$(action.serializeBinary());
    return payload.serializeBinary();
}

function setOf(
    chaincode: string,
    reads: NonNullable<Answered['reads']>,
    writes: NonNullable<Answered['writes']>,
): Uint8Array {
    const { kvrwset } = ledger.rwset;
    const set = new kvrwset.KVRWSet();
    for (const [key, at] of Object.entries(reads)) {
        const read = new kvrwset.KVRead();
        read.setKey(key);
        if (at !== null) {
            const version = new kvrwset.Version();
            version.setBlockNum(at[0]);
            version.setTxNum(at[1]);
            read.setVersion(version);
        }
        set.addReads(read);
    }
    for (const [key, value] of Object.entries(writes)) {
        const write = new kvrwset.KVWrite();
        write.setKey(key);
        write.setValue(Buffer.from(value));
        set.addWrites(write);
    }
    const namespace = new ledger.rwset.NsReadWriteSet();
    namespace.setNamespace(chaincode);
    namespace.setRwset(set.serializeBinary());
    const all = new ledger.rwset.TxReadWriteSet();
    all.addNsRwset(namespace);
    return all.serializeBinary();
}

async function identityIn(folder: string, mspId: string): Promise<Identity> {
    const serialized = new msp.SerializedIdentity();
    serialized.setMspid(mspId);
    serialized.setIdBytes(await onlyFile(join(folder, 'signcerts')));
    const key = createPrivateKey(await onlyFile(join(folder, 'keystore')));
    return { serialized: serialized.serializeBinary(), key };
}

async function onlyFile(folder: string): Promise<Buffer> {
    const [name = ''] = (await readdir(folder)).filter((one) => one.endsWith('.pem'));
    return await readFile(join(folder, name));
}

function mspIdOf(name: OrganisationName): string {
    return `${name.charAt(0).toUpperCase()}${name.slice(1)}MSP`;
}

function text(bytes: Uint8Array): string {
    return Buffer.from(bytes).toString('base64url');
}
