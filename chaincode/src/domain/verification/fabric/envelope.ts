import { concat, type Hash, hex, sameBytes, utf8Text, type VerifyEs256 } from '../../crypto.js';
import type { Network } from '../bundle.js';
import { Refusal } from '../refusal.js';
import { isSigned, memberOf } from './member.js';
import { Message } from './protobuf.js';

/** What peers signed in answer to a proposal, all signatures checked. */
export type Endorsed = Readonly<{
    transactionId: string;
    chaincode: string;
    /** Name of the function first. */
    args: readonly string[];
    /** What the function answered. */
    answer: string;
    /** Organisations whose peers signed, each once. */
    organisations: readonly string[];
    /** Keys of the chaincode that were read, with the transaction that had written them; none where the key was absent. */
    reads: ReadonlyMap<string, { readonly block: number; readonly transaction: number } | null>;
    /** Keys of the chaincode that were written; null: deleted. */
    writes: ReadonlyMap<string, string | null>;
}>;

export type FabricTrust = Readonly<{ network: Network; hash: Hash; verify: VerifyEs256 }>;

const ENDORSER_TRANSACTION = 3;

/**
 * Reads a `common.Envelope` of a transaction, submitted or not, and checks everything in it that is signed: by its client over all of it, by
 * peers over the proposal's hash, the answer and the read-write set. Which organisations' peers must have signed is the caller's question.
 * @throws Refusal LEDGER_FORM, LEDGER_MEMBER, LEDGER_CHANNEL, LEDGER_CLIENT, LEDGER_PROPOSAL, LEDGER_ENDORSEMENT
 */
export function readEndorsed(envelope: Uint8Array, { network, hash, verify }: FabricTrust): Endorsed {
    try {
        return read(envelope, { network, hash, verify });
    } catch (error) {
        throw error instanceof Refusal ? error : new Refusal('LEDGER_FORM');
    }
}

function read(envelope: Uint8Array, { network, hash, verify }: FabricTrust): Endorsed {
    const outer = new Message(envelope);
    const [payload, clientSignature] = [outer.bytes(1), outer.bytes(2)];
    outer.end();
    const body = new Message(payload);
    const header = body.message(1);
    const [channelHeader, signatureHeader] = [header.bytes(1), header.bytes(2)];
    const { transactionId, creator } = headersOf(channelHeader, signatureHeader, network, hash);
    const client = memberOf(creator, ['client', 'admin'], network, verify);
    if (!isSigned(client, payload, clientSignature, verify)) {
        throw new Refusal('LEDGER_CLIENT');
    }
    const [action, more] = body.message(2).list(1);
    if (action === undefined || more !== undefined) {
        throw new Refusal('LEDGER_FORM');
    }
    const inner = new Message(action);
    if (!sameBytes(inner.bytes(1), signatureHeader)) {
        throw new Refusal('LEDGER_PROPOSAL');
    }
    const content = inner.message(2);
    const proposal = content.bytes(1);
    const endorsed = content.message(2);
    const response = endorsed.bytes(1);
    const { answer, chaincode, results } = responseOf(response, hash(concat(channelHeader, signatureHeader, proposal)));
    const invocation = invocationOf(proposal);
    if (invocation.chaincode !== chaincode) {
        throw new Refusal('LEDGER_PROPOSAL');
    }
    const organisations = endorsed.list(2).map((endorsement) => {
        const parts = new Message(endorsement);
        const [identity, signature] = [parts.bytes(1), parts.bytes(2)];
        const peer = memberOf(identity, ['peer'], network, verify);
        if (!isSigned(peer, concat(response, identity), signature, verify)) {
            throw new Refusal('LEDGER_ENDORSEMENT', { organisation: peer.mspId });
        }
        return peer.mspId;
    });
    return {
        transactionId,
        chaincode,
        args: invocation.args,
        answer,
        organisations: [...new Set(organisations)],
        ...setsOf(results, chaincode),
    };
}

/** A transaction's id is the hash of what its client made up for it and of who the client is. */
function headersOf(channelHeader: Uint8Array, signatureHeader: Uint8Array, { channel }: Network, hash: Hash) {
    const [about, by] = [new Message(channelHeader), new Message(signatureHeader)];
    const [creator, nonce] = [by.bytes(1), by.bytes(2)];
    const transactionId = utf8Text(about.bytes(5));
    if (about.integer(1) !== ENDORSER_TRANSACTION || transactionId !== hex(hash(concat(nonce, creator)))) {
        throw new Refusal('LEDGER_PROPOSAL');
    }
    if (utf8Text(about.bytes(4)) !== channel) {
        throw new Refusal('LEDGER_CHANNEL', { channel });
    }
    return { transactionId, creator };
}

function responseOf(bytes: Uint8Array, proposalHash: Uint8Array) {
    const response = new Message(bytes);
    const action = response.message(2);
    const answered = action.message(3);
    if (!sameBytes(response.bytes(1), proposalHash) || answered.integer(1) !== 200) {
        throw new Refusal('LEDGER_PROPOSAL');
    }
    return {
        answer: utf8Text(answered.bytes(3)),
        chaincode: utf8Text(action.message(4).bytes(2)),
        results: action.bytes(1),
    };
}

function invocationOf(proposal: Uint8Array): { readonly chaincode: string; readonly args: readonly string[] } {
    const spec = new Message(proposal).message(1).message(1);
    return { chaincode: utf8Text(spec.message(2).bytes(2)), args: spec.message(3).list(1).map(utf8Text) };
}

function setsOf(results: Uint8Array, chaincode: string): Pick<Endorsed, 'reads' | 'writes'> {
    const reads = new Map<string, { readonly block: number; readonly transaction: number } | null>();
    const writes = new Map<string, string | null>();
    for (const set of new Message(results).list(2).map((bytes) => new Message(bytes))) {
        if (utf8Text(set.bytes(1)) !== chaincode) {
            continue;
        }
        const rwset = set.message(2);
        for (const bytes of rwset.list(1)) {
            const one = new Message(bytes);
            const version = one.bytes(2);
            const place = new Message(version);
            // Block 0, transaction 0 is an empty message, which is not the same as none; nothing is written there.
            const at = version.length === 0 ? null : { block: place.integer(1), transaction: place.integer(2) };
            reads.set(utf8Text(one.bytes(1)), at);
        }
        for (const bytes of rwset.list(3)) {
            const one = new Message(bytes);
            writes.set(utf8Text(one.bytes(1)), one.integer(2) === 1 ? null : utf8Text(one.bytes(3)));
        }
    }
    return { reads, writes };
}
