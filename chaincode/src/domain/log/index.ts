export * from './head.js';
export * from './inclusion.js';
export * from './published.js';
export * from './tree.js';
