import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { common, peer as protos } from '@hyperledger/fabric-protos';
import { NetworkLayout } from '../../../layout.js';
import { createKeyMaterial } from '../../../pki/keymaterial.js';
import { defineTopology, orderersOf, peersOf } from '../../../topology.js';
import type { ChaincodeServer } from '../../chaincode/runtime.js';
import { buildGenesis } from '../../genesis/genesis.js';
import { loadSigningIdentity } from '../../identity/signing.js';
import { openLedger } from '../../ledger/open.js';
import type { Ledger, Orderer, SigningIdentity } from '../../ledger.js';
import { openOrderer } from '../../ordering/orderer.js';
import { applicationPolicy, parsePolicyExpression } from '../../policy/expression.js';
import type { Peer, ProcessOptions, ProposalOutcome } from '../endorser.js';
import { createPeerRuntime, type PeerRuntime, type PeerRuntimeOptions } from '../peers.js';
import { assemble, propose, type Request, type SignedRequest } from './proposals.js';

const topology = defineTopology({
    channel: 'trade',
    organisations: [
        { name: 'alpha', mspId: 'AlphaMSP', peers: 2, clients: ['alice'] },
        { name: 'beta', mspId: 'BetaMSP', peers: 1, clients: ['bob'] },
        { name: 'gamma', mspId: 'GammaMSP', peers: 1, clients: ['carol'] },
    ],
});

/** A peer of the testbed; it can be held back. */
export interface TestPeer extends Peer {
    held: number | undefined;
    lie: ((action: protos.ChaincodeAction) => void) | undefined;
}

export type Deployment = Readonly<{
    packageId: string;
    server?: ChaincodeServer;
    version?: string;
    sequence?: number;
    policy?: string;
    initRequired?: boolean;
    collections?: protos.CollectionConfigPackage;
    /** Peers on which the package is installed; default all. */
    peers?: readonly string[];
}>;

/** Ledger, orderer and peers without any endpoint: three organisations, alpha with two peers. */
export class Testbed {
    readonly peers: ReadonlyMap<string, TestPeer>;
    readonly ledger: Ledger;
    readonly orderer: Orderer;
    readonly runtime: PeerRuntime;
    readonly layout: NetworkLayout;

    private constructor(layout: NetworkLayout, ledger: Ledger, orderer: Orderer, runtime: PeerRuntime) {
        this.layout = layout;
        this.ledger = ledger;
        this.orderer = orderer;
        this.runtime = runtime;
        this.peers = new Map(
            peersOf(topology).map(({ name, organisation, mspId, address }) => {
                const identity = loadSigningIdentity(layout.nodeMsp(organisation, name), mspId);
                const peer: TestPeer = {
                    name,
                    organisation,
                    mspId,
                    address,
                    held: undefined,
                    lie: undefined,
                    serializedIdentity: identity.serialized,
                    sign: (message) => identity.sign(message),
                    height: () => peer.held ?? ledger.height,
                    alter: (action) => peer.lie?.(action),
                };
                return [name, peer];
            }),
        );
    }

    static async open(options: Omit<PeerRuntimeOptions, 'ledger'> = {}): Promise<Testbed> {
        const layout = new NetworkLayout(await mkdtemp(join(tmpdir(), 'linguang-peers-')));
        await createKeyMaterial(topology, layout.root);
        const ledger = openLedger({ directory: ':memory:', genesis: await genesis(layout) });
        const identity = loadSigningIdentity(layout.nodeMsp('alpha', 'orderer0.alpha'), 'AlphaMSP');
        const orderer = openOrderer({ ledger, identity, batch: { maxMessages: 100, timeoutMs: 60_000 } });
        return new Testbed(layout, ledger, orderer, createPeerRuntime({ ledger, ...options }));
    }

    async close(): Promise<void> {
        this.runtime.close();
        this.orderer.close();
        this.ledger.close();
        await rm(this.layout.root, { recursive: true, force: true });
    }

    peer(name: string): TestPeer {
        const peer = this.peers.get(name);
        if (!peer) {
            throw new Error(`no peer ${name}`);
        }
        return peer;
    }

    /** @param name - `admin.alpha`, `alice.alpha`, … */
    client(name: string): SigningIdentity {
        const [user = '', organisation = ''] = name.split('.');
        const mspId = `${organisation.charAt(0).toUpperCase()}${organisation.slice(1)}MSP`;
        return loadSigningIdentity(this.layout.userMsp(organisation, user), mspId);
    }

    /** An orderer of alpha: a member of the organisation that is neither reader nor writer. */
    ordererIdentity(): SigningIdentity {
        return loadSigningIdentity(this.layout.nodeMsp('alpha', 'orderer0.alpha'), 'AlphaMSP');
    }

    propose(request: Request, client = 'alice.alpha'): SignedRequest {
        return propose(this.client(client), 'trade', request);
    }

    /** What a peer answers to a request. */
    ask(
        request: Request | SignedRequest,
        peer = 'peer0.alpha',
        client = 'alice.alpha',
        options: ProcessOptions = {},
    ): Promise<ProposalOutcome> {
        const { signed } = 'signed' in request ? request : this.propose(request, client);
        return this.runtime.endorser.process(signed, this.peer(peer), options);
    }

    /** The response of a peer; fails where there is none or the proposal was turned away. */
    async response(
        request: Request | SignedRequest,
        peer = 'peer0.alpha',
        client = 'alice.alpha',
    ): Promise<protos.ProposalResponse> {
        const outcome = await this.ask(request, peer, client);
        if (outcome.kind !== 'answered') {
            throw new Error(`${outcome.kind}: ${outcome.error}`);
        }
        return outcome.response;
    }

    /** The payload of a successful answer, as text. */
    async evaluate(request: Request, peer = 'peer0.alpha', client = 'alice.alpha'): Promise<string> {
        return resultOf(await this.response(request, peer, client));
    }

    /** The message of a failed answer. */
    async refusal(request: Request | SignedRequest, peer = 'peer0.alpha', client = 'alice.alpha'): Promise<string> {
        const outcome = await this.ask(request, peer, client);
        if (outcome.kind !== 'answered') {
            return outcome.error;
        }
        const response = outcome.response.getResponse();
        if ((response?.getStatus() ?? 0) < 400) {
            throw new Error('was not refused');
        }
        return response?.getMessage() ?? '';
    }

    /** Endorses by peers, orders and commits. @returns the validation code */
    async submit(
        request: Request,
        peers: readonly string[] = ['peer0.alpha'],
        client = 'alice.alpha',
    ): Promise<number | undefined> {
        return await this.commit(await this.endorse(request, peers, client));
    }

    async endorse(
        request: Request,
        peers: readonly string[] = ['peer0.alpha'],
        client = 'alice.alpha',
    ): Promise<Readonly<{ envelope: common.Envelope; txId: string }>> {
        const signed = this.propose(request, client);
        const responses = await Promise.all(peers.map((peer) => this.response(signed, peer)));
        for (const response of responses) {
            resultOf(response);
        }
        return { envelope: assemble(this.client(client), signed, responses), txId: signed.txId };
    }

    async commit(
        ...transactions: readonly Readonly<{ envelope: common.Envelope; txId: string }>[]
    ): Promise<number | undefined> {
        for (const { envelope } of transactions) {
            const { status, info } = await this.orderer.broadcast(envelope);
            if (status !== common.Status.SUCCESS) {
                throw new Error(`orderer: ${status} ${info}`);
            }
        }
        this.orderer.flush();
        return this.ledger.status(transactions.at(-1)?.txId ?? '')?.code;
    }

    /** Installs a package, and has the definition approved by all and committed. */
    async deploy(name: string, deployment: Deployment): Promise<void> {
        const { packageId, server } = deployment;
        for (const peer of deployment.peers ?? [...this.peers.keys()]) {
            if (server) {
                this.runtime.chaincodes.install(peer, packageId, server);
            }
        }
        for (const organisation of ['alpha', 'beta', 'gamma']) {
            await this.approve(organisation, name, deployment);
        }
        await this.expectValid(
            this.submit(
                lifecycleRequest('CommitChaincodeDefinition', commitArguments(name, deployment)),
                ['peer0.alpha', 'peer0.beta', 'peer0.gamma'],
                'admin.alpha',
            ),
        );
    }

    async approve(organisation: string, name: string, deployment: Deployment): Promise<void> {
        await this.expectValid(
            this.submit(
                lifecycleRequest('ApproveChaincodeDefinitionForMyOrg', approveArguments(name, deployment)),
                [`peer0.${organisation}`],
                `admin.${organisation}`,
            ),
        );
    }

    async expectValid(code: Promise<number | undefined>): Promise<void> {
        const got = await code;
        if (got !== protos.TxValidationCode.VALID) {
            throw new Error(`validation code ${got}`);
        }
    }
}

export function lifecycleRequest(name: string, args: Readonly<{ serializeBinary(): Uint8Array }>): Request {
    return { chaincode: '_lifecycle', args: [name, args.serializeBinary()] };
}

export function commitArguments(name: string, deployment: Deployment): protos.lifecycle.CommitChaincodeDefinitionArgs {
    return fill(new protos.lifecycle.CommitChaincodeDefinitionArgs(), name, deployment);
}

export function readinessArguments(name: string, deployment: Deployment): protos.lifecycle.CheckCommitReadinessArgs {
    return fill(new protos.lifecycle.CheckCommitReadinessArgs(), name, deployment);
}

export function approveArguments(
    name: string,
    deployment: Deployment,
): protos.lifecycle.ApproveChaincodeDefinitionForMyOrgArgs {
    const args = fill(new protos.lifecycle.ApproveChaincodeDefinitionForMyOrgArgs(), name, deployment);
    const local = new protos.lifecycle.ChaincodeSource.Local();
    local.setPackageId(deployment.packageId);
    const source = new protos.lifecycle.ChaincodeSource();
    source.setLocalPackage(local);
    args.setSource(source);
    return args;
}

/** A collection whose members are the organisations given by MSP id. */
export function collections(
    ...wanted: readonly Readonly<{ name: string; members: readonly string[]; memberOnly?: boolean }>[]
): protos.CollectionConfigPackage {
    const result = new protos.CollectionConfigPackage();
    for (const { name, members, memberOnly = true } of wanted) {
        const policy = new protos.CollectionPolicyConfig();
        policy.setSignaturePolicy(
            parsePolicyExpression(`OR(${members.map((member) => `'${member}.member'`).join(',')})`),
        );
        const collection = new protos.StaticCollectionConfig();
        collection.setName(name);
        collection.setMemberOrgsPolicy(policy);
        collection.setMemberOnlyRead(memberOnly);
        collection.setMemberOnlyWrite(memberOnly);
        collection.setMaximumPeerCount(3);
        const config = new protos.CollectionConfig();
        config.setStaticCollectionConfig(collection);
        result.addConfig(config);
    }
    return result;
}

/** The chaincode's payload in an endorsed response. */
export function resultOf(response: protos.ProposalResponse): string {
    const answer = response.getResponse();
    if (answer === undefined || answer.getStatus() >= 400) {
        throw new Error(`${answer?.getStatus()}: ${answer?.getMessage()}`);
    }
    return Buffer.from(answer.getPayload_asU8()).toString();
}

/** The action inside an endorsed response. */
export function actionOf(response: protos.ProposalResponse): protos.ChaincodeAction {
    const payload = protos.ProposalResponsePayload.deserializeBinary(response.getPayload_asU8());
    return protos.ChaincodeAction.deserializeBinary(payload.getExtension_asU8());
}

type DefinitionArguments = Readonly<{
    setName(value: string): void;
    setSequence(value: number): void;
    setVersion(value: string): void;
    setInitRequired(value: boolean): void;
    setValidationParameter(value: Uint8Array): void;
    setCollections(value?: protos.CollectionConfigPackage): void;
}>;

function fill<T extends DefinitionArguments>(args: T, name: string, deployment: Deployment): T {
    args.setName(name);
    args.setSequence(deployment.sequence ?? 1);
    args.setVersion(deployment.version ?? '1.0');
    args.setInitRequired(deployment.initRequired ?? false);
    if (deployment.policy) {
        args.setValidationParameter(applicationPolicy(deployment.policy));
    }
    args.setCollections(deployment.collections);
    return args;
}

async function genesis(layout: NetworkLayout): Promise<common.Block> {
    const organisations = topology.organisations.map(async ({ name, mspId }) => ({
        name,
        mspId,
        mspDirectory: layout.organisationMsp(name),
        anchorPeers: [{ host: 'localhost', port: 7051 }],
        orderers: await Promise.all(
            orderersOf(topology)
                .filter((node) => node.organisation === name)
                .map(async (node) => ({
                    host: 'localhost',
                    port: node.ports.listen,
                    tlsCertificate: await readFile(join(layout.nodeTls(name, node.name), 'server.crt'), 'utf8'),
                    certificate: loadSigningIdentity(layout.nodeMsp(name, node.name), mspId).identity.pem,
                })),
        ),
    }));
    return buildGenesis(topology, await Promise.all(organisations));
}
