import { clocks } from './clock.js';
import { cuts } from './cut.js';
import { disks } from './disk.js';
import type { Fault } from './fault.js';
import { kills } from './kill.js';
import { lies } from './lie.js';
import { overloads } from './overload.js';
import { pauses } from './pause.js';
import { repetitions } from './repetition.js';
import { restarts } from './restart.js';
import { upgrades } from './upgrade.js';

/** All faults there are, in the order in which they are made. */
export const catalogue: readonly Fault[] = [
    ...kills,
    ...pauses,
    ...cuts,
    ...disks,
    ...lies,
    ...clocks,
    ...repetitions,
    ...overloads,
    ...restarts,
    ...upgrades,
];
