/** What `promise` resolves with, or undefined after `milliseconds`. Costs no error object and no signal, which aborted waits do. */
export async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<undefined>((resolve) => {
        timer = setTimeout(() => resolve(undefined), milliseconds);
        timer.unref();
    });
    try {
        return await Promise.race([promise, enough]);
    } finally {
        clearTimeout(timer);
    }
}
