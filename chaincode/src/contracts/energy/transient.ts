import { problem, utf8Text } from '../../domain/index.js';
import type { EnergyContext } from './context.js';

/** Private input of the forward market. @throws ORDER_INVALID where it is missing, ENCODING_INVALID */
export function transientText(context: EnergyContext, name: string): string {
    const bytes = context.transient(name);
    if (bytes === undefined) {
        throw problem('ORDER_INVALID', { where: 'transient', reason: `the value "${name}" is missing` });
    }
    return utf8Text(bytes);
}
