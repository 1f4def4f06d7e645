import { expect } from 'chai';
import type { Visitor } from './chromium.js';

/** A file as it came to a stranger. */
export type Received = Readonly<{ name: string; bytes: Buffer }>;

/** What somebody does who was given a certificate and wants to know whether it is true. */
export class Stranger {
    constructor(readonly visitor: Visitor) {}

    /** Gives the page a file and answers what it makes of it. */
    async checks({ name, bytes }: Received): Promise<string> {
        const { page } = this.visitor;
        await page.setInputFiles('.filedrop input', { name, mimeType: 'application/octet-stream', buffer: bytes });
        return await this.#outcome(name);
    }

    /**
     * The same with the keyboard alone, up to the browser's own dialog, whose opening by a key is the browser's business.
     * @param field - the name of the field
     */
    async checksByKeyboard({ name, bytes }: Received, field: string): Promise<string> {
        const { page } = this.visitor;
        await this.visitor.tabTo(field);
        const file = { name, mimeType: 'application/octet-stream', buffer: bytes };
        await page.setInputFiles('.filedrop input:focus', file);
        return await this.#outcome(name);
    }

    /** The same by dragging the file onto the page. */
    async drops({ name, bytes }: Received): Promise<string> {
        const { page } = this.visitor;
        await page.evaluate(`(() => {
            const bytes = Uint8Array.from(atob(${JSON.stringify(bytes.toString('base64'))}), (one) => one.charCodeAt(0));
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([bytes], ${JSON.stringify(name)}));
            for (const type of ['dragover', 'drop']) {
                document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
            }
        })()`);
        return await this.#outcome(name);
    }

    /** Opens the public page of a number, as a scanned code does; answers what it says. */
    async opens(path: string): Promise<string> {
        await this.visitor.go(path);
        await this.visitor.page.waitForSelector('.verdict');
        return await this.#shown();
    }

    /** Each check with its result and reason, in the order of the page. */
    async reasons(): Promise<readonly string[]> {
        const { page } = this.visitor;
        await page.click('.checks:not([open]) > summary');
        return await page.locator('.check-line').allInnerTexts();
    }

    async #outcome(name: string): Promise<string> {
        await this.visitor.page.waitForSelector(`.verdict-asked:has-text("${name}")`);
        return await this.#shown();
    }

    async #shown(): Promise<string> {
        return (await this.visitor.page.getAttribute('.verdict', 'data-outcome')) ?? expect.fail('no verdict');
    }
}

/** The file with one byte changed. @param at - where, as a part of its length */
export function changed({ name, bytes }: Received, at: number): Received {
    const copy = Buffer.from(bytes);
    const place = Math.floor(copy.length * at);
    copy[place] = (copy[place] ?? 0) ^ 1;
    return { name: `changed-${name}`, bytes: copy };
}
