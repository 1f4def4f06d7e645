import { orderersOf, peersOf } from '../topology.js';
import type { EmbeddedNetwork } from './network.js';
import { openOperations } from './services/operations.js';

/**
 * Opens the operations endpoint of every node of the network. The first orderer says that it leads: one ordering stands
 * behind all of them.
 * @returns closes them
 */
export async function openAllOperations({ topology, ledger, peers, orderers }: EmbeddedNetwork): Promise<() => void> {
    const { channel } = topology;
    const open = [
        ...peersOf(topology).map(({ name, ports }) => {
            const peer = peers.find((one) => one.name === name);
            return openOperations({
                channel,
                port: ports.operations,
                isRunning: () => peer?.running ?? false,
                height: () => peer?.height() ?? 0,
            });
        }),
        ...orderersOf(topology).map(({ name, ports }, index) => {
            const orderer = orderers.find((one) => one.name === name);
            return openOperations({
                channel,
                port: ports.operations,
                isRunning: () => orderer?.running ?? false,
                height: () => ledger.height,
                leads: index === 0,
            });
        }),
    ];
    const closers = await Promise.all(open);
    return () => {
        for (const close of closers) {
            close();
        }
    };
}
