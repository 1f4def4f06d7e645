import { createHash } from 'node:crypto';
import { expect } from 'chai';
import type { LineProof, SlotDetail } from '../../../src/http/api.ts';
import { lineBelongs } from './proof.ts';

const sha256 = (...parts: readonly (string | Buffer)[]) => {
    const hash = createHash('sha256');
    for (const part of parts) {
        hash.update(part);
    }
    return hash.digest();
};

const trade = { trade: 1, plant: 'pv', source: 'solar', zone: 'z', wh: 9, certifiable: 9, price: 5000, fee: 0 };
const line = {
    v: 1,
    slot: 100,
    revision: 1,
    point: 'home-01',
    participant: 'p-1',
    zone: 'z',
    plant: '',
    energy: 'clean',
    state: 'signed',
    imported: 9,
    exported: 0,
    generated: null,
    start: null,
    end: null,
    gap: null,
    ownReceived: [],
    ownGiven: [],
    bought: [trade],
    sold: [],
    fromGrid: 0,
    toGrid: 0,
    money: { bought: 45000, fees: 0, retail: 0, sold: 0, feedIn: 0, imbalance: 0, balance: 45000 },
};

/** JSON with sorted keys and no white space, written anew for this test. */
function sorted(value: unknown): string {
    if (typeof value !== 'object' || value === null) {
        return JSON.stringify(value);
    }
    if (Array.isArray(value)) {
        return `[${value.map(sorted).join()}]`;
    }
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([key, member]) => `"${key}":${sorted(member)}`).join()}}`;
}

/** A tree of two leaves, hashed by hand as RFC 9162 has it. */
const salt = '5a'.repeat(32);
const leaf = sha256('\x00', sorted({ line, salt }));
const sibling = sha256('\x00', 'another');
const proof: LineProof = { line, salt, index: 0, size: 2, path: [sibling.toString('hex')] };
const record: SlotDetail = {
    slot: 100,
    start: '1970-01-02T01:00Z',
    revision: 1,
    final: true,
    rulesVersion: 1,
    importedWh: 0,
    exportedWh: 0,
    ownWh: 0,
    matchedWh: 0,
    residualFromGridWh: 0,
    residualToGridWh: 0,
    price: null,
    readings: {},
    block: 9,
    transactionId: '',
    digest: '',
    previousDigest: null,
    inputsDigest: '',
    merkleRoot: sha256('\x01', leaf, sibling).toString('hex'),
    treeSize: 2,
    record: {},
    asOf: { block: 9 },
};

describe('a settlement line checked on this device', () => {
    it('belongs to the record that holds its hash', () => {
        expect(lineBelongs(proof, record)).to.equal(true);
    });

    it('does not belong when a figure, the revision or the record differs', () => {
        expect(lineBelongs({ ...proof, line: { ...proof.line, fromGrid: 1 } }, record)).to.equal(false);
        expect(lineBelongs(proof, { ...record, revision: 2 })).to.equal(false);
        expect(lineBelongs(proof, { ...record, merkleRoot: '00'.repeat(32) })).to.equal(false);
    });
});
