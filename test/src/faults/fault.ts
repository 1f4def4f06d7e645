import type { Stage } from './stage.js';

/** What runs underneath: the embedded network, or real Fabric with one of its two ways to agree. */
export const PLACES = ['embedded', 'raft', 'bft'] as const;
export type Place = (typeof PLACES)[number];

/** Something that goes wrong on purpose while the load goes on, and is over when `inject` resolves. */
export type Fault = Readonly<{
    /** Its group, 1 to 10, as `--only` names it. */
    number: number;
    name: string;
    places: readonly Place[];
    /** @throws Skipped where this machine does not permit it; Error where the system did not do what it promises */
    inject: (stage: Stage) => Promise<void>;
}>;

/** A fault that cannot be made here; said loudly, and never counted as passed. */
export class Skipped extends Error {
    override readonly name = 'Skipped';
}
