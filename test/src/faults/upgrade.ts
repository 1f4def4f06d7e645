import { join } from 'node:path';
import { copyBuild } from '@linguang/cli/testing/builds';
import { readTopology, upgradeFromOutside } from '@linguang/network';
import type { Fault } from './fault.js';

/** New versions of both chaincodes, one after the other, while the load goes on. */
export const upgrades: readonly Fault[] = [
    {
        number: 10,
        name: 'upgrade of both chaincodes',
        places: ['embedded', 'raft', 'bft'],
        inject: async (stage) => {
            const { layout } = stage.running.network;
            const folder = join(stage.folder, 'next');
            // Words of an error only: what the ledger holds stays the same.
            await copyBuild(folder, 'contracts/energy/participants.js', {
                "kind: 'participant'": "kind: 'participant, says the new version,'",
            });
            for (const chaincode of ['energy', 'certificate']) {
                const running = await readTopology(layout.topology);
                const chaincodes = running.chaincodes.map((one) =>
                    one.name === chaincode ? { ...one, cwd: folder } : one,
                );
                const { outcome } = await upgradeFromOutside({
                    dataDirectory: layout.root,
                    chaincode,
                    topology: { ...running, chaincodes },
                });
                if (outcome !== 'upgraded') {
                    throw new Error(`${chaincode} is ${outcome}`);
                }
                await stage.recovered();
                await stage.more(stage.options.operations);
            }
        },
    },
];
