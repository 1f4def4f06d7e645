import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { type Language, openBrowser, type Screen, Visitor } from './chromium.js';

/** What every suite in a browser begins with: the browser itself, and a folder for pictures of the pages. */
export class Setting {
    private constructor(
        readonly browser: Browser,
        readonly pictures: string,
    ) {}

    /** Opens it; skips the suite, loudly, where this machine has no browser. */
    static async open(suite: Mocha.Context): Promise<Setting> {
        const browser = await openBrowser();
        if (browser === undefined) {
            suite.skip();
        }
        const pictures = process.env['LINGUANG_PICTURES'] ?? mkdtempSync(join(tmpdir(), 'linguang-pictures-'));
        console.log(`      pictures of the pages: ${pictures}`);
        return new Setting(browser, pictures);
    }

    /** Somebody arrives at a gateway's pages. */
    async arrive(origin: string, language: Language, screen: Screen): Promise<Visitor> {
        return await Visitor.arrive(this.browser, origin, language, screen);
    }

    /** Somebody opens a page that was saved to a disk, without any network. */
    async open(file: string, language: Language, screen: Screen): Promise<Visitor> {
        return await Visitor.openFile(this.browser, file, language, screen);
    }

    async close(): Promise<void> {
        await this.browser.close();
    }
}
