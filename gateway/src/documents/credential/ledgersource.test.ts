import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import {
    buildCertificate,
    documentDigest,
    hex,
    intervalsOf,
    type Line,
    ledgerDay,
    monthRange,
    sumIntervals,
} from '@linguang/chaincode/domain';
import { SAMPLE_SEED, sampleCertificate } from '@linguang/chaincode/testing';
import { expect } from 'chai';
import { hmacSha256, sha256 } from '../../crypto/sha256.js';
import { ReadModel } from '../../readmodel/readmodel.js';
import { readModelSchema } from '../../readmodel/schema.js';
import { openDatabase } from '../../storage/database.js';
import { LedgerSource } from './ledgersource.js';

const sample = sampleCertificate();
const { facts: sampleFacts, participant } = sample;
const { basis, issuer, accreditations, scheme } = sampleFacts;
const functions = { hash: sha256, hmac: hmacSha256 };

/** A quarter-hour in which the flat bought, and the trade that a correction takes away. */
const corrected = sampleFacts.lines
    .map(({ line }) => line)
    .find(({ point, bought }) => point === 'flat-3' && bought.length > 0);

describe('facts of documents from the ledger', () => {
    let folder: string;
    let database: DatabaseSync;
    let readModel: ReadModel;
    let source: LedgerSource;

    /** A row; columns that are left out are 0 or empty. */
    function insert(table: string, row: Readonly<Record<string, SQLInputValue>>): void {
        const columns = database.prepare(`PRAGMA table_info(${table})`).all();
        const values = columns.map(({ name, type }) => row[String(name)] ?? (type === 'INTEGER' ? 0 : ''));
        const places = columns.map(() => '?').join();
        database.prepare(`INSERT OR REPLACE INTO ${table} VALUES (${places})`).run(...values);
    }

    const digestOf = () => {
        const found = source.certificate(basis.number);
        return found && documentDigest(buildCertificate({ ...found.facts, issuer }, functions), sha256);
    };
    const issue = (status: string, digest: string) =>
        insert('certificates', {
            number: basis.number,
            participant,
            record: JSON.stringify({ v: 2, ...basis, digest, status }),
            first: basis.period.from,
            block: 10,
            idx: 1,
        });
    const march = () => {
        const found = source.month(basis.number, '2026-03');
        return found && sumIntervals(intervalsOf(found.lines, monthRange('2026-03', 480)));
    };

    before(() => {
        folder = mkdtempSync(join(tmpdir(), 'linguang-ledgersource-'));
        const file = join(folder, 'readmodel.sqlite');
        database = openDatabase(file, readModelSchema, 'NORMAL');
        const { rules } = sampleFacts;
        const record = { v: 1, version: rules.version, from: 0, rules, acceptedBy: 'CommunityMSP' };
        insert('rules', { version: rules.version, record: JSON.stringify(record) });
        for (const { record: slot, lines } of sample.settlements) {
            insert('slots', { slot: slot.slot, final: 1, record: JSON.stringify(slot) });
            insert('seeds', { slot: slot.slot, seed: hex(SAMPLE_SEED) });
            for (const [position, line] of lines.entries()) {
                const { point, participant: whose, state } = line;
                insert('lines', {
                    slot: line.slot,
                    position,
                    point,
                    participant: whose,
                    state,
                    record: JSON.stringify(line),
                });
            }
        }
        for (const [key, slots] of allocated(sampleFacts.lines.map(({ line }) => line))) {
            const [plant = '', day = ''] = key.split('|');
            insert('allocations', { plant, day: Number(day), number: basis.number, map: mapOf(slots) });
        }
        readModel = ReadModel.open(file);
        source = new LedgerSource({
            readModel,
            channel: sampleFacts.channel,
            simulation: true,
            scheme: () => scheme,
            accreditations: () => accreditations,
        });
    });
    after(() => {
        readModel.close();
        database.close();
        rmSync(folder, { recursive: true, force: true });
    });

    /** Plant and ledger day → quarters of the day, as the contract writes them. */
    function allocated(lines: readonly Line[]): ReadonlyMap<string, readonly number[]> {
        const found = new Map<string, number[]>();
        for (const { slot, bought } of lines) {
            for (const { plant } of bought) {
                const key = `${plant}|${ledgerDay(slot)}`;
                found.set(key, [...(found.get(key) ?? []), slot % 96]);
            }
        }
        return found;
    }
    function mapOf(quarters: readonly number[]): string {
        const bits = quarters.reduce((map, quarter) => map | (1n << BigInt(95 - quarter)), 0n);
        return bits.toString(16).padStart(24, '0');
    }
    /** The grid takes back what the flat bought in one quarter-hour. */
    function correct(block: number): void {
        if (corrected === undefined) {
            throw new Error('a line with a trade is expected');
        }
        const { slot, point, bought, fromGrid, toGrid, imported, exported, money } = corrected;
        const energy = { imported, exported, fromGrid, toGrid };
        const none = Object.fromEntries(Object.keys(money).map((name) => [name, 0]));
        const trades = bought.map(({ trade }) => ({ side: 'bought', trade, after: { wh: 0, certifiable: 0 } }));
        const entry = {
            v: 1,
            slot,
            number: 1,
            point,
            participant,
            own: false,
            before: energy,
            after: energy,
            trades,
            shift: null,
            money: none,
            balance: 0,
        };
        insert('corrections', { slot, number: 1, point, block, idx: 0 });
        insert('correction_details', { slot, number: 1, record: JSON.stringify({ entries: [entry] }) });
        insert('correction_entries', { slot, number: 1, point, participant });
    }

    it('are the same before the issue and after it, to the byte', () => {
        const lines = sampleFacts.lines.filter(({ certified }) => certified);
        const prepared = source.facts({ basis, participant, scheme, accreditations, lines });
        if (prepared === undefined) {
            throw new Error('facts are expected');
        }
        const digest = documentDigest(buildCertificate({ ...prepared, issuer }, functions), sha256);
        issue('valid', digest);
        expect(source.certificate(basis.number)?.digest).to.equal(digest);
        expect(digestOf()).to.equal(digest);
        expect(source.certificate('LG-0')).to.equal(undefined);
    });

    it('stay as they were issued when a later correction changes the lines; a summary counts it', () => {
        const digest = digestOf();
        const before = march();
        correct(11);
        const taken = corrected?.bought.reduce((sum, { wh }) => sum + wh, 0) ?? 0;
        expect(digestOf()).to.equal(digest);
        expect(march()?.matchedWh).to.equal((before?.matchedWh ?? 0) - taken);
        expect(march()?.consumedWh).to.equal(before?.consumedWh);
    });

    it('count corrections that were on the ledger before the issue', () => {
        correct(9);
        expect(() => digestOf()).to.throw('CREDENTIAL_INCONSISTENT');
        correct(11);
    });

    it('give a summary only what valid certificates certify, and say that the month is not final', () => {
        expect(source.month(basis.number, '2026-03')?.final).to.equal(false);
        issue('revoked', '');
        expect(march()).to.include({ matchedWh: 0 });
        expect(march()?.consumedWh).to.be.greaterThan(0);
        issue('valid', '');
    });

    it('are not to be had where the private data of the period is gone', () => {
        database.exec('DELETE FROM seeds');
        expect(source.certificate(basis.number)).to.equal(undefined);
    });
});
