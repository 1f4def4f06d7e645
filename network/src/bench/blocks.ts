import { common } from '@hyperledger/fabric-protos';
import { validationCode } from './ledgerclient.js';
import { tally } from './statistics.js';

/** What stands in a range of blocks. */
export type BlockFill = Readonly<{
    blocks: number;
    transactions: number;
    /** Transactions that are valid. */
    valid: number;
    /** The others, by validation code. */
    invalid: Readonly<Record<string, number>>;
    perBlock: Readonly<{ mean: number; largest: number }>;
    bytes: Readonly<{ mean: number; largest: number }>;
}>;

/** Counts serialised blocks: how full they are, and what their validation said. */
export function fillOf(serialised: readonly Uint8Array[]): BlockFill {
    const codes: number[] = [];
    const counts: number[] = [];
    for (const bytes of serialised) {
        const block = common.Block.deserializeBinary(bytes);
        const filter = block.getMetadata()?.getMetadataList_asU8()[common.BlockMetadataIndex.TRANSACTIONS_FILTER];
        counts.push(block.getData()?.getDataList_asU8().length ?? 0);
        codes.push(...(filter ?? []));
    }
    const sizes = serialised.map(({ length }) => length);
    return {
        blocks: serialised.length,
        transactions: codes.length,
        valid: codes.filter((code) => code === 0).length,
        invalid: tally(codes.filter((code) => code !== 0).map(validationCode)),
        perBlock: spread(counts),
        bytes: spread(sizes),
    };
}

function spread(values: readonly number[]): { mean: number; largest: number } {
    const sum = values.reduce((total, value) => total + value, 0);
    return { mean: values.length === 0 ? 0 : sum / values.length, largest: Math.max(0, ...values) };
}
