import { formatSlot, parseRules, problem } from '../../domain/index.js';
import type { RulesRecord } from '../../ledger/index.js';
import { request, slotNumber } from '../request.js';
import type { EnergyContext } from './context.js';

/** Keys and what else people must be able to notice change only so many slots ahead: a day. Rules say their own notice. */
export const NOTICE_SLOTS = 96;

/** Records a proposal of `{from, rules}` under the next version number. @throws RULES_REFUSED */
export async function proposeRules(context: EnergyContext, json: string): Promise<object> {
    const fields = request(json);
    const from = slotNumber(fields, 'from');
    const rules = parseRules(fields.take('rules'));
    fields.end();
    if (from < rules.firstSlot) {
        throw problem('RULES_REFUSED', {
            reason: `they would hold before the first slot ${formatSlot(rules.firstSlot)}`,
        });
    }
    const version = ((await context.registry.rulesHead())?.version ?? 0) + 1;
    const proposedBy = context.caller.member;
    await context.registry.saveRules({ v: 1, version, from, rules, proposedBy, acceptedBy: null });
    await context.registry.saveRulesHead(version);
    context.announce('rules.proposed', { version, from, by: proposedBy });
    return { version };
}

/**
 * Puts proposed rules in force. The first ones fix the ledger's first slot and kind of clock for good; later ones need the
 * notice that the rules accepted last demand.
 * @throws NOT_FOUND, RULES_REFUSED, NOTICE_TOO_SHORT
 */
export async function acceptRules(context: EnergyContext, json: string): Promise<object> {
    const fields = request(json);
    const version = fields.integer('version', 1, 999_999);
    fields.end();
    const proposed = await context.registry.rules(version);
    const by = context.caller.member;
    if (proposed.acceptedBy !== null) {
        throw problem('RULES_REFUSED', { reason: `version ${version} is accepted already` });
    }
    if (proposed.proposedBy === by) {
        throw problem('RULES_REFUSED', { reason: 'the organisation that proposed them cannot accept them' });
    }
    await fixOrigin(context, proposed);
    await context.registry.saveRules({ ...proposed, acceptedBy: by });
    const { from, rules } = proposed;
    await context.books.addEntry({
        v: 1,
        kind: 'rules',
        id: 'rules',
        from,
        sequence: version,
        by: { organisation: context.caller.mspId },
        body: { ...rules, version },
    });
    context.announce('rules.accepted', { version, from, proposedBy: proposed.proposedBy, acceptedBy: by });
    return { version, from };
}

async function fixOrigin(context: EnergyContext, { from, rules }: RulesRecord): Promise<void> {
    const origin = await context.marks.findOrigin();
    if (origin === undefined) {
        if (from !== rules.firstSlot) {
            throw problem('RULES_REFUSED', { reason: 'the first rules must hold from the first slot' });
        }
        await context.marks.saveOrigin({ v: 1, firstSlot: rules.firstSlot, clock: rules.clock });
        return;
    }
    if (rules.firstSlot !== origin.firstSlot || rules.clock !== origin.clock) {
        throw problem('RULES_REFUSED', { reason: 'first slot and kind of clock are fixed for good' });
    }
    await context.marks.mustHaveNotice(from, await noticeNow(context), 'a change of rules');
}

/** The notice that the newest accepted rules demand. */
async function noticeNow(context: EnergyContext): Promise<number> {
    for (let version = (await context.registry.rulesHead())?.version ?? 0; version > 0; version--) {
        const { acceptedBy, rules } = await context.registry.rules(version);
        if (acceptedBy !== null) {
            return rules.notice;
        }
    }
    return NOTICE_SLOTS;
}
