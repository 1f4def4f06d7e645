/**
 * Prints an error for a person: one with a code prints its message only, everything else with the place where it
 * happened, since it is a mistake of ours.
 */
export function report(error: unknown): void {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
        console.error(error.message);
    } else {
        console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
}

/** Exit code for an error: 130 for an interruption by the person, else 1. */
export function exitCodeOf(error: unknown): number {
    return error instanceof Error && error.name === 'AbortError' ? 130 : 1;
}
