import { computed, signal } from '@preact/signals';
import type { Clock, Info, SlotSummary } from '../../../src/http/api.ts';
import { read } from './api.ts';

/** At most one refresh of the pages in this time, however fast a simulation settles slots. */
const refreshMilliseconds = 1500;

/** What the gateway says about itself; undefined until it has answered. */
export const info = signal<Info | undefined>(undefined);
/** Whether the stream of settled slots is connected. */
export const connected = signal(false);
/** Grows when something on the ledger may have changed what a page shows. */
export const tick = signal(0);

/** Minutes by which the community's clock is ahead of UTC; fixed by the rules. */
export const offsetMinutes = computed(() => info.value?.rules?.utcOffsetMinutes ?? 480);
/** The last settled slot. */
export const settledThrough = computed(() => info.value?.clock.settledThrough ?? undefined);

/** Reads /v1/info, again and again until the gateway answers, then follows the stream of slots. */
export async function follow(): Promise<void> {
    for (let wait = 500; info.value === undefined; wait = Math.min(wait * 2, 8000)) {
        try {
            info.value = await read<Info>('/v1/info');
        } catch {
            await new Promise((resolve) => setTimeout(resolve, wait));
        }
    }
    listen();
}

function listen(): void {
    const stream = new EventSource('/v1/slots/stream');
    stream.onopen = () => {
        connected.value = true;
    };
    stream.onerror = () => {
        connected.value = false;
    };
    stream.addEventListener('slot', (event: MessageEvent<string>) => {
        const settled: SlotSummary = JSON.parse(event.data);
        advance({ settledThrough: Math.max(settled.slot, settledThrough.value ?? 0) });
        refreshSoon();
    });
    stream.addEventListener('clock', (event: MessageEvent<string>) => {
        const clock: Clock = JSON.parse(event.data);
        advance(clock);
        refreshSoon();
    });
    stream.addEventListener('resync', refreshSoon);
}

function advance(change: Partial<Clock>): void {
    if (info.value) {
        info.value = { ...info.value, clock: { ...info.value.clock, ...change } };
    }
}

let scheduled = false;

function refreshSoon(): void {
    if (!scheduled) {
        scheduled = true;
        setTimeout(() => {
            scheduled = false;
            tick.value += 1;
        }, refreshMilliseconds);
    }
}
