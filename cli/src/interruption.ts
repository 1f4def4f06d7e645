/** Signals with which a person or the system asks a program to end. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * An abort signal for the first request to end. The program then ends by its own rules; a third Ctrl-C ends it at once.
 * A launcher that keeps a channel to us counts too: its end is ours, unless we are to live on in the background.
 */
export function interruption(options: Readonly<{ background?: boolean }> = {}): AbortSignal {
    const controller = new AbortController();
    if (options.background !== true && process.channel !== undefined) {
        process.channel.unref();
        process.once('disconnect', () => controller.abort());
    }
    let interrupts = 0;
    for (const name of SIGNALS) {
        process.on(name, () => {
            controller.abort();
            if (name === 'SIGINT' && ++interrupts >= 3) {
                process.exit(130);
            }
        });
    }
    return controller.signal;
}

/** Resolves when the signal is aborted. */
export async function untilAborted(signal: AbortSignal): Promise<void> {
    if (!signal.aborted) {
        // A pending promise alone keeps no process alive.
        const alive = setInterval(() => undefined, 60_000);
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        clearInterval(alive);
    }
}
