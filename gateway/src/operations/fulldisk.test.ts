import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { isStorageFailure, openDatabase } from '../storage/database.js';
import { Journal } from './journal.js';

describe('a journal on a disk that is full', () => {
    let folder: string;
    let database: DatabaseSync;
    let journal: Journal;
    const insert = (text: string) => () => void database.prepare('INSERT INTO t VALUES (?)').run(text);

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), 'linguang-full-'));
        database = openDatabase(join(folder, 'x.sqlite'), ['CREATE TABLE t (a TEXT) STRICT'], 'FULL');
        journal = new Journal(database);
    });
    afterEach(() => {
        database.close();
        rmSync(folder, { recursive: true, force: true });
    });

    it('says of each write that it failed, for want of room, and writes again once there is room', async () => {
        await journal.write(insert('before'));
        // As much room as the file has now: SQLite then answers as on a full disk.
        database.exec('PRAGMA max_page_count = 1');
        const failed = await Promise.all(
            ['x', 'y'].map((name) => journal.write(insert(name.repeat(50_000))).catch((error: unknown) => error)),
        );
        expect(failed.map(isStorageFailure)).to.deep.equal([true, true]);
        database.exec('PRAGMA max_page_count = 100000');
        await journal.write(insert('after'));
        const rows = database.prepare('SELECT a FROM t ORDER BY a').all();
        expect(rows.map((row) => row['a'])).to.deep.equal(['after', 'before']);
    });
});
