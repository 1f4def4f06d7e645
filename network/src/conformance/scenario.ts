import type { Stage } from './stage.js';

/** One part of Fabric's behaviour, played through clients. It must leave the network as it found it, but for its keys. */
export type Scenario = Readonly<{
    /** Name of its recording; and with a dot the prefix of its keys. */
    name: string;
    run: (stage: Stage) => Promise<void>;
}>;
