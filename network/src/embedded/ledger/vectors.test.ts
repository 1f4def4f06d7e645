import { common, ledger } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { parsePolicyExpression } from '../policy/expression.js';
import { Batch, WRITTEN } from './batch.js';
import { headerHash } from './block.js';
import { sha256 } from './bytes.js';
import { commitHash } from './commithash.js';
import { RangeResults } from './merkle.js';
import { kvRead, RwsetBuilder } from './rwsetbuilder.js';
import { Snapshot } from './snapshot.js';
import { hashedSpace } from './spaces.js';
import { Store } from './store.js';
import { FABRIC } from './testing/vectors.js';

const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');
const text = (value: string): Uint8Array => Buffer.from(value);

describe('bytes that real Fabric makes too', function () {
    this.timeout(60_000);

    it('block header hashes', () => {
        for (const [number, expected] of Object.entries(FABRIC.headers)) {
            const header = new common.BlockHeader();
            header.setNumber(Number(number));
            header.setPreviousHash(text('previous'));
            header.setDataHash(text('data'));
            expect(hex(headerHash(header)), number).to.equal(expected);
        }
    });

    it('policies from expressions', () => {
        for (const [expression, expected] of Object.entries(FABRIC.policies)) {
            expect(hex(parsePolicyExpression(expression).serializeBinary()), expression).to.equal(expected);
        }
    });

    it('Merkle summaries of ranges', () => {
        for (const [count, expected] of Object.entries(FABRIC.merkle)) {
            const results = new RangeResults();
            for (let at = 0; at < Number(count); at += 1) {
                const version = { block: Math.floor(at / 10), tx: at % 10 };
                results.add(kvRead(`k${String(at).padStart(5, '0')}`, version));
            }
            expect(hex(sha256(results.done().summary?.serializeBinary() ?? '')), count).to.equal(expected);
        }
    });

    it('public and private read-write sets', () => {
        const builder = new RwsetBuilder();
        builder.addRead('ns2', 'b', { block: 1, tx: 2 });
        builder.addRead('ns2', 'a', undefined);
        builder.addRead('ns2', 'g', { block: 0, tx: 0 });
        builder.addWrite('ns1', '\u{1F600}', text('smile'));
        builder.addWrite('ns1', '\uFFEE', text('bmp'));
        builder.addWrite('ns1', 'gone', undefined);
        builder.addMetadata(
            'ns1',
            'gone',
            new Map([
                ['z', text('1')],
                ['a', text('2')],
            ]),
        );
        builder.addMetadata('ns1', 'cleared', new Map());
        const reads = new ledger.rwset.kvrwset.QueryReads();
        reads.setKvReadsList([kvRead('a', { block: 4, tx: 5 })]);
        const range = new ledger.rwset.kvrwset.RangeQueryInfo();
        range.setStartKey('a');
        range.setEndKey('c');
        range.setItrExhausted(true);
        range.setRawReads(reads);
        builder.addRange('ns2', range);
        builder.addRange('ns2', range.clone());
        builder.addHashedRead('ns1', 'coll', 'r', { block: 3, tx: 3 });
        builder.addHashedRead('ns1', 'coll', 'absent', undefined);
        builder.addPrivateWrite('ns1', 'coll', 'w', { value: text('private'), purge: false });
        builder.addPrivateWrite('ns1', 'coll', 'd', { value: undefined, purge: false });
        builder.addPrivateWrite('ns1', 'coll', 'p', { value: undefined, purge: true });
        builder.addPrivateMetadata('ns1', 'coll', 'w', new Map([['m', text('x')]]));
        builder.addPrivateWrite('ns3', 'other', 'w', { value: text('private'), purge: false });
        const built = builder.build();
        expect(hex(built.publicRwset)).to.equal(FABRIC.publicRwset);
        expect(hex(built.privateRwset)).to.equal(FABRIC.privateRwset);
    });

    it('commit hashes', () => {
        const store = new Store(':memory:');
        const batch = new Batch(new Snapshot(store, 300));
        const add = (space: string, key: string, tx: number, value?: string): void =>
            batch.add({
                space,
                key: text(key),
                version: { block: 300, tx },
                value: value === undefined ? undefined : text(value),
                metadata: undefined,
                kind: WRITTEN,
            });
        add('ns2', 'k', 5, 'v');
        add('ns1', 'key1', 0, 'value1');
        add('ns1', 'key2', 1);
        add('ns1', '\0comp\0', 256, 'c');
        add(hashedSpace('ns1', 'collb'), 'hash2', 3);
        add(hashedSpace('ns1', 'colla'), 'hash1', 2, 'vh1');
        add(hashedSpace('ns0', 'coll'), 'hash3', 4, 'vh3');
        expect(hex(commitHash(Uint8Array.of(0, 11, 0, 12), batch, text('previous')))).to.equal(FABRIC.commitHash);
        store.close();
    });
});
