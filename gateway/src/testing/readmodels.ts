/** Test-only entry: read models made again from the ledger, to compare with those that gateways keep. */
import { connectClient, readConnectionProfile } from '@linguang/network';
import { readBlock } from '../ledger/block.js';
import { ReadModel } from '../readmodel/readmodel.js';

/** What a read model holds: blocks applied, and every row of every table in a fixed order. */
export type ReadModelContent = Readonly<{ height: number; rows: readonly string[] }>;

/**
 * What the read model in a file holds; its gateway may be running.
 * @throws Error where the file is damaged; it is left as it is
 */
export function contentOf(file: string): ReadModelContent {
    for (;;) {
        const readModel = ReadModel.open(file, {
            damaged: (reason) => {
                throw new Error(`${file} is damaged: ${reason}`);
            },
        });
        try {
            const rows = [...readModel.dump()];
            const last = readModel.one('SELECT max(number) AS last FROM blocks')?.['last'];
            // Unless a block came meanwhile, of which some tables would know and others not.
            if (readModel.height === Number(last ?? -1) + 1) {
                return { height: readModel.height, rows };
            }
        } finally {
            readModel.close();
        }
    }
}

export type SecondReadingOptions = Readonly<{
    /** Connection profile of the organisation. */
    profile: string;
    /** Client identity of the profile. */
    identity: string;
    /** Peer to read from; by default the organisation's first. */
    peer?: string;
    /** Database of this reading; begun at block 0 where there is none. */
    file: string;
}>;

/** Reads blocks with private data up to `height` into a read model of its own, as a gateway does. */
export async function readAgain(options: SecondReadingOptions, height: number): Promise<ReadModelContent> {
    const profile = await readConnectionProfile(options.profile);
    const client = await connectClient(
        profile,
        options.identity,
        options.peer === undefined ? {} : { peer: options.peer },
    );
    const readModel = ReadModel.open(options.file);
    try {
        if (readModel.height < height) {
            const network = client.gateway.getNetwork(profile.channel);
            const blocks = await network.getBlockAndPrivateDataEvents({ startBlock: BigInt(readModel.height) });
            try {
                for await (const block of blocks) {
                    readModel.apply(readBlock(block));
                    if (readModel.height >= height) {
                        break;
                    }
                }
            } finally {
                blocks.close();
            }
        }
        return { height: readModel.height, rows: [...readModel.dump()] };
    } finally {
        readModel.close();
        client.close();
    }
}
