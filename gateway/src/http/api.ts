/**
 * The contract of `/v1`: every request and response as a zod schema with its TypeScript type.
 *
 * Depends on zod alone, so pages may import from it. Units: energy integer Wh; prices integer 10⁻⁴ CNY/kWh; money integer
 * 10⁻⁷ CNY as a number, or as a decimal string above 2⁵³; a slot is epoch seconds / 900, its `start` is ISO 8601 UTC to the
 * minute. In paths and queries a slot may be given either way. Every answer from the read model carries `asOf.block`, the
 * last block it reflects (also the header `Linguang-Block`).
 */
export * from './api/bills.js';
export * from './api/certifier.js';
export * from './api/community.js';
export * from './api/corrections.js';
export * from './api/energy.js';
export * from './api/energytag.js';
export * from './api/everybody.js';
export * from './api/figures.js';
export * from './api/forward.js';
export * from './api/grid.js';
export * from './api/neighbours.js';
export * from './api/pool.js';
export * from './api/preview.js';
export * from './api/register.js';
export * from './api/reservations.js';
export * from './api/statistics.js';
export * from './api/trust.js';
export * from './api/vocabulary.js';
