import type { Topology } from '../topology.js';

/** Commits the definitions of the topology's chaincodes where the channel has others, and resolves when they answer. */
export async function deployDefinitions(topology: Topology, dataDirectory: string): Promise<void> {
    const place = new URL('../lifecycle/index.js', import.meta.url).href;
    const module: unknown = await import(place);
    if (typeof module === 'object' && module !== null && 'deployChaincodes' in module) {
        const { deployChaincodes } = module;
        if (typeof deployChaincodes === 'function') {
            await deployChaincodes(topology, dataDirectory);
        }
    }
}
