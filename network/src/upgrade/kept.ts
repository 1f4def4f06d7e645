import type { NetworkLayout } from '../layout.js';
import type { Topology } from '../topology.js';
import { sameEntry } from './entry.js';
import { type KeptUpgrade, readRequest, readUpgrades, writeUpgrades } from './request.js';

/**
 * The topology with its chaincodes as upgrades on the running network left them, an interrupted one that had been proven
 * included: that one is thereby completed. An upgrade holds while the topology given at a start is the one it was made
 * over; whoever changes the entry since then has the last word.
 * @param onProgress - told which chaincodes are not as the topology says
 */
export async function withUpgrades(
    topology: Topology,
    layout: NetworkLayout,
    onProgress: (step: string) => void,
): Promise<Topology> {
    const pending = await readRequest(layout);
    const before = await readUpgrades(layout);
    const kept: KeptUpgrade[] = [];
    const chaincodes = topology.chaincodes.map((given) => {
        const earlier = before.find(
            ({ over, entry }) => over.name === given.name && (sameEntry(over, given) || sameEntry(entry, given)),
        );
        const isPending = pending?.phase === 'proven' && pending.chaincode.name === given.name;
        const entry = isPending ? pending.chaincode : (earlier?.entry ?? given);
        const over = earlier?.over ?? given;
        if (!sameEntry(over, entry)) {
            kept.push({ over, entry });
        }
        if (isPending) {
            onProgress(`completing the interrupted upgrade of ${given.name}`);
        } else if (!sameEntry(given, entry)) {
            onProgress(`${given.name} stays as it was upgraded; change its entry in the topology to alter it`);
        }
        return entry;
    });
    if (before.length > 0 || kept.length > 0) {
        await writeUpgrades(layout, kept);
    }
    return { ...topology, chaincodes };
}

/** Notes that the running network has another entry than the topology it was started with. */
export async function keepUpgrade(layout: NetworkLayout, upgrade: KeptUpgrade): Promise<void> {
    const others = (await readUpgrades(layout)).filter(({ over }) => over.name !== upgrade.over.name);
    await writeUpgrades(layout, sameEntry(upgrade.over, upgrade.entry) ? others : [...others, upgrade]);
}
