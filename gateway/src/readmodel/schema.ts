import type { Schema } from '../storage/database.js';

/**
 * The tables that are made from blocks alone. `block` and `idx` place a row on the ledger. Energy in Wh, money in 10⁻⁷ CNY; a
 * column that is NULL is unknown, never zero.
 */
const tables = `CREATE TABLE blocks (number INTEGER PRIMARY KEY, hash TEXT NOT NULL, previous TEXT NOT NULL,
        transactions INTEGER NOT NULL, valid INTEGER NOT NULL) STRICT;
     CREATE TABLE transactions (id TEXT PRIMARY KEY, block INTEGER NOT NULL, idx INTEGER NOT NULL, code INTEGER NOT NULL,
        creator TEXT NOT NULL, at TEXT NOT NULL) STRICT, WITHOUT ROWID;
     CREATE TABLE heads (name TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
     CREATE TABLE rules (version INTEGER PRIMARY KEY, record TEXT NOT NULL) STRICT;
     CREATE TABLE participants (participant TEXT PRIMARY KEY, record TEXT NOT NULL, block INTEGER NOT NULL) STRICT;
     CREATE TABLE mandates (mandate TEXT PRIMARY KEY, participant TEXT NOT NULL, record TEXT NOT NULL) STRICT;
     CREATE TABLE entries (kind TEXT NOT NULL, id TEXT NOT NULL, slot INTEGER NOT NULL, sequence INTEGER NOT NULL,
        participant TEXT, record TEXT NOT NULL, block INTEGER NOT NULL, idx INTEGER NOT NULL, transaction_id TEXT NOT NULL,
        PRIMARY KEY (kind, id, slot, sequence)) STRICT;
     CREATE INDEX entries_participant ON entries (participant, kind, slot);
     CREATE INDEX entries_slot ON entries (kind, slot);
     CREATE TABLE owners (plant TEXT NOT NULL, slot INTEGER NOT NULL, sequence INTEGER NOT NULL, participant TEXT NOT NULL,
        PRIMARY KEY (plant, slot, sequence)) STRICT, WITHOUT ROWID;
     CREATE TABLE batches (slot INTEGER NOT NULL, transaction_id TEXT NOT NULL, late INTEGER NOT NULL, record TEXT NOT NULL,
        PRIMARY KEY (slot, transaction_id)) STRICT;
     CREATE TABLE refusals (block INTEGER NOT NULL, idx INTEGER NOT NULL, i INTEGER NOT NULL, slot INTEGER NOT NULL,
        point TEXT NOT NULL, code TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (block, idx, i)) STRICT, WITHOUT ROWID;
     CREATE INDEX refusals_slot ON refusals (slot);
     CREATE TABLE slots (slot INTEGER PRIMARY KEY, revision INTEGER NOT NULL, final INTEGER NOT NULL, record TEXT NOT NULL,
        block INTEGER NOT NULL, idx INTEGER NOT NULL, transaction_id TEXT NOT NULL) STRICT;
     CREATE INDEX slots_position ON slots (block, idx);
     CREATE INDEX slots_open ON slots (slot) WHERE final = 0;
     CREATE TABLE seeds (slot INTEGER PRIMARY KEY, revision INTEGER NOT NULL, seed TEXT NOT NULL) STRICT;
     CREATE TABLE lines (slot INTEGER NOT NULL, position INTEGER NOT NULL, revision INTEGER NOT NULL, point TEXT NOT NULL,
        participant TEXT NOT NULL, state TEXT NOT NULL, record TEXT NOT NULL, unknown INTEGER NOT NULL,
        imported INTEGER NOT NULL, exported INTEGER NOT NULL, generated INTEGER NOT NULL, own_received INTEGER NOT NULL,
        own_given INTEGER NOT NULL, bought INTEGER NOT NULL, sold INTEGER NOT NULL, from_grid INTEGER NOT NULL,
        to_grid INTEGER NOT NULL, certifiable INTEGER NOT NULL, money_bought INTEGER NOT NULL, money_fees INTEGER NOT NULL,
        money_retail INTEGER NOT NULL, money_sold INTEGER NOT NULL, money_feed_in INTEGER NOT NULL,
        money_without INTEGER NOT NULL, corrected INTEGER NOT NULL, money_corrected INTEGER NOT NULL,
        PRIMARY KEY (slot, position)) STRICT, WITHOUT ROWID;
     CREATE INDEX lines_unread ON lines (slot, point) WHERE state NOT IN ('signed', 'registerJump') AND corrected < 2;
     CREATE TABLE supplies (slot INTEGER NOT NULL, position INTEGER NOT NULL, participant TEXT NOT NULL, supplier TEXT NOT NULL,
        source TEXT NOT NULL, wh INTEGER NOT NULL, money INTEGER NOT NULL, fees INTEGER NOT NULL,
        PRIMARY KEY (slot, position, supplier, source)) STRICT, WITHOUT ROWID;
     CREATE TABLE figures (slot INTEGER NOT NULL, position INTEGER NOT NULL, participant TEXT NOT NULL, imbalance INTEGER NOT NULL,
        wh INTEGER NOT NULL, money INTEGER NOT NULL, fees INTEGER NOT NULL, at_low INTEGER NOT NULL, at_high INTEGER NOT NULL,
        PRIMARY KEY (slot, position)) STRICT, WITHOUT ROWID;
     CREATE INDEX figures_participant ON figures (participant, slot);
     CREATE INDEX supplies_participant ON supplies (participant, slot);
     CREATE INDEX lines_participant ON lines (participant, slot);
     CREATE INDEX lines_point ON lines (point, slot);
     CREATE TABLE orders (slot INTEGER NOT NULL, point TEXT NOT NULL, sequence INTEGER NOT NULL, participant TEXT NOT NULL,
        record TEXT NOT NULL, block INTEGER NOT NULL, transaction_id TEXT NOT NULL, PRIMARY KEY (slot, point, sequence)) STRICT;
     CREATE INDEX orders_participant ON orders (participant, slot);
     CREATE TABLE order_contents (commitment TEXT PRIMARY KEY, slot INTEGER NOT NULL, opened INTEGER NOT NULL,
        record TEXT NOT NULL) STRICT, WITHOUT ROWID;
     CREATE TABLE auctions (slot INTEGER PRIMARY KEY, written INTEGER NOT NULL, complete INTEGER NOT NULL, record TEXT NOT NULL) STRICT;
     CREATE TABLE contracts (slot INTEGER NOT NULL, contract INTEGER NOT NULL, seller TEXT NOT NULL, sell_order INTEGER NOT NULL,
        buyer TEXT NOT NULL, buy_order INTEGER NOT NULL, record TEXT NOT NULL, PRIMARY KEY (slot, contract)) STRICT, WITHOUT ROWID;
     CREATE INDEX contracts_seller ON contracts (seller, slot);
     CREATE INDEX contracts_buyer ON contracts (buyer, slot);
     CREATE TABLE order_states (slot INTEGER NOT NULL, id TEXT NOT NULL, state TEXT NOT NULL,
        PRIMARY KEY (slot, id)) STRICT, WITHOUT ROWID;
     CREATE TABLE corrections (slot INTEGER NOT NULL, number INTEGER NOT NULL, point TEXT NOT NULL, decided INTEGER NOT NULL,
        record TEXT NOT NULL, block INTEGER NOT NULL, idx INTEGER NOT NULL, transaction_id TEXT NOT NULL,
        PRIMARY KEY (slot, number)) STRICT;
     CREATE TABLE correction_details (slot INTEGER NOT NULL, number INTEGER NOT NULL, record TEXT NOT NULL,
        PRIMARY KEY (slot, number)) STRICT;
     CREATE TABLE correction_entries (slot INTEGER NOT NULL, number INTEGER NOT NULL, point TEXT NOT NULL,
        participant TEXT NOT NULL, shifted INTEGER, PRIMARY KEY (slot, number, point)) STRICT, WITHOUT ROWID;
     CREATE INDEX correction_entries_participant ON correction_entries (participant);
     CREATE INDEX correction_entries_shifted ON correction_entries (shifted, point) WHERE shifted IS NOT NULL;
     CREATE INDEX corrections_decided ON corrections (decided);
     CREATE TABLE bill_days (day INTEGER NOT NULL, shard INTEGER NOT NULL, shards INTEGER NOT NULL,
        PRIMARY KEY (day, shard)) STRICT, WITHOUT ROWID;
     CREATE TABLE bill_months (month TEXT PRIMARY KEY, closed INTEGER NOT NULL, record TEXT NOT NULL) STRICT;
     CREATE TABLE month_totals (month TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
     CREATE TABLE pool_lists (slot INTEGER NOT NULL, sequence INTEGER NOT NULL, digest TEXT NOT NULL,
        PRIMARY KEY (slot, sequence)) STRICT, WITHOUT ROWID;
     CREATE TABLE pool_kept (digest TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT, WITHOUT ROWID;
     CREATE TABLE pool_openings (month TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
     CREATE TABLE pool_servings (slot INTEGER PRIMARY KEY, record TEXT NOT NULL) STRICT;
     CREATE TABLE pool_months (month TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
     CREATE TABLE feed_ins (month TEXT PRIMARY KEY, feed_in INTEGER NOT NULL) STRICT;
     CREATE TABLE bills (month TEXT NOT NULL, participant TEXT NOT NULL, digest TEXT NOT NULL, record TEXT,
        PRIMARY KEY (month, participant)) STRICT, WITHOUT ROWID;
     CREATE INDEX bills_participant ON bills (participant, month);
     CREATE TABLE objections (month TEXT NOT NULL, participant TEXT NOT NULL, line INTEGER NOT NULL, status TEXT NOT NULL,
        record TEXT NOT NULL, words TEXT, block INTEGER NOT NULL, PRIMARY KEY (month, participant, line)) STRICT, WITHOUT ROWID;
     CREATE TABLE plants (plant TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
     CREATE TABLE schemes (scheme TEXT NOT NULL, version INTEGER NOT NULL, record TEXT NOT NULL, PRIMARY KEY (scheme, version)) STRICT;
     CREATE TABLE status_entries (list INTEGER NOT NULL, position INTEGER NOT NULL, number TEXT NOT NULL,
        PRIMARY KEY (list, position)) STRICT, WITHOUT ROWID;
     CREATE TABLE reservations (plant TEXT NOT NULL, day INTEGER NOT NULL, state TEXT NOT NULL, record TEXT NOT NULL,
        PRIMARY KEY (plant, day)) STRICT;
     CREATE TABLE reconciliations (plant TEXT NOT NULL, month TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (plant, month)) STRICT;
     CREATE TABLE allocations (plant TEXT NOT NULL, day INTEGER NOT NULL, number TEXT NOT NULL, wh INTEGER NOT NULL,
        map TEXT NOT NULL, PRIMARY KEY (plant, day, number)) STRICT, WITHOUT ROWID;
     CREATE TABLE storages (device TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
     CREATE TABLE storage_records (device TEXT NOT NULL, slot INTEGER NOT NULL, kind TEXT NOT NULL, record TEXT NOT NULL,
        PRIMARY KEY (device, slot, kind)) STRICT, WITHOUT ROWID;
     CREATE TABLE certificates (number TEXT PRIMARY KEY, participant TEXT, record TEXT NOT NULL, first INTEGER NOT NULL,
        block INTEGER NOT NULL, idx INTEGER NOT NULL, transaction_id TEXT NOT NULL, at TEXT NOT NULL,
        revoked_block INTEGER, revoked_transaction TEXT, revoked_at TEXT) STRICT;
     CREATE INDEX certificates_participant ON certificates (participant, first);
     CREATE INDEX certificates_first ON certificates (first);
     CREATE INDEX certificates_position ON certificates (block, idx);
     CREATE TABLE claims (point TEXT NOT NULL, day INTEGER NOT NULL, record TEXT NOT NULL, PRIMARY KEY (day, point)) STRICT, WITHOUT ROWID;
     CREATE TABLE tree_heads (position INTEGER PRIMARY KEY, size INTEGER NOT NULL, state TEXT NOT NULL, digest TEXT NOT NULL,
        record TEXT NOT NULL, block INTEGER NOT NULL, transaction_id TEXT NOT NULL, at TEXT NOT NULL, sealed_block INTEGER,
        sealed_transaction TEXT, sealed_at TEXT) STRICT;
     CREATE INDEX tree_heads_size ON tree_heads (size);
     CREATE TABLE log_keys (org TEXT NOT NULL, kid TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (org, kid)) STRICT;
     CREATE TABLE split_views (digest TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;`;

/** Every table with the columns that order its rows. Lines and seeds come from private data of the consortium, the others are public. */
export const primaryKeys: Readonly<Record<string, string>> = {
    blocks: 'number',
    transactions: 'id',
    heads: 'name',
    rules: 'version',
    participants: 'participant',
    mandates: 'mandate',
    entries: 'kind, id, slot, sequence',
    owners: 'plant, slot, sequence',
    batches: 'slot, transaction_id',
    refusals: 'block, idx, i',
    slots: 'slot',
    seeds: 'slot',
    lines: 'slot, position',
    supplies: 'slot, position, supplier, source',
    orders: 'slot, point, sequence',
    order_contents: 'commitment',
    auctions: 'slot',
    contracts: 'slot, contract',
    order_states: 'slot, id',
    figures: 'slot, position',
    corrections: 'slot, number',
    correction_details: 'slot, number',
    correction_entries: 'slot, number, point',
    bill_days: 'day, shard',
    bill_months: 'month',
    month_totals: 'month',
    pool_lists: 'slot, sequence',
    pool_kept: 'digest',
    pool_openings: 'month',
    pool_servings: 'slot',
    pool_months: 'month',
    feed_ins: 'month',
    bills: 'month, participant',
    objections: 'month, participant, line',
    plants: 'plant',
    schemes: 'scheme, version',
    status_entries: 'list, position',
    reservations: 'plant, day',
    reconciliations: 'plant, month',
    allocations: 'plant, day, number',
    storages: 'device',
    storage_records: 'device, slot, kind',
    certificates: 'number',
    claims: 'day, point',
    tree_heads: 'position',
    log_keys: 'org, kid',
    split_views: 'digest',
};

export const readModelTables = Object.keys(primaryKeys);

/** Raise it with every change of the tables: those of an older version are thrown away and made again from block 0. */
const version = 14;

export const readModelSchema: Schema = [
    ...Array<string>(version - 1).fill(''),
    readModelTables.map((table) => `DROP TABLE IF EXISTS ${table}; `).join('') + tables,
];
