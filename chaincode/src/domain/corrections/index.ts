/** Corrections of final slots. */
export type { Closing } from './closing.js';
export * from './correct.js';
export * from './correctedline.js';
export * from './correction.js';
export * from './decision.js';
export * from './proof.js';
