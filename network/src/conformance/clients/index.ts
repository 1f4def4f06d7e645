/** Test-only entry: clients and organisations that need not be honest, for tests of the whole product. */
export { type Caller, callerOf, issueCaller, peerCaller, signedBy } from './caller.js';
export { type Spoiling, spoiled } from './envelope.js';
