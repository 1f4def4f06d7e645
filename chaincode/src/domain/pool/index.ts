export * from './gifts.js';
export * from './giving.js';
export * from './month.js';
export * from './recipients.js';
export * from './reserved.js';
export * from './spending.js';
export * from './terms.js';
