import { fileURLToPath } from 'node:url';
import { linguangTopology } from '@linguang/cli';
import type { TopologyInput } from '@linguang/network';

/** The command of a chaincode process; `testing/lyingmain.js` is a dishonest one. */
export function chaincodeCommand(script: 'main.js' | 'testing/lyingmain.js', name: string): string[] {
    return [process.execPath, fileURLToPath(new URL(`../../../../chaincode/dist/${script}`, import.meta.url)), name];
}

const clients = ['gateway', 'operator'];

const linguang = linguangTopology({ portBase: 20_000 });

/** The topology that users start, with batches that do not keep a test waiting. */
export const energyTopology = {
    ...linguang,
    chaincodes: linguang.chaincodes.map((chaincode) => ({
        ...chaincode,
        command: chaincodeCommand('main.js', chaincode.name),
    })),
    batch: { ...linguang.batch, timeoutMs: 10 },
} satisfies TopologyInput;

/** The same with a fourth organisation, a member of the channel but of no contract: for what an outsider may not do. */
export const topologyWithStranger = {
    ...energyTopology,
    organisations: [
        ...energyTopology.organisations,
        { name: 'stranger', mspId: 'StrangerMSP', peers: 1, orderers: 0, clients },
    ],
} satisfies TopologyInput;
