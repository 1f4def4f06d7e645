export { NetworkLayout } from './layout.js';
export { createKeyMaterial } from './pki/keymaterial.js';
export { NetworkError, type NetworkProblem } from './problems.js';
export * from './profile/profile.js';
export { connectionProfile, writeConnectionProfiles } from './profile/write.js';
export * from './topology.js';
