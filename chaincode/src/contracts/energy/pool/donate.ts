import { formatSlot, problem, readSignedIntent, type Slot, verifySignedIntent } from '../../../domain/index.js';
import { verifyEs256 } from '../../crypto.js';
import { request } from '../../request.js';
import type { EnergyContext } from '../context.js';

/** Enters a signed donation `{jws}`; only the participant herself can give, and withdraw. @throws POOL_OFF, CHOICE_TOO_LATE, … */
export async function donate(context: EnergyContext, json: string): Promise<object> {
    const fields = request(json);
    const jws = fields.text('jws', 8192);
    fields.end();
    const signer = await context.registry.participant(readSignedIntent(jws).intent.participant);
    const { intent, by } = verifySignedIntent(jws, {
        channel: context.channel,
        participant: signer,
        verify: verifyEs256,
    });
    if (intent.kind !== 'donation') {
        throw problem('INTENT_INVALID', { where: 'intent.kind', reason: 'donation is expected' });
    }
    const { participant, from, sequence, terms } = intent;
    await context.marks.mustBeOpen(from, context.timestamp, 'CHOICE_TOO_LATE');
    if (terms.way !== 'none') {
        await mustHavePool(context, from);
    }
    const body = { participant, terms };
    await context.books.addEntry({ v: 1, kind: 'donation', id: participant, from, sequence, by, body });
    context.announce('donation.made', { participant, from, sequence, by });
    return { participant, from, sequence };
}

/** The rules that, as far as is accepted today, hold at the slot have a pool. @throws POOL_OFF */
async function mustHavePool(context: EnergyContext, slot: Slot): Promise<void> {
    const accepted = (await context.registry.allRules()).filter(
        ({ acceptedBy, from }) => acceptedBy !== null && from <= slot,
    );
    const newest = accepted.sort((a, b) => a.from - b.from || a.version - b.version).at(-1);
    if ((newest?.rules.pool ?? null) === null) {
        throw problem('POOL_OFF', { slot: formatSlot(slot) });
    }
}
