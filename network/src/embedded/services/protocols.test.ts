import { readFile } from 'node:fs/promises';
import * as grpc from '@grpc/grpc-js';
import { type Gateway, GatewayError } from '@hyperledger/fabric-gateway';
import { common, gateway, orderer, peer, type gateway as protos } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import wellKnown from 'google-protobuf/google/protobuf/timestamp_pb.js';
import { fixtureChaincode, fixtureTopology } from '../../bench/fixture/topology.js';
import { NetworkLayout } from '../../layout.js';
import { type EmbeddedHandle, startEmbedded } from '../../testing.js';
import { loadSigningIdentity } from '../identity/signing.js';
import type { SigningIdentity } from '../ledger.js';

const ORG1 = 'org1.example.com';
const ORG3 = 'org3.example.com';

interface SeekOptions {
    readonly start?: orderer.SeekPosition;
    readonly stop?: orderer.SeekPosition;
    readonly channel?: string;
    readonly time?: Date;
    readonly failIfNotReady?: boolean;
    readonly headersOnly?: boolean;
    readonly signer?: SigningIdentity;
}

function block(number: number): orderer.SeekPosition {
    const specified = new orderer.SeekSpecified();
    specified.setNumber(number);
    const position = new orderer.SeekPosition();
    position.setSpecified(specified);
    return position;
}

describe('the protocols of peers and orderers, spoken directly', function () {
    this.timeout(60_000);
    let net: EmbeddedHandle;
    let client: Gateway;
    let signer: SigningIdentity;
    const open: grpc.Client[] = [];

    before(async () => {
        net = await startEmbedded({
            topology: fixtureTopology([
                fixtureChaincode({ policy: "OR('Org1MSP.peer')" }),
                fixtureChaincode({ name: 'each', policy: "OR('Org1MSP.peer')", process: 'per-peer' }),
            ]),
        });
        client = await net.connect(ORG1, 'User1');
        signer = loadSigningIdentity(new NetworkLayout(net.dataDir).userMsp(ORG1, 'User1'), 'Org1MSP');
        await client.getNetwork('mychannel').getContract('fixture').submitTransaction('put', 'a', 'b');
    });
    after(async () => {
        for (const one of open) {
            one.close();
        }
        await net.stop();
    });

    async function credentials(): Promise<grpc.ChannelCredentials> {
        const profile = await net.profile(ORG1);
        return grpc.credentials.createSsl(await readFile(profile.peers[0]?.tlsCaCert ?? ''));
    }

    async function peerAddress(): Promise<string> {
        return (await net.profile(ORG1)).peers[0]?.address ?? '';
    }

    async function ordererAddress(): Promise<string> {
        return (await net.profile(ORG1)).orderers[0]?.address ?? '';
    }

    function seekEnvelope(options: SeekOptions): common.Envelope {
        const who = options.signer ?? signer;
        const channelHeader = new common.ChannelHeader();
        channelHeader.setType(common.HeaderType.DELIVER_SEEK_INFO);
        channelHeader.setChannelId(options.channel ?? 'mychannel');
        channelHeader.setTimestamp(wellKnown.Timestamp.fromDate(options.time ?? new Date()));
        const signatureHeader = new common.SignatureHeader();
        signatureHeader.setCreator(who.serialized);
        const header = new common.Header();
        header.setChannelHeader(channelHeader.serializeBinary());
        header.setSignatureHeader(signatureHeader.serializeBinary());
        const seek = new orderer.SeekInfo();
        seek.setStart(options.start);
        seek.setStop(options.stop);
        if (options.failIfNotReady === true) {
            seek.setBehavior(orderer.SeekInfo.SeekBehavior.FAIL_IF_NOT_READY);
        }
        if (options.headersOnly === true) {
            seek.setContentType(orderer.SeekInfo.SeekContentType.HEADER_WITH_SIG);
        }
        const payload = new common.Payload();
        payload.setHeader(header);
        payload.setData(seek.serializeBinary());
        const envelope = new common.Envelope();
        envelope.setPayload(payload.serializeBinary());
        envelope.setSignature(who.sign(payload.serializeBinary()));
        return envelope;
    }

    type Response = peer.DeliverResponse | orderer.DeliverResponse;

    /** Sends envelopes one after the other and collects what comes: block numbers, and statuses as `status N`. */
    async function converse<R extends Response>(
        stream: grpc.ClientDuplexStream<common.Envelope, R>,
        envelopes: readonly common.Envelope[],
    ): Promise<string[]> {
        const said: string[] = [];
        for (const envelope of envelopes) {
            stream.write(envelope);
        }
        stream.end();
        await new Promise<void>((resolve, reject) => {
            stream.on('data', (response: R) => {
                const sent = response.getBlock();
                said.push(
                    sent === undefined ? `status ${response.getStatus()}` : `block ${sent.getHeader()?.getNumber()}`,
                );
            });
            stream.on('error', reject);
            stream.on('end', resolve);
        });
        return said;
    }

    async function deliver(...requests: SeekOptions[]): Promise<string[]> {
        const service = new peer.DeliverClient(await peerAddress(), await credentials());
        open.push(service);
        return await converse(service.deliver(), requests.map(seekEnvelope));
    }

    it('delivers a range, says SUCCESS, and takes the next request on the same stream', async () => {
        const said = await deliver({ start: block(0), stop: block(1) }, { start: block(1), stop: block(1) });
        expect(said).to.deep.equal(['block 0', 'block 1', 'status 200', 'block 1', 'status 200']);
    });

    it('refuses with a status message, not with a gRPC error, and ends the stream', async () => {
        const range = { start: block(0), stop: block(0) };
        const stale = new Date(Date.now() - 16 * 60_000);
        const height = net.network.ledger.height;
        expect(await deliver({ ...range, channel: 'elsewhere' }, range)).to.deep.equal(['status 404']);
        expect(await deliver({ ...range, time: stale }, range)).to.deep.equal(['status 400']);
        expect(await deliver({ start: block(0) })).to.deep.equal(['status 400']);
        expect(await deliver({ start: block(2), stop: block(1) })).to.deep.equal(['status 400']);
        expect(await deliver({ start: block(height + 1), stop: block(height + 1) })).to.deep.equal(['status 404']);
        expect(await deliver({ start: block(height), stop: block(height), failIfNotReady: true })).to.deep.equal([
            'status 404',
        ]);
        const mismatched: SigningIdentity = {
            ...signer,
            sign: (message) => signer.sign(Buffer.concat([message, message])),
        };
        expect(await deliver({ ...range, signer: mismatched })).to.deep.equal(['status 403']);
    });

    it('delivers blocks from an orderer too, headers only where asked', async () => {
        const service = new orderer.AtomicBroadcastClient(await ordererAddress(), await credentials());
        open.push(service);
        const envelope = seekEnvelope({ start: block(0), stop: block(1), headersOnly: true });
        const blocks: common.Block[] = [];
        const stream = service.deliver();
        stream.on('data', (response: orderer.DeliverResponse) => {
            const sent = response.getBlock();
            if (sent !== undefined) {
                blocks.push(sent);
            }
        });
        stream.write(envelope);
        stream.end();
        await new Promise((resolve) => stream.on('end', resolve));
        expect(blocks.map((one) => one.getData()?.getDataList().length)).to.deep.equal([1, undefined]);
        expect(blocks[1]?.getMetadata()?.getMetadataList()).to.have.length.greaterThan(0);
    });

    it('orders what is broadcast, and refuses what is not signed', async () => {
        const contract = client.getNetwork('mychannel').getContract('fixture');
        const transaction = await contract.newProposal('put', { arguments: ['direct', 'x'] }).endorse();
        const envelope = gateway.PreparedTransaction.deserializeBinary(transaction.getBytes()).getEnvelope();
        const service = new orderer.AtomicBroadcastClient(await ordererAddress(), await credentials());
        open.push(service);
        envelope?.setSignature(signer.sign(envelope.getPayload_asU8()));
        const forged = envelope?.clone();
        forged?.setSignature(signer.sign(Buffer.from('something else')));
        const statuses: number[] = [];
        const stream = service.broadcast();
        stream.on('data', (response: orderer.BroadcastResponse) => statuses.push(response.getStatus()));
        for (const one of [envelope, forged, envelope]) {
            if (one !== undefined) {
                stream.write(one);
            }
        }
        stream.end();
        await new Promise((resolve) => stream.on('end', resolve));
        expect(statuses.slice(0, 2)).to.deep.equal([common.Status.SUCCESS, common.Status.FORBIDDEN]);
        await net.network.ledger.whenHeight(net.network.ledger.height + 1);
        expect(net.network.ledger.status(transaction.getTransactionId())?.code).to.equal(0);
    });

    it('endorses a raw proposal, and answers a bad one with status UNKNOWN', async () => {
        const proposal = client
            .getNetwork('mychannel')
            .getContract('fixture')
            .newProposal('echo', { arguments: ['x'] });
        const message = gateway.ProposedTransaction.deserializeBinary(proposal.getBytes()).getProposal();
        const service = new peer.EndorserClient(await peerAddress(), await credentials());
        open.push(service);
        const process = (signed: peer.SignedProposal | undefined): Promise<peer.ProposalResponse> =>
            new Promise((resolve, reject) => {
                service.processProposal(signed ?? new peer.SignedProposal(), (error, response) =>
                    error === null && response !== undefined ? resolve(response) : reject(error),
                );
            });
        message?.setSignature(signer.sign(message.getProposalBytes_asU8()));
        const answered = await process(message);
        expect(answered.getResponse()?.getStatus()).to.equal(200);
        expect(answered.getEndorsement()?.getEndorser_asU8().length).to.be.greaterThan(0);
        message?.setSignature(signer.sign(Buffer.from('another message')));
        const error = await process(message).catch((reason: grpc.ServiceError) => reason);
        expect(error).to.have.property('code', grpc.status.UNKNOWN);
        expect(error).to.have.property(
            'details',
            'error validating proposal: access denied: channel [mychannel] creator org [Org1MSP]',
        );
    });

    it('asks every peer of the network when chaincode processes crash one after the other, the own organisation first', async () => {
        const error = await client
            .getNetwork('mychannel')
            .getContract('each')
            .evaluateTransaction('crash')
            .catch((reason: unknown) => reason);
        expect(error).to.be.instanceOf(GatewayError);
        const { code, details } = error instanceof GatewayError ? error : { code: 0, details: [] };
        expect(code).to.equal(grpc.status.ABORTED);
        expect(details.map(({ mspId }) => mspId)).to.deep.equal([
            'Org1MSP',
            'Org1MSP',
            'Org2MSP',
            'Org2MSP',
            'Org3MSP',
        ]);
        for (const { message } of details) {
            expect(message).to.match(/chaincode stream terminated$/);
        }
    });

    it('rejects requests of the gateway service that lack their parts', async () => {
        const service = new gateway.GatewayClient(await peerAddress(), await credentials());
        open.push(service);
        const failed = (send: (callback: (error: grpc.ServiceError | null) => void) => unknown): Promise<string> =>
            new Promise((resolve) => send((error) => resolve(`${error?.code} ${error?.details}`)));
        expect(await failed((done) => service.evaluate(new gateway.EvaluateRequest(), done))).to.equal(
            '3 failed to unpack transaction proposal: a signed proposal is required',
        );
        expect(await failed((done) => service.endorse(new gateway.EndorseRequest(), done))).to.equal(
            '3 the proposed transaction must contain a signed proposal',
        );
        expect(await failed((done) => service.submit(new gateway.SubmitRequest(), done))).to.equal(
            '3 a prepared transaction is required',
        );
        const unsigned = new gateway.SubmitRequest();
        unsigned.setPreparedTransaction(new common.Envelope());
        expect(await failed((done) => service.submit(unsigned, done))).to.equal(
            '3 prepared transaction must be signed',
        );
        const elsewhere = new gateway.SubmitRequest();
        elsewhere.setChannelId('elsewhere');
        const signed = new common.Envelope();
        signed.setSignature('AA==');
        elsewhere.setPreparedTransaction(signed);
        expect(await failed((done) => service.submit(elsewhere, done))).to.match(/^9 failed to get config for channel/);

        const status = (fill: (request: protos.CommitStatusRequest) => void): Promise<string> => {
            const request = new gateway.CommitStatusRequest();
            fill(request);
            const signedRequest = new gateway.SignedCommitStatusRequest();
            signedRequest.setRequest(request.serializeBinary());
            return failed((done) => service.commitStatus(signedRequest, done));
        };
        expect(await status(() => undefined)).to.equal('3 a commit status request is required');
        expect(await status((request) => request.setChannelId('mychannel'))).to.equal('3 no identity provided');
        expect(await status((request) => request.setIdentity('AA=='))).to.equal('3 no channel ID provided');
        expect(
            await status((request) => {
                request.setIdentity('AA==');
                request.setChannelId('mychannel');
            }),
        ).to.equal('3 transaction ID should not be empty');
        expect(
            await status((request) => {
                request.setIdentity(signer.serialized);
                request.setChannelId('elsewhere');
                request.setTransactionId('x');
            }),
        ).to.equal('7 Failed to get policy manager for channel [elsewhere]');
    });

    it('refuses chaincode events from the oldest or newest block, as a real peer does', async () => {
        const service = new gateway.GatewayClient(await peerAddress(), await credentials());
        open.push(service);
        const position = new orderer.SeekPosition();
        position.setOldest(new orderer.SeekOldest());
        const request = new gateway.ChaincodeEventsRequest();
        request.setChannelId('mychannel');
        request.setChaincodeId('fixture');
        request.setIdentity(signer.serialized);
        request.setStartPosition(position);
        const signedRequest = new gateway.SignedChaincodeEventsRequest();
        signedRequest.setRequest(request.serializeBinary());
        signedRequest.setSignature(signer.sign(request.serializeBinary()));
        const stream = service.chaincodeEvents(signedRequest);
        const error = await new Promise<grpc.ServiceError>((resolve) => stream.on('error', resolve));
        expect(error.code).to.equal(grpc.status.INVALID_ARGUMENT);
        const empty = service.chaincodeEvents(new gateway.SignedChaincodeEventsRequest());
        const missing = await new Promise<grpc.ServiceError>((resolve) => empty.on('error', resolve));
        expect(missing.details).to.equal('a chaincode events request is required');
    });

    it('does not let a client of an unknown organisation or key in', async () => {
        const stranger = loadSigningIdentity(new NetworkLayout(net.dataDir).userMsp(ORG3, 'User1'), 'Org1MSP');
        expect(await deliver({ start: block(0), stop: block(0), signer: stranger })).to.deep.equal(['status 403']);
    });
});
