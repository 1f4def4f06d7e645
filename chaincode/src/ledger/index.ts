/** What stands on the ledger and under which keys: for contracts and for whoever decodes blocks. No Fabric import. */
export * from './batchdocument.js';
export * from './billrecords.js';
export * from './certificaterecords.js';
export * from './forwardkeys.js';
export * from './forwardrecords.js';
export * from './key.js';
export * from './keys.js';
export * from './logkeys.js';
export * from './logrecords.js';
export * from './poolkeys.js';
export * from './poolrecords.js';
export * from './problems.js';
export * from './record.js';
export * from './records.js';
