import { closeSync, mkdtempSync, openSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ReadModel } from './readmodel.js';

/** Blocks without transactions that follow each other. */
function fill(readModel: ReadModel, count: number): void {
    for (let number = readModel.height; number < count; number++) {
        readModel.apply({ number, hash: `h${number}`, previousHash: `h${number - 1}`, transactions: [] });
    }
}

describe('a read model whose file is damaged', () => {
    let folder: string;
    let file: string;
    let reasons: string[];
    const open = () => ReadModel.open(file, { damaged: (reason) => void reasons.push(reason) });

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), 'linguang-damage-'));
        file = join(folder, 'readmodel.sqlite');
        reasons = [];
        const readModel = open();
        fill(readModel, 500);
        readModel.close();
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    it('is kept where it is sound', () => {
        const readModel = open();
        expect(readModel.height).to.equal(500);
        readModel.close();
        expect(reasons).to.deep.equal([]);
    });

    for (const [name, harm] of [
        ['cut off', () => truncateSync(file, Math.floor(statSync(file).size / 2))],
        [
            'overwritten by something else',
            () => writeFileSync(file, 'this is no database, and never was one\n'.repeat(500)),
        ],
        ['full of holes', () => overwrite(file)],
    ] as const) {
        it(`begins again at block 0, and says why, where it is ${name}`, () => {
            harm();
            const readModel = open();
            expect(readModel.height).to.equal(0);
            fill(readModel, 3);
            expect(readModel.height).to.equal(3);
            readModel.close();
            expect(reasons).to.have.length(1);
        });
    }

    it('is not thrown away for another reason, such as a folder in its place', () => {
        rmSync(file);
        expect(() => ReadModel.open(folder, { damaged: (reason) => void reasons.push(reason) })).to.throw();
        expect(reasons).to.deep.equal([]);
    });
});

/** Every page after the first becomes the same byte, which is no page of a tree. */
function overwrite(file: string): void {
    const open = openSync(file, 'r+');
    const page = 4096;
    for (let at = page; at < statSync(file).size; at += page) {
        writeSync(open, Buffer.alloc(page, 0xa5), 0, page, at);
    }
    closeSync(open);
}
