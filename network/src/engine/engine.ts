import { FabricLayout } from '../fabric/layout.js';
import { NetworkLayout } from '../layout.js';
import { exists } from '../pki/folders.js';
import { NetworkError } from '../problems.js';

/** What plays peers and orderers: one process of ours, or Hyperledger Fabric's own programs. */
export const ENGINES = ['embedded', 'fabric'] as const;
export type Engine = (typeof ENGINES)[number];

/** The engine whose ledger lies in a data directory; undefined where there is none yet. */
export async function engineOf(dataDirectory: string): Promise<Engine | undefined> {
    const layout = new NetworkLayout(dataDirectory);
    if (await exists(new FabricLayout(layout).genesisBlock)) {
        return 'fabric';
    }
    return (await exists(layout.ledger)) ? 'embedded' : undefined;
}

/**
 * Makes sure that a data directory is new or was begun by the same engine: neither reads the other's ledger.
 * @throws NetworkError ENGINE_CHANGED
 */
export async function requireSameEngine(engine: Engine, dataDirectory: string): Promise<void> {
    const before = await engineOf(dataDirectory);
    if (before !== undefined && before !== engine) {
        throw new NetworkError(
            'ENGINE_CHANGED',
            `the ledger in ${dataDirectory} is of the engine "${before}"; use --engine ${before}, choose another --data, ` +
                'or erase it with "linguang network reset"',
        );
    }
}
