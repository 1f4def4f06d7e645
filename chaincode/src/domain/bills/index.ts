export * from './accounts.js';
export * from './bill.js';
export * from './digest.js';
export * from './item.js';
export * from './lineitems.js';
export * from './month.js';
export * from './objection.js';
export * from './pointsum.js';
