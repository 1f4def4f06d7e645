import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const SOURCES = fileURLToPath(new URL('../../src/domain', import.meta.url));

describe('the domain', () => {
    const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
        (file) => file.endsWith('.ts') && !/\.test\.ts$|(^|[\\/])test/.test(file),
    );

    it('imports nothing outside itself', () => {
        for (const file of files) {
            const text = readFileSync(path.join(SOURCES, file), 'utf8');
            for (const [, specifier = 'import()'] of text.matchAll(/\bfrom '([^']+)';$|^import '|import\('/gm)) {
                const target = path.join(path.dirname(file), specifier);
                expect(specifier.startsWith('.') && !target.startsWith('..'), `${file}: ${specifier}`).to.equal(true);
                expect(/test/.test(specifier), `${file}: ${specifier}`).to.equal(false);
            }
        }
        expect(files.length).to.be.greaterThan(30);
    });

    it('has no clock, randomness, locale, process or network', () => {
        const banned =
            /\b(Date\s*[.(]|new Date|Intl\.|toLocale\w+|localeCompare|Math\.random|performance\.|process\.|globalThis|setTimeout|fetch\(|Buffer\.|crypto\.(?!js))/;
        for (const file of files) {
            const code = readFileSync(path.join(SOURCES, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
            expect(banned.exec(code)?.[0], file).to.equal(undefined);
        }
    });
});
