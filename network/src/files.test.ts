import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { unfinishedWrites, writeFileAtomically } from './files.js';

describe('writing files', () => {
    let folder = '';
    before(async () => {
        folder = await mkdtemp(join(tmpdir(), 'linguang-files-'));
    });
    after(() => rm(folder, { recursive: true, force: true }));

    it('leaves nothing beside the file', async () => {
        await writeFileAtomically(join(folder, 'a.json'), '1');
        await writeFileAtomically(join(folder, 'a.json'), '2');
        expect(await readdir(folder)).to.deep.equal(['a.json']);
    });

    it('finds what killed writers left of these files, and nothing else', async () => {
        const strangers = ['b.json.17.0011aaff.tmp', 'a.json.tmp', 'a.json.17.0011AAFF.tmp', 'xa.json.17.0011aaff.tmp'];
        for (const name of ['a.json.17.0011aaff.tmp', ...strangers]) {
            await writeFile(join(folder, name), '');
        }
        const found = await unfinishedWrites([join(folder, 'a.json'), join(folder, 'c.json')]);
        expect(found.map((file) => basename(file))).to.deep.equal(['a.json.17.0011aaff.tmp']);
        expect(await unfinishedWrites([join(folder, 'nowhere', 'a.json')])).to.deep.equal([]);
    });
});
