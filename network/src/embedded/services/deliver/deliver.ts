import type { ServerDuplexStream } from '@grpc/grpc-js';
import { common, orderer } from '@hyperledger/fabric-protos';
import type { Ledger, SignedData } from '../../ledger.js';
import type { Logger } from '../../log.js';
import type { PeerLedger } from '../peerledger.js';
import { send } from '../stream.js';
import { statusResponse } from './response.js';
import { parseSeek, Refusal, rangeOf, type SeekRequest } from './seek.js';

/** Blocks go out as ready-made bytes of the response message. */
export type BlockStream = ServerDuplexStream<common.Envelope, Buffer>;

/** One of the deliver services: what it sends of a block, and who may ask. */
export interface BlockSource {
    readonly ledger: Ledger;
    readonly own: PeerLedger;
    /** Checks the right to read. @throws Error with the reason */
    authorise(signed: SignedData): void;
    /** The response message for one block. */
    response(number: number, seek: orderer.SeekInfo, signed: SignedData): Buffer;
}

/**
 * Serves a deliver stream: each envelope asks for a range of blocks, which may lie in the future; the answer ends with a
 * status. A refused request ends the stream after its status; it is no gRPC error.
 */
export function serveBlocks(stream: BlockStream, source: BlockSource, log: Logger): void {
    const controller = new AbortController();
    stream.on('cancelled', () => controller.abort(new Error('context finished before block retrieved')));
    stream.on('error', (error) => controller.abort(error));
    let busy = Promise.resolve(true);
    stream.on('data', (envelope: common.Envelope) => {
        busy = busy.then(async (goesOn) => goesOn && (await serve(stream, envelope, source, controller.signal, log)));
    });
    stream.on('end', () => {
        busy.then(() => stream.end());
    });
}

/** @returns whether a further request may follow on the same stream */
async function serve(
    stream: BlockStream,
    envelope: common.Envelope,
    source: BlockSource,
    signal: AbortSignal,
    log: Logger,
): Promise<boolean> {
    try {
        const status = await answer(stream, envelope, source, signal, log);
        await send(stream, statusResponse(status), signal);
        if (status === common.Status.SUCCESS) {
            return true;
        }
        stream.end();
    } catch (error) {
        if (!signal.aborted) {
            log.error('deliver stream failed', { error: String(error) });
            stream.destroy(error instanceof Error ? error : new Error(String(error)));
        }
    }
    return false;
}

async function answer(
    stream: BlockStream,
    envelope: common.Envelope,
    source: BlockSource,
    signal: AbortSignal,
    log: Logger,
): Promise<number> {
    try {
        const request = parseSeek(envelope, new Date());
        if (request.channel !== source.ledger.channel) {
            throw new Refusal(common.Status.NOT_FOUND, `channel ${request.channel} not found`);
        }
        await sendRange(stream, request, source, signal);
        return common.Status.SUCCESS;
    } catch (error) {
        if (error instanceof Refusal) {
            log.warn('deliver request refused', { status: error.status, reason: error.message });
            return error.status;
        }
        throw error;
    }
}

async function sendRange(
    stream: BlockStream,
    { seek, signed }: SeekRequest,
    source: BlockSource,
    signal: AbortSignal,
): Promise<void> {
    authorise(source, signed);
    const creator = source.ledger.msps.deserialize(signed.identity);
    const { start, stop } = rangeOf(seek, source.own.height());
    for (let number = start; ; number++) {
        const isThere = number < source.own.height();
        if (!isThere && seek.getBehavior() === orderer.SeekInfo.SeekBehavior.FAIL_IF_NOT_READY) {
            throw new Refusal(common.Status.NOT_FOUND, `block ${number} not found`);
        }
        await source.own.whenBlock(number, signal);
        if (source.ledger.msps.expired(creator)) {
            throw new Refusal(common.Status.FORBIDDEN, 'deliver client identity expired');
        }
        await send(stream, source.response(number, seek, signed), signal);
        if (number === stop) {
            return;
        }
    }
}

function authorise(source: BlockSource, signed: SignedData): void {
    try {
        source.authorise(signed);
    } catch (error) {
        throw new Refusal(common.Status.FORBIDDEN, error instanceof Error ? error.message : String(error));
    }
}
