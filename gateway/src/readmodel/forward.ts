import { commitmentOf, type ForwardOrder, parseOrder } from '@linguang/chaincode/domain';
import { forwardRecords } from '@linguang/chaincode/ledger';
import { sha256 } from '../crypto/sha256.js';
import { statement } from '../storage/database.js';
import type { Written } from './projection.js';
import { text } from './registry.js';

/** What everybody sees of an order. */
export function projectOrder({ database, value, block, transaction }: Written): void {
    const { slot, point, sequence, participant } = forwardRecords.order.decode(value);
    statement(database, 'INSERT OR REPLACE INTO orders VALUES (?, ?, ?, ?, ?, ?, ?)').run(
        slot,
        point,
        sequence,
        participant,
        text(value),
        block,
        transaction.transactionId,
    );
}

/** A sealed content: only the community's own gateway ever sees one. */
export function projectSealed({ database, value }: Written): void {
    saveContent(database, parseOrder(text(value)), false);
}

export function projectOpened({ database, value }: Written): void {
    for (const content of forwardRecords.opened.decode(value).contents) {
        saveContent(database, content, true);
    }
}

/** The result of an auction, with the number of its parts on the ledger. */
export function projectAuction({ database, value }: Written): void {
    const { slot, written, parts } = forwardRecords.forward.decode(value);
    statement(database, 'INSERT OR REPLACE INTO auctions VALUES (?, ?, ?, ?)').run(
        slot,
        written,
        written === parts ? 1 : 0,
        text(value),
    );
}

export function projectContracts({ database, value }: Written): void {
    const { slot, contracts, states } = forwardRecords.contracts.decode(value);
    const contract = statement(database, 'INSERT OR REPLACE INTO contracts VALUES (?, ?, ?, ?, ?, ?, ?)');
    for (const one of contracts) {
        const { seller, sellOrder, buyer, buyOrder } = one;
        contract.run(slot, one.contract, seller, sellOrder, buyer, buyOrder, JSON.stringify(one));
    }
    const state = statement(database, 'INSERT OR REPLACE INTO order_states VALUES (?, ?, ?)');
    for (const [order, name] of states) {
        state.run(slot, order, name);
    }
}

function saveContent(database: Written['database'], content: ForwardOrder, opened: boolean): void {
    statement(
        database,
        `INSERT INTO order_contents VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (commitment) DO UPDATE SET opened = max(opened, excluded.opened)`,
    ).run(commitmentOf(content, sha256), content.slot, opened ? 1 : 0, JSON.stringify(content));
}
