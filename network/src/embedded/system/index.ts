import { Deployments } from '../chaincode/deployment.js';
import type { ChaincodeRuntime } from '../chaincode/runtime.js';
import type { Ledger } from '../ledger.js';
import { cscc } from './cscc.js';
import { lifecycle } from './lifecycle/lifecycle.js';
import { PackageStore } from './packages/packagestore.js';
import { qscc } from './qscc.js';
import type { SystemChaincode } from './systemchaincode.js';

/**
 * The chaincodes that are part of every peer: `qscc`, `cscc`, `_lifecycle`.
 * @param packageDirectory - where packages that administrators install are kept, a folder per peer; undefined: in memory
 */
export function systemChaincodes(
    options: Readonly<{ ledger: Ledger; runtime: ChaincodeRuntime; packageDirectory?: string }>,
): readonly SystemChaincode[] {
    const { ledger, runtime, packageDirectory } = options;
    const packages = new PackageStore(runtime, packageDirectory);
    const deployments = new Deployments(ledger, runtime);
    return [qscc(ledger), cscc(ledger), lifecycle({ ledger, packages, deployments })];
}
