export * from './head.js';
export * from './inclusion.js';
export * from './tree.js';
