import { buildPrograms, NotHere, type Programs } from './builds.js';

let built: Promise<Programs> | undefined;

/** The programs, built once; a test that needs them is skipped, and says so, where they cannot be built. */
export async function programsOrSkip(context: Mocha.Context): Promise<Programs> {
    built ??= buildPrograms();
    try {
        return await built;
    } catch (error) {
        if (error instanceof NotHere) {
            console.warn(`      SKIPPED: this machine cannot build programs in Go and Java: ${error.message}`);
            return context.skip();
        }
        throw error;
    }
}
