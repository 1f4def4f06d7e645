import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';

const dist = join(import.meta.dirname, '..', 'dist');

/** What Vite says of a script: which others it needs at once, and which only when it asks for them. */
type Chunk = Readonly<{ file: string; imports?: string[]; dynamicImports?: string[]; css?: string[] }>;

const entry = 'index.html';
const languages = /^i18n\//;

describe('the built pages', () => {
    let chunks: Readonly<Record<string, Chunk>>;

    before(function () {
        const manifest = join(dist, '.vite', 'manifest.json');
        if (!existsSync(manifest)) {
            this.skip();
        }
        chunks = JSON.parse(readFileSync(manifest, 'utf8'));
    });

    const chunk = (name: string): Chunk => chunks[name] ?? expect.fail(`${name} is not in the manifest`);

    /** All files of a kind that these scripts need before the first of them runs. */
    function needed(names: readonly string[], kind: 'file' | 'css'): ReadonlySet<string> {
        const seen = new Set<string>();
        const visit = (name: string) => {
            if (!seen.has(name)) {
                seen.add(name);
                chunk(name).imports?.forEach(visit);
            }
        };
        names.forEach(visit);
        return new Set([...seen].flatMap((name) => chunk(name)[kind] ?? []));
    }

    const gzipped = (files: Iterable<string>): number =>
        [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file))).length, 0);

    const loadedLater = (): readonly string[] => chunk(entry).dynamicImports ?? [];
    const languageSize = () =>
        Math.max(...loadedLater().flatMap((name) => (languages.test(name) ? [gzipped([chunk(name).file])] : [])));

    it('load on demand: what nobody asks for is in no script of the first page', () => {
        const pages = loadedLater().filter((name) => !languages.test(name));
        expect(pages).to.have.length.greaterThan(20);
        expect(pages).to.include('src/verify/verify.tsx').and.to.include('src/grid/tariffs.tsx');
        expect(gzipped(needed([entry], 'file'))).to.be.below(35_000);
    });

    it('need at most 100 kB of gzipped scripts for any first page, its language counted, and 30 kB of styles', () => {
        const sizes = loadedLater()
            .filter((name) => !languages.test(name))
            .map((page) => ({ page, bytes: languageSize() + gzipped(needed([entry, page], 'file')) }));
        expect(sizes.filter(({ bytes }) => bytes >= 100_000)).to.deep.equal([]);
        expect(gzipped(needed([entry, ...loadedLater()], 'css'))).to.be.below(30_000);
    });

    it('have one that verifies documents alone: in one file, whose policy allows its own script and style and no connection', () => {
        const html = readFileSync(join(dist, 'verify.html'), 'utf8');
        const inside = (pattern: RegExp) => pattern.exec(html)?.[1] ?? expect.fail(`there is no ${pattern}`);
        const digest = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
        const policy = inside(/http-equiv="Content-Security-Policy" content="([^"]+)"/).split('; ');
        expect(policy).to.include("default-src 'none'");
        expect(policy).to.include(`script-src ${digest(inside(/<script type="module">([\s\S]*?)<\/script>/))}`);
        expect(policy).to.include(`style-src ${digest(inside(/<style>([\s\S]*?)<\/style>/))}`);
        expect(policy.join()).not.to.include('connect-src');
        const outside = html
            .replace(/<script type="module">[\s\S]*?<\/script>/, '')
            .match(/(?:src|href)="(?!data:)[^"]*"/g);
        expect(outside).to.equal(null);
        expect(html).to.include('<script type="application/json" id="anchors">null</script>');
    });

    it('hold no script or style in the page and name no other host', () => {
        const html = readFileSync(join(dist, 'index.html'), 'utf8');
        expect(html).not.to.match(/<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=/);
        expect(html).not.to.match(/https?:\/\//);
    });
});
