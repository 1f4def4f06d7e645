import type { Writable } from 'node:stream';

/** Writes a message and waits while the client reads more slowly than we send. @throws the signal's reason */
export async function send<Message>(
    stream: Pick<Writable, 'once' | 'removeListener'> & { write(message: Message): boolean },
    message: Message,
    signal: AbortSignal,
): Promise<void> {
    signal.throwIfAborted();
    if (stream.write(message)) {
        return;
    }
    await new Promise<void>((resolve, reject) => {
        const drained = (): void => {
            signal.removeEventListener('abort', aborted);
            resolve();
        };
        const aborted = (): void => {
            stream.removeListener('drain', drained);
            reject(signal.reason);
        };
        stream.once('drain', drained);
        signal.addEventListener('abort', aborted, { once: true });
    });
}
