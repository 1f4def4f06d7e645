/** Runs transactions that a ledger records again, with the contracts of this package and without a network. No fabric-shim. */
// biome-ignore-all assist/source/organizeImports: the log level is set before the contract API is loaded
import './quiet.js';

export { execute, isRecomputable, Refusal, recompute } from './recompute.js';
export {
    type ReadOnlyWorld,
    type Recomputed,
    type Recorded,
    Unavailable,
    UnknownFunction,
    type World,
    type Write,
} from './world.js';
