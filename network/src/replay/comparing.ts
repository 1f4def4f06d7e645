import { common } from '@hyperledger/fabric-protos';
import { dataHash, dataOf, headerHash, headerOf, metadataAt } from '../embedded/ledger/block.js';
import { sameBytes } from '../embedded/ledger/bytes.js';
import { codeName } from './blockchecks.js';
import { blockOf } from './chainreplay.js';
import type { Difference } from './difference.js';
import type { ExportedBlock } from './reading.js';

const { TRANSACTIONS_FILTER } = common.BlockMetadataIndex;

/** How the same block of two organisations differs, at its first place. Signatures of orderers may differ: each peer keeps those it got. */
export function blockDifference(one: ExportedBlock, other: ExportedBlock): Difference | undefined {
    const [left, right] = [blockOf(one), blockOf(other)];
    const place = { check: 'OTHER_LEDGER', block: one.number };
    const [mine, theirs] = [dataOf(left), dataOf(right)];
    const at = mine.findIndex((envelope, index) => !sameBytes(envelope, theirs[index] ?? new Uint8Array()));
    if (at >= 0 || mine.length !== theirs.length) {
        const transaction = at >= 0 ? at : mine.length;
        const named = (envelopes: readonly Uint8Array[]): string => {
            const envelope = envelopes[transaction];
            return envelope === undefined
                ? 'no such transaction'
                : `${transactionId(envelope)}, digest ${hex(dataHash([envelope]))}`;
        };
        return {
            ...place,
            transaction,
            expected: named(mine),
            found: named(theirs),
            reason: 'the transactions differ',
        };
    }
    const [a, b] = [headerHash(headerOf(left)), headerHash(headerOf(right))];
    if (!sameBytes(a, b)) {
        return { ...place, expected: hex(a), found: hex(b), reason: 'the hashes of the headers differ' };
    }
    const [codes, others] = [metadataAt(left, TRANSACTIONS_FILTER), metadataAt(right, TRANSACTIONS_FILTER)];
    const code = mine.findIndex((_, index) => codes[index] !== others[index]);
    if (code >= 0) {
        const name = (found: Uint8Array): string => codeName(found[code] ?? -1);
        return {
            ...place,
            transaction: code,
            transactionId: transactionId(mine[code] ?? new Uint8Array()),
            expected: name(codes),
            found: name(others),
            reason: 'the validation codes differ',
        };
    }
    return undefined;
}

function transactionId(envelope: Uint8Array): string {
    try {
        const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(envelope).getPayload_asU8());
        const header = payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array();
        return common.ChannelHeader.deserializeBinary(header).getTxId();
    } catch {
        return 'an unreadable transaction';
    }
}

function hex(bytes: Uint8Array): string {
    return Buffer.from(bytes).toString('hex');
}
