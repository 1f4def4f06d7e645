import type { Allowance } from './compare.js';

/** Where the embedded network cannot equal Fabric, and what it answers instead. Nothing else may differ. */
export const EMBEDDED_ALLOWANCES: readonly Allowance[] = [];

/** Answers of real Fabric that a race decides: whichever was recorded, these may be seen. */
export const RACES: readonly Allowance[] = [];
