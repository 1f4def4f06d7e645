import {
    type Book,
    bookOfOrders,
    canonical,
    formatSlot,
    hex,
    judgeMatch,
    type MatcherRules,
    parseJson,
    parseProposal,
    problem,
    type Slot,
    utf8,
} from '../../domain/index.js';
import type { MatchProposalRecord } from '../../ledger/index.js';
import { hash } from '../crypto.js';
import { slotRequest } from '../request.js';
import { admitted, inputsOf } from './auctions.js';
import type { EnergyContext } from './context.js';
import { transientText } from './transient.js';

/**
 * Judges trades that somebody else than the engine proposes for the orders of a slot, `{slot}` with transient `trades`, and puts the
 * verdict on the ledger. The auction stays what the engine made it: its result is an optimum, so no proposal can be better.
 * @throws MATCHER_OFF, FORWARD_UNCLEARED, PROPOSAL_INVALID
 */
export async function proposeMatch(context: EnergyContext, json: string): Promise<object> {
    const slot = slotRequest(json);
    const { book, matcher, salt } = await clearedBook(context, slot);
    const text = transientText(context, 'trades');
    const invalid = (where: string, reason: string) => problem('PROPOSAL_INVALID', { where, reason });
    const trades = parseProposal(parseJson(text, 'trades', invalid), matcher.mostTrades);
    const { code, trade, own, proposed } = judgeMatch(book, trades);
    const record: MatchProposalRecord = {
        v: 1,
        slot,
        by: context.caller.mspId,
        transaction: context.transaction,
        code,
        trade,
        trades: trades.length,
        gainBasisPoints: proposed === null ? null : share(proposed.gain, own.gain),
        volumeBasisPoints: proposed === null ? null : share(proposed.volumeWh, own.volumeWh),
        digest: hex(hash(utf8(canonical({ salt, trades })))),
    };
    await context.forward.saveProposal(record);
    context.announce('forward.proposed', record);
    return record;
}

/** The book of a cleared auction as `linguang clear` takes it; for evaluation only. @throws MATCHER_OFF, FORWARD_UNCLEARED */
export async function bookForMatchers(context: EnergyContext, json: string): Promise<Book> {
    return (await clearedBook(context, slotRequest(json))).book;
}

type ClearedBook = Readonly<{ book: Book; matcher: MatcherRules; salt: string }>;

async function clearedBook(context: EnergyContext, slot: Slot): Promise<ClearedBook> {
    const inputs = await inputsOf(context, slot);
    const { rules } = inputs.book;
    const matcher = rules?.body.matcher ?? null;
    if (matcher === null) {
        throw problem('MATCHER_OFF', { slot: formatSlot(slot) });
    }
    const record = await context.forward.find(slot);
    if (record === undefined || record.written < record.parts) {
        throw problem('FORWARD_UNCLEARED', { slot: formatSlot(slot) });
    }
    const { admission, tariff } = admitted(inputs);
    const salt = (await context.forward.parts(record))[0]?.salt ?? '';
    return { book: bookOfOrders(slot, admission.admitted, record.priceRule, tariff), matcher, salt };
}

/** What part of the engine's the proposed is, in 1/10,000, rounded down; all of it where there is nothing to gain. */
function share(proposed: bigint, own: bigint): number {
    return own === 0n ? 10_000 : Number((proposed * 10_000n) / own);
}
