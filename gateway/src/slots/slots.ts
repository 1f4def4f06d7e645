import { formatSlot, recordDigest, type Slot, type SlotRecord } from '@linguang/chaincode/domain';
import { sha256 } from '../crypto/sha256.js';
import type { SlotDetail, SlotSummary } from '../http/api.js';
import { type ReadModel, type Row, recordOf } from '../readmodel/readmodel.js';

/** A settled slot as lists and the stream show it. */
export function slotSummary(row: Row): SlotSummary {
    const record = recordOf<SlotRecord>(row);
    const { totals, prices } = record;
    return {
        slot: record.slot,
        start: formatSlot(record.slot),
        revision: record.revision,
        final: record.final,
        rulesVersion: record.rulesVersion,
        importedWh: totals.imported,
        exportedWh: totals.exported,
        ownWh: totals.own,
        matchedWh: totals.traded,
        residualFromGridWh: totals.fromGrid,
        residualToGridWh: totals.toGrid,
        price:
            prices === null || totals.traded === 0
                ? null
                : {
                      lowest: prices.low,
                      mean: Number(BigInt(totals.tradedMoney) / BigInt(totals.traded)),
                      highest: prices.high,
                  },
        readings: { ...record.states },
        block: Number(row['block']),
        transactionId: String(row['transaction_id']),
    };
}

/** A slot with what is needed to check it. */
export function slotDetail(readModel: ReadModel, slot: Slot): SlotDetail | undefined {
    const row = readModel.one('SELECT * FROM slots WHERE slot = ?', slot);
    if (row === undefined) {
        return undefined;
    }
    const record = recordOf<SlotRecord>(row);
    return {
        ...slotSummary(row),
        digest: recordDigest(record, sha256),
        previousDigest: record.previousDigest,
        inputsDigest: record.inputsDigest,
        merkleRoot: record.root,
        treeSize: record.size,
        record,
        asOf: readModel.asOf,
    };
}
