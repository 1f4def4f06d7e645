/**
 * Keys are BLOBs so that SQLite orders them by bytes, as Fabric does (composite keys begin with NUL).
 *
 * `state` holds the newest version of each key; `past` the versions that were replaced, with the block that replaced
 * them (`until`): a snapshot of h blocks sees a row with block < h ≤ until. `kind`: 0 value written, 1 deletion (for
 * histories; never visible), 2 only metadata written.
 */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS block (number INTEGER PRIMARY KEY, hash BLOB NOT NULL, bytes BLOB NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS block_hash ON block (hash);
CREATE TABLE IF NOT EXISTS tx (
    block INTEGER NOT NULL, idx INTEGER NOT NULL, txid TEXT NOT NULL, code INTEGER NOT NULL,
    seconds INTEGER NOT NULL, nanos INTEGER NOT NULL, PRIMARY KEY (block, idx)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tx_txid ON tx (txid, block, idx);
CREATE TABLE IF NOT EXISTS space (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, metadata INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS state (
    space INTEGER NOT NULL, key BLOB NOT NULL, block INTEGER NOT NULL, tx INTEGER NOT NULL, kind INTEGER NOT NULL,
    metadata BLOB, value BLOB NOT NULL, PRIMARY KEY (space, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS past (
    space INTEGER NOT NULL, key BLOB NOT NULL, block INTEGER NOT NULL, tx INTEGER NOT NULL, kind INTEGER NOT NULL,
    until INTEGER NOT NULL, metadata BLOB, value BLOB NOT NULL, PRIMARY KEY (space, key, block, tx)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS past_until ON past (until, space, key);
CREATE TABLE IF NOT EXISTS private_write (
    block INTEGER NOT NULL, tx INTEGER NOT NULL, namespace TEXT NOT NULL, collection TEXT NOT NULL,
    members TEXT NOT NULL, expires INTEGER, rwset BLOB NOT NULL,
    PRIMARY KEY (block, tx, namespace, collection)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS private_write_expires ON private_write (expires) WHERE expires IS NOT NULL;
CREATE TABLE IF NOT EXISTS private_key (
    space INTEGER NOT NULL, hash BLOB NOT NULL, block INTEGER NOT NULL, tx INTEGER NOT NULL,
    PRIMARY KEY (space, hash, block, tx)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS private_missing (
    block INTEGER NOT NULL, tx INTEGER NOT NULL, namespace TEXT NOT NULL, collection TEXT NOT NULL,
    PRIMARY KEY (block, tx, namespace, collection)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS private_expiry (
    expires INTEGER NOT NULL, namespace TEXT NOT NULL, collection TEXT NOT NULL, hash BLOB NOT NULL,
    block INTEGER NOT NULL, key BLOB, PRIMARY KEY (expires, namespace, collection, hash, block)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS purge (
    space INTEGER NOT NULL, hash BLOB NOT NULL, block INTEGER NOT NULL, tx INTEGER NOT NULL,
    PRIMARY KEY (space, hash)) WITHOUT ROWID;
`;

export const TRANSIENT_SCHEMA = `
CREATE TABLE IF NOT EXISTS staged (
    txid TEXT NOT NULL, namespace TEXT NOT NULL, collection TEXT NOT NULL, hash BLOB NOT NULL,
    received INTEGER NOT NULL, holder TEXT NOT NULL, rwset BLOB NOT NULL,
    PRIMARY KEY (txid, namespace, collection, hash)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS staged_received ON staged (received);
`;
