import { createHash } from 'node:crypto';
import type { Chaincode } from './schema.js';

/** Label of the chaincode's package: `<name>_<version>`. */
export function packageLabel(chaincode: Pick<Chaincode, 'name' | 'version'>): string {
    return `${chaincode.name}_${chaincode.version}`;
}

/**
 * Package id on the embedded engine, `label:sha256hex`. A chaincode process announces it when a peer dials it. It is
 * the same for every organisation and does not depend on ports.
 */
export function packageId(chaincode: Pick<Chaincode, 'name' | 'version'>): string {
    const label = packageLabel(chaincode);
    return `${label}:${createHash('sha256')
        .update(JSON.stringify({ type: 'ccaas', label }))
        .digest('hex')}`;
}
