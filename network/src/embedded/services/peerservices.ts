import * as grpc from '@grpc/grpc-js';
import { common, gateway, orderer, peer } from '@hyperledger/fabric-protos';
import type { Endorser } from '../endorser/endorser.js';
import type { Ledger } from '../ledger.js';
import type { Logger } from '../log.js';
import { filteredResponse } from './deliver/blockcontents.js';
import { type BlockSource, serveBlocks } from './deliver/deliver.js';
import { blockAndPrivateData, visiblePrivateData } from './deliver/privatedata.js';
import { BLOCK, BLOCK_AND_PRIVATE_DATA, messageResponse } from './deliver/response.js';
import { type GatewayOptions, gatewayService } from './gateway/service.js';
import type { NetworkPeer } from './nodes.js';
import { RpcError } from './rpcerror.js';
import { unary } from './unary.js';

/** Registers everything that a peer's endpoint offers: gateway, deliver and endorser. */
export function addPeerServices(server: grpc.Server, options: GatewayOptions): void {
    const { ledger, local, log } = options;
    server.addService(gateway.GatewayService, gatewayService(options));
    server.addService(peer.EndorserService, {
        processProposal: unary(
            (proposal: peer.SignedProposal, signal) => processProposal(proposal, options.endorser, local, signal),
            log,
        ),
    });
    const deliver = peerSources(ledger, local);
    server.addService(rawDeliver, {
        deliver: serving(deliver.blocks, log),
        deliverFiltered: serving(deliver.filtered, log),
        deliverWithPrivateData: serving(deliver.withPrivateData, log),
    });
}

/** The generated service, except that responses come as bytes. */
const rawDeliver = {
    deliver: raw(peer.DeliverService.deliver),
    deliverFiltered: raw(peer.DeliverService.deliverFiltered),
    deliverWithPrivateData: raw(peer.DeliverService.deliverWithPrivateData),
};

/** A method of a generated service whose response comes as ready-made bytes. */
export function raw<Request, Response>(
    method: grpc.MethodDefinition<Request, Response>,
): grpc.MethodDefinition<Request, Buffer> {
    const { path, requestStream, responseStream, requestSerialize, requestDeserialize } = method;
    return {
        path,
        requestStream,
        responseStream,
        requestSerialize,
        requestDeserialize,
        responseSerialize: (bytes) => bytes,
        responseDeserialize: (bytes) => bytes,
    };
}

/** A stream handler that serves blocks from a source. */
export function serving(source: BlockSource, log: Logger): grpc.handleBidiStreamingCall<common.Envelope, Buffer> {
    return (stream) => serveBlocks(stream, source, log);
}

async function processProposal(
    proposal: peer.SignedProposal,
    endorser: Endorser,
    local: NetworkPeer,
    signal: AbortSignal,
): Promise<peer.ProposalResponse> {
    const outcome = await endorser.process(proposal, local, { signal });
    if (outcome.kind === 'answered') {
        return outcome.response;
    }
    const isDown = outcome.kind === 'refused' && outcome.unavailable;
    throw new RpcError(isDown ? grpc.status.UNAVAILABLE : grpc.status.UNKNOWN, outcome.error);
}

function peerSources(ledger: Ledger, local: NetworkPeer) {
    const own = local.ledger;
    const guarded = (resource: string) => ({
        ledger,
        own,
        authorise: ({ identity, data, signature }: Parameters<BlockSource['authorise']>[0]): void =>
            ledger.policies.checkAcl(resource, identity, data, signature),
    });
    const blocks: BlockSource = {
        ...guarded('event/Block'),
        response: (number, seek) => messageResponse(BLOCK, blockFor(ledger, number, seek)),
    };
    const filtered: BlockSource = {
        ...guarded('event/FilteredBlock'),
        response: (number) => filteredResponse(present(ledger, number)),
    };
    const withPrivateData: BlockSource = {
        ...guarded('event/Block'),
        response: (number, _seek, signed) => {
            const data = visiblePrivateData(ledger, number, local.mspId, signed);
            return messageResponse(
                BLOCK_AND_PRIVATE_DATA,
                blockAndPrivateData(present(ledger, number), data).serializeBinary(),
            );
        },
    };
    return { blocks, filtered, withPrivateData };
}

/** A block as asked for: whole, or (unless it carries configuration) only its header and signatures. */
export function blockFor(ledger: Ledger, number: number, seek: orderer.SeekInfo): Uint8Array {
    if (seek.getContentType() !== orderer.SeekInfo.SeekContentType.HEADER_WITH_SIG || number === ledger.config.block) {
        return ledger.blockBytes(number) ?? missing(number);
    }
    const block = present(ledger, number);
    const bare = new common.Block();
    bare.setHeader(block.getHeader());
    bare.setMetadata(block.getMetadata());
    return bare.serializeBinary();
}

function present(ledger: Ledger, number: number): common.Block {
    return ledger.block(number) ?? missing(number);
}

function missing(number: number): never {
    throw new Error(`block ${number} is missing`);
}
