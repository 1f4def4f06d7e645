import { isInForce, type PlantAllocation } from '../../domain/index.js';
import type { CertificateContext } from './context.js';

/** Says of each certificate that took of the allocations whether its energy counts. Reads those certificates. */
export async function inForce(
    { certificates }: CertificateContext,
    allocations: readonly PlantAllocation[],
): Promise<(number: string) => boolean> {
    const found = new Map<string, boolean>();
    for (const { number } of allocations.flatMap(({ items }) => items)) {
        if (!found.has(number)) {
            found.set(number, isInForce(await certificates.existing(number)));
        }
    }
    return (number) => found.get(number) ?? false;
}
