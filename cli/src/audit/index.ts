/** The audit as a function, for tests of the whole product. */
export { type AuditOptions, type AuditProgress, audit } from './audit.js';
export type { AuditResult } from './result.js';
