import { EventEmitter, once } from 'node:events';
import { z } from 'zod';

const Told = z.object({ slot: z.int() });

/** When a page that listens at a gateway is told of settled slots. */
export class SlotEvents {
    readonly #seen = new Map<number, number>();
    readonly #news = new EventEmitter();
    readonly #stop = new AbortController();

    private constructor() {}

    static async listen(port: number): Promise<SlotEvents> {
        const events = new SlotEvents();
        const { body } = await fetch(`http://127.0.0.1:${port}/v1/slots/stream`, { signal: events.#stop.signal });
        void events.#read(body).catch(() => undefined);
        return events;
    }

    /** The moment at which a page was told of the slot, on the clock of `performance.now()`; waits for it. */
    async told(slot: number): Promise<number> {
        for (;;) {
            const at = this.#seen.get(slot);
            if (at !== undefined) {
                return at;
            }
            await once(this.#news, 'slot');
        }
    }

    close(): void {
        this.#stop.abort();
    }

    async #read(body: ReadableStream<Uint8Array> | null): Promise<void> {
        const decoder = new TextDecoder();
        let text = '';
        for await (const part of body ?? []) {
            text += decoder.decode(part, { stream: true });
            const events = text.split('\n\n');
            text = events.pop() ?? '';
            for (const event of events) {
                const data = /^event: slot\ndata: (.*)$/m.exec(event)?.[1];
                if (data !== undefined) {
                    const { slot } = Told.parse(JSON.parse(data));
                    this.#seen.set(slot, this.#seen.get(slot) ?? performance.now());
                    this.#news.emit('slot');
                }
            }
        }
    }
}

/** `p50 12 ms, p95 34 ms of 96` */
export function percentiles(milliseconds: readonly number[]): string {
    const sorted = milliseconds.toSorted((a, b) => a - b);
    const at = (part: number) => (sorted[Math.ceil(part * sorted.length) - 1] ?? 0).toFixed(0);
    return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms of ${sorted.length}`;
}
