import type { Slot } from '../slot.js';
import { slotsBetween } from './claims.js';
import type { PlantAllocation } from './issue.js';

/** Numbers of the certificates that took energy of the allocations' plants in slots from `from` to before `until`, each once. */
export function affectedBy(
    allocations: readonly PlantAllocation[],
    { from, until }: Readonly<{ from: Slot; until: Slot }>,
): readonly string[] {
    const found = allocations.flatMap(({ day, items }) =>
        items.filter(({ map }) => slotsBetween(map, day, from, until).length > 0).map(({ number }) => number),
    );
    return [...new Set(found)];
}
