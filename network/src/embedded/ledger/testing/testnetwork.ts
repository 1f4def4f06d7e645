import { randomBytes } from 'node:crypto';
import { common, peer } from '@hyperledger/fabric-protos';
import timestamp from 'google-protobuf/google/protobuf/timestamp_pb.js';
import { NetworkLayout } from '../../../layout.js';
import {
    applicationPolicy,
    buildGenesis,
    type CommittedBlock,
    type Ledger,
    loadSigningIdentity,
    type Orderer,
    openLedger,
    openOrderer,
    parsePolicyExpression,
    type SigningIdentity,
    type SimulationResult,
    type Simulator,
} from '../../ledger.js';
import { nextBlock } from '../../ordering/blockwriter.js';
import { sha256 } from '../bytes.js';
import { transactionId } from '../envelope.js';
import { organisationMaterial, TEST_TOPOLOGY, testMaterial } from './material.js';

export interface TestCollection {
    readonly name: string;
    readonly policy: string;
    readonly blockToLive?: number;
    readonly endorsementPolicy?: string;
}

/** How a test transaction is made; everything has a usual value. */
export interface TransactionOptions {
    readonly chaincode?: string;
    /** Organisations whose first peers endorse. */
    readonly endorsers?: readonly string[];
    /** Signing identities that endorse instead. */
    readonly signers?: readonly SigningIdentity[];
    readonly creator?: SigningIdentity;
    readonly height?: number;
    /** Organisation on whose peer the simulation runs. */
    readonly on?: string;
    /** Keeps the private data out of the transient store. */
    readonly loseData?: boolean;
    readonly nonce?: Uint8Array;
    readonly event?: Uint8Array;
    /** Bytes in place of the channel header's extension. */
    readonly extension?: Uint8Array;
}

/** A transaction taken apart, so that tests can spoil any piece before it is put together. */
export interface Pieces {
    envelope: common.Envelope;
    readonly txId: string;
    readonly result: SimulationResult;
}

/** A ledger with three organisations and nothing but signatures around it: no peers, no gRPC. */
export class TestNetwork {
    readonly ledger: Ledger;
    readonly genesis: common.Block;
    readonly orderingIdentity: SigningIdentity;
    readonly #directory: string;
    readonly #identities = new Map<string, SigningIdentity>();

    private constructor(directory: string, storage: string) {
        this.#directory = directory;
        this.genesis = buildGenesis(parsedTopology(), organisationMaterial(directory));
        this.ledger = openLedger({ directory: storage, genesis: this.genesis });
        this.orderingIdentity = this.node('alpha', 'orderer0.alpha');
    }

    static async open(storage = ':memory:'): Promise<TestNetwork> {
        return new TestNetwork(await testMaterial(), storage);
    }

    /** With key material made elsewhere (another process). */
    static openWith(material: string, storage: string): TestNetwork {
        return new TestNetwork(material, storage);
    }

    close(): void {
        this.ledger.close();
    }

    peer(organisation: string, index = 0): SigningIdentity {
        return this.node(organisation, `peer${index}.${organisation}`);
    }

    node(organisation: string, name: string): SigningIdentity {
        return this.#identity(organisation, new NetworkLayout(this.#directory).nodeMsp(organisation, name));
    }

    client(organisation: string, name = 'app'): SigningIdentity {
        return this.#identity(organisation, new NetworkLayout(this.#directory).userMsp(organisation, name));
    }

    orderer(batch?: Parameters<typeof openOrderer>[0]['batch']): Orderer {
        return openOrderer({ ledger: this.ledger, identity: this.orderingIdentity, ...(batch && { batch }) });
    }

    /** Simulates, endorses and signs a transaction. */
    transaction(work: (simulator: Simulator) => void, options: TransactionOptions = {}): Pieces {
        const { chaincode = 'notes', creator = this.client('alpha'), on = 'alpha' } = options;
        const nonce = options.nonce ?? randomBytes(24);
        const txId = transactionId(nonce, creator.serialized);
        const at = options.height === undefined ? {} : { height: options.height };
        const simulator = this.ledger.simulate({ txId, mspId: mspIdOf(on), ...at });
        if (chaincode !== '_lifecycle') {
            this.ledger.definitionFor(simulator, chaincode);
        }
        work(simulator);
        const result = simulator.result();
        if (!options.loseData) {
            this.ledger.transientStore.stage(txId, this.ledger.height, mspIdOf(on), result);
        }
        return { envelope: this.#assemble(txId, nonce, creator, chaincode, result, options), txId, result };
    }

    /** Commits envelopes as the next block. */
    commit(...transactions: readonly (Pieces | common.Envelope)[]): CommittedBlock {
        const envelopes = transactions.map((item) => ('envelope' in item ? item.envelope : item));
        return this.ledger.commit(nextBlock(this.ledger, this.orderingIdentity, envelopes));
    }

    /** Commits one transaction and answers its validation code. */
    submit(work: (simulator: Simulator) => void, options: TransactionOptions = {}): number {
        return this.commit(this.transaction(work, options)).transactions[0]?.code ?? -1;
    }

    /** Writes a chaincode definition as a commit of `_lifecycle` does. */
    deploy(name: string, policy: string, collections: readonly TestCollection[] = [], sequence = 1): number {
        return this.submit((simulator) => writeDefinition(simulator, name, policy, collections, sequence), {
            chaincode: '_lifecycle',
            endorsers: ['alpha', 'beta', 'gamma'],
        });
    }

    #identity(organisation: string, directory: string): SigningIdentity {
        const known = this.#identities.get(directory);
        const identity = known ?? loadSigningIdentity(directory, mspIdOf(organisation));
        this.#identities.set(directory, identity);
        return identity;
    }

    #assemble(
        txId: string,
        nonce: Uint8Array,
        creator: SigningIdentity,
        chaincode: string,
        result: SimulationResult,
        options: TransactionOptions,
    ): common.Envelope {
        const id = new peer.ChaincodeID();
        id.setName(chaincode);
        const extension = new peer.ChaincodeHeaderExtension();
        extension.setChaincodeId(id);
        const channelHeader = new common.ChannelHeader();
        channelHeader.setType(common.HeaderType.ENDORSER_TRANSACTION);
        channelHeader.setTxId(txId);
        channelHeader.setChannelId(this.ledger.channel);
        channelHeader.setTimestamp(timestamp.Timestamp.fromDate(new Date()));
        channelHeader.setExtension$(options.extension ?? extension.serializeBinary());
        const signatureHeader = new common.SignatureHeader();
        signatureHeader.setCreator(creator.serialized);
        signatureHeader.setNonce(nonce);
        const header = new common.Header();
        header.setChannelHeader(channelHeader.serializeBinary());
        header.setSignatureHeader(signatureHeader.serializeBinary());

        const proposal = new peer.ChaincodeProposalPayload();
        proposal.setInput(Buffer.from('input'));
        const proposalBytes = proposal.serializeBinary();
        const action = new peer.ChaincodeAction();
        const answered = new peer.ChaincodeID();
        answered.setName(chaincode);
        answered.setVersion('1');
        action.setChaincodeId(answered);
        action.setResults(result.publicRwset);
        if (options.event !== undefined) {
            action.setEvents(options.event);
        }
        const response = new peer.Response();
        response.setStatus(200);
        action.setResponse(response);
        const payload = new peer.ProposalResponsePayload();
        payload.setProposalHash(
            sha256(Buffer.concat([header.getChannelHeader_asU8(), header.getSignatureHeader_asU8(), proposalBytes])),
        );
        payload.setExtension$(action.serializeBinary());
        const responsePayload = payload.serializeBinary();

        const signers = options.signers ?? (options.endorsers ?? ['alpha', 'beta']).map((name) => this.peer(name));
        const endorsed = new peer.ChaincodeEndorsedAction();
        endorsed.setProposalResponsePayload(responsePayload);
        endorsed.setEndorsementsList(signers.map((signer) => endorsement(signer, responsePayload)));
        const actionPayload = new peer.ChaincodeActionPayload();
        actionPayload.setChaincodeProposalPayload(proposalBytes);
        actionPayload.setAction(endorsed);
        const transactionAction = new peer.TransactionAction();
        transactionAction.setHeader(header.getSignatureHeader_asU8());
        transactionAction.setPayload(actionPayload.serializeBinary());
        const transaction = new peer.Transaction();
        transaction.addActions(transactionAction);
        const content = new common.Payload();
        content.setHeader(header);
        content.setData(transaction.serializeBinary());
        return signed(content, creator);
    }
}

/** An envelope around a payload. */
export function signed(payload: common.Payload, creator: SigningIdentity): common.Envelope {
    const envelope = new common.Envelope();
    envelope.setPayload(payload.serializeBinary());
    envelope.setSignature(creator.sign(envelope.getPayload_asU8()));
    return envelope;
}

export function endorsement(signer: SigningIdentity, responsePayload: Uint8Array): peer.Endorsement {
    const message = new peer.Endorsement();
    message.setEndorser(signer.serialized);
    message.setSignature(signer.sign(Buffer.concat([responsePayload, signer.serialized])));
    return message;
}

export function mspIdOf(organisation: string): string {
    return `${organisation.charAt(0).toUpperCase()}${organisation.slice(1)}MSP`;
}

export function collectionPackage(collections: readonly TestCollection[]): peer.CollectionConfigPackage {
    const configs = new peer.CollectionConfigPackage();
    for (const { name, policy, blockToLive = 0, endorsementPolicy } of collections) {
        const members = new peer.CollectionPolicyConfig();
        members.setSignaturePolicy(parsePolicyExpression(policy));
        const config = new peer.StaticCollectionConfig();
        config.setName(name);
        config.setMemberOrgsPolicy(members);
        config.setBlockToLive(blockToLive);
        if (endorsementPolicy !== undefined) {
            config.setEndorsementPolicy(peer.ApplicationPolicy.deserializeBinary(applicationPolicy(endorsementPolicy)));
        }
        const wrapped = new peer.CollectionConfig();
        wrapped.setStaticCollectionConfig(config);
        configs.addConfig(wrapped);
    }
    return configs;
}

/** The state a committed chaincode definition leaves (core/chaincode/lifecycle/serializer.go). */
export function writeDefinition(
    simulator: Simulator,
    name: string,
    policy: string,
    collections: readonly TestCollection[],
    sequence: number,
): void {
    writeDefinitionOf(simulator, {
        name,
        version: '1',
        sequence,
        validationParameter: applicationPolicy(policy),
        collections: collectionPackage(collections),
    });
}

/** The same of a definition in the form in which organisations approve it. */
export function writeDefinitionOf(
    simulator: Simulator,
    definition: Readonly<{
        name: string;
        version: string;
        sequence: number;
        /** Bytes of `peer.ApplicationPolicy`. */
        validationParameter: Uint8Array;
        collections: peer.CollectionConfigPackage | undefined;
    }>,
): void {
    const { name, version, sequence, validationParameter, collections } = definition;
    const { StateData, StateMetadata, ChaincodeEndorsementInfo, ChaincodeValidationInfo } = peer.lifecycle;
    const put = (field: string, data: InstanceType<typeof StateData>): void =>
        simulator.setState('_lifecycle', `namespaces/fields/${name}/${field}`, data.serializeBinary());
    const bytes = (content: Uint8Array): InstanceType<typeof StateData> => {
        const data = new StateData();
        data.setBytes(content);
        return data;
    };
    const metadata = new StateMetadata();
    metadata.setDatatype('ChaincodeDefinition');
    metadata.setFieldsList(['Sequence', 'EndorsementInfo', 'ValidationInfo', 'Collections']);
    simulator.setState('_lifecycle', `namespaces/metadata/${name}`, metadata.serializeBinary());
    const number = new StateData();
    number.setInt64(sequence);
    put('Sequence', number);
    const endorsementInfo = new ChaincodeEndorsementInfo();
    endorsementInfo.setVersion(version);
    endorsementInfo.setEndorsementPlugin('escc');
    put('EndorsementInfo', bytes(endorsementInfo.serializeBinary()));
    const validationInfo = new ChaincodeValidationInfo();
    validationInfo.setValidationPlugin('vscc');
    validationInfo.setValidationParameter(validationParameter);
    put('ValidationInfo', bytes(validationInfo.serializeBinary()));
    put('Collections', bytes(collections?.serializeBinary() ?? new Uint8Array()));
}

function parsedTopology(): Parameters<typeof buildGenesis>[0] {
    const { channel, organisations, batch } = TEST_TOPOLOGY;
    return {
        channel,
        organisations: organisations.map(({ name, mspId, peers = 1, orderers = 0 }) => ({
            name,
            mspId,
            peers,
            orderers,
        })),
        batch: {
            maxMessages: batch?.maxMessages ?? 10,
            absoluteMaxBytes: batch?.absoluteMaxBytes ?? 1_000_000,
            preferredMaxBytes: batch?.preferredMaxBytes ?? 100_000,
            timeoutMs: batch?.timeoutMs ?? 20,
        },
    };
}
