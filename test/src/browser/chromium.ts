import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const PATHS = [
    process.env['CHROMIUM'] ?? '',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
];

/** A browser for these tests; undefined, said loudly, where this machine has none. Set CHROMIUM to its path if it is elsewhere. */
export async function openBrowser(): Promise<Browser | undefined> {
    const executablePath = PATHS.find((path) => path !== '' && existsSync(path));
    if (executablePath === undefined) {
        console.log('      SKIPPED: there is no Chromium (looked at /usr/bin/chromium and the variable CHROMIUM)');
        return undefined;
    }
    return await chromium.launch({
        executablePath,
        args: [
            '--headless',
            '--no-sandbox',
            '--disable-gpu',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
        ],
    });
}

export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

export const SCREENS = {
    phone: { width: 360, height: 740 },
    desktop: { width: 1280, height: 900 },
} as const;
export type Screen = keyof typeof SCREENS;

/** What has the focus: its name (of a field its label's), and how it is shown. */
const FOCUSED = `(() => {
    const on = document.activeElement;
    if (on === document.body) { return ''; }
    const label = on.labels?.[0] ?? on.closest('label');
    const look = [on, on.closest('label')].filter(Boolean).map((it) => getComputedStyle(it)).map((it) => it.outlineStyle + it.boxShadow);
    return (on.getAttribute('aria-label') ?? label?.innerText ?? on.innerText ?? '') + '\\n\\n\\n' + look.join();
})()`;

/** Somebody at a device of their own: what they may reach is one gateway, and any other request is remembered. */
export class Visitor {
    /** Requests to elsewhere, errors of scripts and messages of the console that should not be there. */
    readonly complaints: string[] = [];
    #taps = 0;
    /** Other addresses that these pages may read at. */
    readonly #alsoAt = new Set<string>();

    private constructor(
        readonly page: Page,
        readonly origin: string,
        readonly language: Language,
        readonly screen: Screen,
        readonly context: BrowserContext,
    ) {
        page.on('request', (request) => {
            const url = new URL(request.url());
            if (
                url.origin !== origin &&
                !this.#alsoAt.has(url.origin) &&
                url.protocol !== 'data:' &&
                url.protocol !== 'blob:'
            ) {
                this.complaints.push(`left the origin: ${request.url()}`);
            }
        });
        page.on('pageerror', (error) => this.complaints.push(`script error: ${error.message}`));
        page.on('console', (message) => {
            // A 404 for a number that nobody issued is an answer, which the console shows as an error.
            if (message.type() === 'error' && !message.text().includes('404')) {
                this.complaints.push(`console: ${message.text()}`);
            }
        });
    }

    static async arrive(browser: Browser, origin: string, language: Language, screen: Screen): Promise<Visitor> {
        const context = await browser.newContext({ locale: language, viewport: SCREENS[screen] });
        const page = await context.newPage();
        page.setDefaultTimeout(90_000);
        const visitor = new Visitor(page, origin, language, screen, context);
        await visitor.go('/');
        return visitor;
    }

    /** Somebody opens a page from their own disk, on a device without any network. */
    static async openFile(browser: Browser, file: string, language: Language, screen: Screen): Promise<Visitor> {
        const context = await browser.newContext({ locale: language, viewport: SCREENS[screen], offline: true });
        const page = await context.newPage();
        page.setDefaultTimeout(90_000);
        // Of all files the origin is the text 'null': any other request is remembered.
        const visitor = new Visitor(page, 'null', language, screen, context);
        await page.goto(pathToFileURL(file).href);
        await visitor.settled();
        return visitor;
    }

    /** The pages may read at this address, too. */
    mayReach(origin: string): this {
        this.#alsoAt.add(origin);
        return this;
    }

    /** Has the page save a file; answers its bytes. @param act - what makes the page save it */
    async saves(act: () => Promise<void>): Promise<Readonly<{ name: string; bytes: Buffer }>> {
        const [download] = await Promise.all([this.page.waitForEvent('download'), act()]);
        return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
    }

    /** How often the person has tapped since `countTaps`. */
    get taps(): number {
        return this.#taps;
    }

    countTaps(): void {
        this.#taps = 0;
    }

    async tap(selector: string): Promise<void> {
        this.#taps++;
        await this.page.click(selector);
    }

    /** Opens a page by its address; returns when it has its title and nothing is loading. */
    async go(path: string): Promise<void> {
        await this.page.goto(`${this.origin}${path}`);
        await this.settled();
    }

    async settled(): Promise<void> {
        await this.page.waitForSelector('main:not(:has(.waiting)) h1');
    }

    /** What the main part of the page says. */
    async says(): Promise<string> {
        return String(await this.page.evaluate("document.querySelector('main').innerText"));
    }

    /** Signs in as somebody of the simulated community. */
    async enter(participant: string): Promise<void> {
        await this.page.click(`.person:has-text("${participant}")`);
        await this.page.waitForSelector('nav.tabs');
        await this.settled();
    }

    /** Signs in as the staff of grid company or certifier. */
    async enterDesk(): Promise<void> {
        await this.page.click('main button.primary');
        await this.page.waitForSelector('nav.tabs');
        await this.settled();
    }

    /** Signs in as the community's office. */
    async enterOffice(): Promise<void> {
        await this.page.click('main p > button.button');
        await this.page.waitForSelector('nav.tabs');
        await this.settled();
    }

    /** Tabs on until the focus is on something whose name includes the words; fails where the focus cannot be seen. */
    async tabTo(words: string): Promise<void> {
        for (let step = 0; step < 150; step++) {
            await this.page.keyboard.press('Tab');
            const [name, look] = String(await this.page.evaluate(FOCUSED)).split('\n\n\n');
            if (name?.includes(words)) {
                if (!/solid|auto|rgb/.test(look ?? '')) {
                    throw new Error(`the focus on ${words} cannot be seen: ${look}`);
                }
                return;
            }
        }
        throw new Error(`the keyboard does not reach ${words}`);
    }

    async leave(): Promise<void> {
        await this.context.close();
    }
}
