export { CATALOGUE, type FindingCode, type Severity } from './doctor/catalogue.js';
export { type Examination, examine } from './doctor/examine.js';
export type { Finding, Passed } from './doctor/finding.js';
export {
    findNetwork,
    purgePaths,
    removePaths,
    resetPaths,
    restartFromOutside,
    runningState,
    stopFromOutside,
} from './engine/control.js';
export { ENGINES, type Engine, engineOf } from './engine/engine.js';
export { type NetworkOptions, type RunningNetwork, startNetwork } from './engine/network.js';
export { isNode, startNode, stopNode, stoppedNodes } from './engine/nodes.js';
export { prepareNetwork } from './engine/prepare.js';
export { chaincodeProcesses, EMBEDDED_PROCESS, embeddedProcess } from './engine/processes.js';
export { telling } from './engine/progress.js';
export { type NetworkStatus, networkStatus, type PartStatus } from './engine/status.js';
export { type BinariesWanted, type FabricBinaries, findBinaries, findInstallations } from './fabric/binaries.js';
export { type Installation, installFabric } from './fabric/install.js';
export { installedFolders } from './fabric/installed.js';
export { type NodeObservation, observe } from './fabric/observe.js';
export { writeFileAtomically } from './files.js';
export { NetworkLayout } from './layout.js';
export { type ClientOptions, type ConnectedClient, connectClient } from './lifecycle/client.js';
export { certifyDocumentKey } from './pki/documents.js';
export { createKeyMaterial } from './pki/keymaterial.js';
export { NetworkError, type NetworkProblem } from './problems.js';
export * from './profile/profile.js';
export { connectionProfile, writeConnectionProfiles } from './profile/write.js';
export * from './supervisor/index.js';
export * from './topology.js';
export { type UpgradeAsked, upgradeFromOutside } from './upgrade/ask.js';
export type { UpgradeResult } from './upgrade/report.js';
