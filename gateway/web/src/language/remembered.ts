/** What this device remembers of the reader's wishes. A browser that keeps nothing (private windows, files) forgets, no more. */
export function remembered(name: string): string | undefined {
    try {
        return localStorage.getItem(name) ?? undefined;
    } catch {
        return undefined;
    }
}

export function remember(name: string, value: string): void {
    try {
        localStorage.setItem(name, value);
    } catch {
        // Nothing is lost but the wish.
    }
}
