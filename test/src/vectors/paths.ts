import { fileURLToPath } from 'node:url';

/** Where the vectors lie. */
export const VECTORS = fileURLToPath(new URL('../../vectors/', import.meta.url));
