import { type FabricBinaries, findBinaries } from '../binaries.js';

/** Fabric's programs for a test that needs them; without them the test is skipped and says so. */
export async function binariesOrSkip(context: Mocha.Context): Promise<FabricBinaries> {
    try {
        return await findBinaries();
    } catch (error) {
        console.warn(`      SKIPPED: ${error instanceof Error ? error.message : String(error)}`);
        return context.skip();
    }
}
