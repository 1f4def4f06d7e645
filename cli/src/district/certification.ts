import { z } from 'zod';
import { CERTIFIER, forAll, type Gateways } from './gateways.js';

const Candidates = z.object({
    finalSlots: z.number(),
    from: z.number(),
    to: z.number(),
    items: z.array(z.object({ participant: z.string(), ready: z.boolean(), certificate: z.string().nullable() })),
});
const Issued = z.looseObject({ number: z.string() });

/**
 * Has the certifier issue the certificates of a local day for everyone with clean energy on it.
 * @returns whether the day is done; false while it is not final, or the certifier's gateway has not seen it all yet
 */
export async function certify({ certifier, say }: Gateways, day: string): Promise<boolean> {
    const { items, finalSlots, from, to } = await certifier.get(
        `/certificates/candidates?day=${day}`,
        Candidates,
        CERTIFIER,
    );
    if (finalSlots < to - from) {
        return false;
    }
    const open = items.filter(({ ready, certificate }) => ready && certificate === null);
    let [first, issued] = ['', 0];
    await forAll(open, 4, async ({ participant }) => {
        const { number } = await certifier.post('/certificates', { participant, day }, Issued, CERTIFIER);
        first ||= number;
        issued++;
    });
    if (issued > 0) {
        say(`${day}: ${issued} certificates issued, for example ${first}`);
    }
    return true;
}
