export { type ClientOptions, type ConnectedClient, connectClient } from './client.js';
export { type Definition, definitionOf, sameDefinition } from './definition.js';
export { type BeforeCommit, type Deployer, type Deployment, deploy } from './deploy.js';
export { type Approval, type CommittedDefinition, Lifecycle } from './lifecycle.js';
export { deployChaincodes } from './topologydeployment.js';
