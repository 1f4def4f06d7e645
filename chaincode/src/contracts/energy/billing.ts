import contractApi from 'fabric-contract-api';
import { daysOfMonth, type Fields, hexBytes, parseDate, problem, utf8Text } from '../../domain/index.js';
import { allow, EVERYBODY } from '../context/access.js';
import { answer } from '../context/contract.js';
import { request } from '../request.js';
import { rollDay } from './billing/day.js';
import { closeMonth } from './billing/month.js';
import { decide, object, slotField } from './billing/objections.js';
import { EnergyContext } from './context.js';
import { EnergyContract } from './contract.js';

const { Transaction } = contractApi;

/** Bills: final lines into days, days into months, months into bills. Grid and community both compute all of it. */
export class BillingContract extends EnergyContract {
    constructor() {
        super('billing');
    }

    /**
     * Adds the final lines of a shard of points on a local day to the month's private sums.
     * Reads, all frozen: origin, the day's book (first shard), the entries since, slot records and lines of the day. Not frozen: what the day
     * before left for this shard, and that this day is not there yet; so days follow one another exactly once.
     */
    @Transaction()
    @allow('grid.client', 'community.client')
    async rollDay(context: EnergyContext, json: string): Promise<string> {
        const fields = request(json);
        const day = fields.text('day', 10);
        const shard = fields.integer('shard', 0, 9999);
        fields.end();
        parseDate(day);
        const record = await rollDay(context, day, shard, seedOf(context));
        context.announce('bills.dayRolled', record);
        return answer(record);
    }

    /** Sets the final feed-in tariff of a month whose slots had a provisional one. Grid only, before the month's bills are begun. */
    @Transaction()
    @allow('grid.client')
    async setFeedIn(context: EnergyContext, json: string): Promise<string> {
        const fields = request(json);
        const month = monthOf(fields);
        const feedIn = fields.price('feedIn');
        fields.end();
        if ((await context.bills.findMonth(month)) !== undefined) {
            throw problem('BILLING_DONE', { what: month });
        }
        await context.bills.saveFeedIn({ v: 1, month, feedIn });
        context.announce('bills.feedInSet', { month, feedIn });
        return answer({ month, feedIn });
    }

    /**
     * Makes the next part of a month's bills, each written privately with a salted digest in public, and with the last part the totals.
     * Reads: the month's own record, its feed-in tariff, the private sums of all shards on its last day, the gate after the month, and what
     * was decided in the month (frozen by that gate).
     */
    @Transaction()
    @allow('grid.client')
    async closeMonth(context: EnergyContext, json: string): Promise<string> {
        const fields = request(json);
        const month = monthOf(fields);
        const part = fields.integer('part', 0, 9999);
        fields.end();
        const record = await closeMonth(context, month, part, seedOf(context));
        context.announce(record.closed ? 'bills.monthClosed' : 'bills.partMade', record);
        return answer(record);
    }

    /** Records an objection to a line of a bill. Community only. */
    @Transaction()
    @allow('community.client')
    async object(context: EnergyContext, json: string): Promise<string> {
        const fields = request(json);
        const named = lineOf(fields);
        fields.end();
        const record = await object(context, named);
        context.announce('bills.objected', record);
        return answer(record);
    }

    /** Decides an objection; what is granted stands on a later bill. Grid only. */
    @Transaction()
    @allow('grid.client')
    async decide(context: EnergyContext, json: string): Promise<string> {
        const fields = request(json);
        const named = { ...lineOf(fields), from: slotField(fields) };
        fields.end();
        const record = await decide(context, named);
        context.announce('bills.objectionDecided', record);
        return answer(record);
    }

    @Transaction(false)
    @allow(...EVERYBODY)
    async getMonth(context: EnergyContext, json: string): Promise<string> {
        const fields = request(json);
        const month = monthOf(fields);
        fields.end();
        return answer(await context.bills.month(month));
    }

    /** A bill with the salt of its digest; only for evaluation. */
    @Transaction(false)
    @allow('grid.client', 'community.client')
    async getBill(context: EnergyContext, json: string): Promise<string> {
        const fields = request(json);
        const [month, participant] = [monthOf(fields), fields.id('participant')];
        fields.end();
        return answer(await context.bills.bill(month, participant));
    }

    /** An objection's private side; only for evaluation. */
    @Transaction(false)
    @allow('grid.client', 'community.client')
    async getObjection(context: EnergyContext, json: string): Promise<string> {
        const fields = request(json);
        const named = lineOf(fields);
        fields.end();
        return answer(await context.bills.objectionText(named));
    }
}

/** @throws MONTH_INVALID */
function monthOf(fields: Fields): string {
    const month = fields.text('month', 7);
    daysOfMonth(month);
    return month;
}

function lineOf(fields: Fields): { month: string; participant: string; line: number } {
    return { month: monthOf(fields), participant: fields.id('participant'), line: fields.integer('line', 1, 99_999) };
}

/** 32 bytes that hide what the private documents hold in the hashes of blocks. @throws SEED_INVALID */
function seedOf(context: EnergyContext): Uint8Array {
    const text = utf8Text(context.transient('seed') ?? new Uint8Array());
    if (!/^[0-9a-f]{64}$/.test(text)) {
        throw problem('SEED_INVALID', {});
    }
    return hexBytes(text);
}
