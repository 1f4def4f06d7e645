import type { DatabaseSync } from 'node:sqlite';
import {
    billKeys,
    certificateKeys,
    collections,
    forwardKeys,
    keys,
    lineKeys,
    logKeys,
    poolKeys,
    privateForwardKeys,
    privatePoolKeys,
} from '@linguang/chaincode/ledger';
import type { BlockTransaction, Write } from '../ledger/block.js';
import {
    projectBill,
    projectBillDocument,
    projectBilledDay,
    projectBillMonth,
    projectFeedIn,
    projectMonthTotals,
    projectObjection,
    projectObjectionText,
} from './bills.js';
import {
    projectAllocation,
    projectCertificate,
    projectClaims,
    projectPlant,
    projectReconciliation,
    projectReservation,
    projectScheme,
    projectStatusEntry,
    projectStorage,
    projectStorageRecord,
} from './certificates.js';
import { projectCorrection, projectCorrectionEntries } from './corrections.js';
import { projectAuction, projectContracts, projectOpened, projectOrder, projectSealed } from './forward.js';
import { projectLogKey, projectSplitView, projectTreeHead } from './log.js';
import { projectPoolKept, projectPoolList, projectPoolMonth, projectPoolOpening, projectPoolServing } from './pool.js';
import { projectBatch } from './readings.js';
import { projectEntry, projectHead, projectMandate, projectParticipant, projectRules } from './registry.js';
import { projectLines, projectSeed, projectSlot } from './settlements.js';

/** Where a write stands on the ledger, and the record it wrote. */
export type Written = Readonly<{
    database: DatabaseSync;
    key: string;
    value: Uint8Array;
    block: number;
    transaction: BlockTransaction;
}>;

type Projector = (written: Written) => void;

/** Kinds of keys by the name they begin with; other keys have no rows. */
const publicEnergy: Readonly<Record<string, Projector>> = {
    [keys.origin.name]: projectHead,
    [keys.gateHead.name]: projectHead,
    [keys.closeHead.name]: projectHead,
    [keys.bookHead.name]: projectHead,
    [keys.rules.name]: projectRules,
    [keys.participant.name]: projectParticipant,
    [keys.mandate.name]: projectMandate,
    [keys.entry.name]: projectEntry,
    [keys.batch.name]: projectBatch,
    [keys.late.name]: projectBatch,
    [keys.slot.name]: projectSlot,
    [keys.correction.name]: projectCorrection,
    [forwardKeys.order.name]: projectOrder,
    [forwardKeys.forward.name]: projectAuction,
    [keys.billedDay.name]: projectBilledDay,
    [keys.billMonth.name]: projectBillMonth,
    [keys.bill.name]: projectBill,
    [keys.feedIn.name]: projectFeedIn,
    [keys.objection.name]: projectObjection,
    [poolKeys.list.name]: projectPoolList,
    [poolKeys.opening.name]: projectPoolOpening,
    [poolKeys.serving.name]: projectPoolServing,
    [poolKeys.month.name]: projectPoolMonth,
};
const privateBills: Readonly<Record<string, Projector>> = {
    [billKeys.billDocument.name]: projectBillDocument,
    [billKeys.objectionText.name]: projectObjectionText,
    [billKeys.monthTotals.name]: projectMonthTotals,
};
/** Collections of one organisation alone. */
const ownOnly: Readonly<Record<string, Projector>> = {
    [privateForwardKeys.sealed.name]: projectSealed,
    [privatePoolKeys.kept.name]: projectPoolKept,
};
const privateLines: Readonly<Record<string, Projector>> = {
    [lineKeys.seed.name]: projectSeed,
    [lineKeys.lines.name]: projectLines,
    [lineKeys.correctionEntries.name]: projectCorrectionEntries,
    [privateForwardKeys.opened.name]: projectOpened,
    [privateForwardKeys.contracts.name]: projectContracts,
};
const publicCertificate: Readonly<Record<string, Projector>> = {
    [certificateKeys.plant.name]: projectPlant,
    [certificateKeys.certificate.name]: projectCertificate,
    [certificateKeys.scheme.name]: projectScheme,
    [certificateKeys.statusEntry.name]: projectStatusEntry,
    [certificateKeys.reservation.name]: projectReservation,
    [certificateKeys.reconciliation.name]: projectReconciliation,
    [certificateKeys.allocation.name]: projectAllocation,
    [certificateKeys.claim.name]: projectClaims,
    [logKeys.head.name]: projectTreeHead,
    [logKeys.key.name]: projectLogKey,
    [logKeys.splitView.name]: projectSplitView,
    [certificateKeys.storage.name]: projectStorage,
    [certificateKeys.storageRecord.name]: projectStorageRecord,
};

/** Turns the writes of a valid transaction into rows. Public writes come first, so a slot's record is there before its lines. */
export function applyTransaction(database: DatabaseSync, block: number, transaction: BlockTransaction): void {
    for (const { chaincode, collection, key, value } of transaction.writes) {
        if (value !== undefined) {
            projectorOf(chaincode, collection, key)?.({ database, key, value, block, transaction });
        }
    }
}

function projectorOf(chaincode: string, collection: Write['collection'], key: string): Projector | undefined {
    const name = key.split('~', 1)[0] ?? '';
    if (chaincode === 'energy' && collection === undefined) {
        return publicEnergy[name];
    }
    if (chaincode === 'energy' && collection === collections.lines) {
        return privateLines[name];
    }
    if (chaincode === 'energy' && collection?.startsWith('_implicit_org_')) {
        return ownOnly[name];
    }
    if (chaincode === 'energy' && collection === collections.bills) {
        return privateBills[name];
    }
    return chaincode === 'certificate' && collection === undefined ? publicCertificate[name] : undefined;
}
