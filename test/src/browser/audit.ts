import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Visitor } from './chromium.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * What is wrong with the page as it stands: rules of axe-core that it breaks, anything wider than the screen, text in no language, and
 * what the visitor had to complain of. Takes a picture of it on the way.
 */
export async function faultsOf(visitor: Visitor, folder: string, name: string): Promise<string[]> {
    const { page, language, screen } = visitor;
    await visitor.settled();
    await page.evaluate('document.getAnimations().forEach((animation) => animation.finish())');
    await page.screenshot({ path: join(folder, `${name}-${language}-${screen}.png`), fullPage: true });
    const faults = visitor.complaints.splice(0);
    const found: unknown = await page.evaluate(
        `(async () => {
            if (window.axe === undefined) { ${AXE} }
            const { violations } = await axe.run(document, { runOnly: ${JSON.stringify(RULES)} });
            const broken = violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target.join(' ')).join(', '));
            const wide = document.documentElement.scrollWidth;
            if (wide > document.documentElement.clientWidth) {
                broken.push('wider than the screen: ' + wide);
            }
            const spoken = document.documentElement.lang;
            if (spoken !== ${JSON.stringify(language)}) {
                broken.push('speaks ' + spoken);
            }
            const holes = document.body.innerText.match(/\\b(NaN|undefined|null|\\[object \\w+\\])|\\{\\w+\\}/g) ?? [];
            return broken.concat(holes.map((hole) => 'shows ' + hole));
        })()`,
    );
    return [...faults, ...(Array.isArray(found) ? found.map(String) : ['axe did not answer'])].map(
        (fault) => `${name} ${language} ${screen}: ${fault}`,
    );
}
