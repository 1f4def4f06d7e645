import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';

const dist = join(import.meta.dirname, '..', 'dist');

function gzipped(ending: string): number {
    const assets = join(dist, 'assets');
    const files = readdirSync(assets).filter((name) => name.endsWith(ending));
    return files.reduce((sum, name) => sum + gzipSync(readFileSync(join(assets, name))).length, 0);
}

describe('the built pages', () => {
    before(function () {
        if (!existsSync(dist)) {
            this.skip();
        }
    });

    it('load at most 100 kB of gzipped scripts, both languages counted, and 30 kB of styles', () => {
        expect(gzipped('.js')).to.be.below(100_000);
        expect(gzipped('.css')).to.be.below(30_000);
    });

    it('hold no script or style in the page and name no other host', () => {
        const html = readFileSync(join(dist, 'index.html'), 'utf8');
        expect(html).not.to.match(/<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=/);
        expect(html).not.to.match(/https?:\/\//);
    });
});
