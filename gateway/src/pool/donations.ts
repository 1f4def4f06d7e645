import {
    bookAt,
    type DonationEntry,
    type DonationTerms,
    EMPTY_BOOK,
    formatSlot,
    giftOf,
    localMonth,
    money,
    moneyFromJson,
    moneyToJson,
    previousMonth,
    problem,
    slot,
    surplusOf,
} from '@linguang/chaincode/domain';
import { closedBill, itemsOfMonth, rangeOf, runningMonth } from '../bills/month.js';
import { currentRules, gateHead, utcOffsetOf } from '../clock/clock.js';
import type { DonationPreview, Donations } from '../http/api.js';
import { type ReadModel, recordOf } from '../readmodel/readmodel.js';

/** A participant's instructions and what they came to on her bills. */
export function donationsOf(readModel: ReadModel, participant: string): Donations {
    const rows = readModel.all(
        `SELECT *, (SELECT t.at FROM transactions t WHERE t.id = entries.transaction_id) AS at FROM entries
         WHERE kind = 'donation' AND participant = ? ORDER BY slot DESC, sequence DESC LIMIT 200`,
        participant,
    );
    const entries = rows.map((row) => recordOf<DonationEntry>(row));
    const standing = bookAt(EMPTY_BOOK, entries, slot(gateHead(readModel)?.basis ?? 0)).donations?.[0]?.entry;
    return {
        participant,
        items: entries.map(({ from, sequence, body }, index) => ({
            from,
            start: formatSlot(from),
            sequence,
            terms: { ...body.terms },
            at: String(rows[index]?.['at'] ?? ''),
            inForce: standing?.from === from && standing.sequence === sequence && body.terms.way !== 'none',
            block: Number(rows[index]?.['block']),
            transactionId: String(rows[index]?.['transaction_id']),
        })),
        given: givenBy(readModel, participant),
        asOf: readModel.asOf,
    };
}

function givenBy(readModel: ReadModel, participant: string): Donations['given'] {
    const months = readModel.all(
        'SELECT month FROM bills WHERE participant = ? ORDER BY month DESC LIMIT 120',
        participant,
    );
    return months.flatMap(({ month: name }) => {
        const month = String(name);
        const lines = (closedBill(readModel, month, participant)?.bill.lines ?? []).filter(
            ({ kind }) => kind === 'donation',
        );
        const amount = lines.reduce((sum, line) => sum + moneyFromJson(line.money), 0n);
        return lines.length === 0
            ? []
            : [
                  {
                      month,
                      wh: lines.reduce((sum, { wh }) => sum + (wh ?? 0), 0),
                      money: moneyToJson(money(amount)),
                      fen: lines.reduce((sum, { fen }) => sum + fen, 0),
                  },
              ];
    });
}

/** What terms would have given in a month: from her settled lines, by the function of the bills. @throws NOT_FOUND, MONTH_INVALID */
export function donationPreview(
    readModel: ReadModel,
    participant: string,
    terms: DonationTerms,
    wanted: string | undefined,
): DonationPreview {
    const month = wanted ?? pastMonth(readModel);
    const { from, to } = rangeOf(readModel, month);
    const found = itemsOfMonth(readModel, month, participant);
    if (found === null) {
        throw problem('NOT_FOUND', { kind: 'settled slot', id: month });
    }
    const { items, first, last } = found;
    const feedIn = null;
    const given = giftOf({ terms, items, from: first, last }, { slots: to - from, feedIn });
    const surplus = surplusOf(items, feedIn);
    const bought = items.filter(({ kind }) => kind === 'grid' || kind === 'gridGap' || kind === 'neighbours');
    return {
        participant,
        month,
        slots: last - first + 1,
        slotsOfMonth: to - from,
        surplusWh: surplus.wh,
        earned: moneyToJson(money(surplus.earned)),
        boughtWh: bought.reduce((sum, { wh }) => sum + wh, 0),
        wh: given.wh,
        money: moneyToJson(given.money),
        asOf: readModel.asOf,
    };
}

/** The month before the one that runs, where the ledger knows it; else the one that runs. */
function pastMonth(readModel: ReadModel): string {
    const running = runningMonth(readModel);
    const firstSlot = currentRules(readModel)?.firstSlot;
    if (running === null || firstSlot === undefined) {
        throw problem('NOT_FOUND', { kind: 'settled slot', id: 'of any month' });
    }
    const first = localMonth(slot(firstSlot), utcOffsetOf(readModel));
    return running > first ? previousMonth(running) : running;
}
