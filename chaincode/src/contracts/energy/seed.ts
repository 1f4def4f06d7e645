import { hexBytes, problem, utf8Text } from '../../domain/index.js';
import type { EnergyContext } from './context.js';

const SEED_BYTES = 32;

/** The transient `seed` that salts what a transaction writes privately: 32 bytes, hexadecimal. @throws SEED_INVALID */
export function seedOf(context: EnergyContext): Uint8Array {
    const bytes = context.transient('seed');
    if (bytes === undefined || bytes.length !== 2 * SEED_BYTES || !/^[0-9a-f]+$/.test(utf8Text(bytes))) {
        throw problem('SEED_INVALID', {});
    }
    return hexBytes(utf8Text(bytes));
}
