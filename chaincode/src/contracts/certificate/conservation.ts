import contractApi from 'fabric-contract-api';
import {
    addBalances,
    type Balance,
    balanceOfDay,
    balanceOfSlot,
    type ClaimRecord,
    claimName,
    expiryOf,
    ledgerDay,
    monthDays,
    type PlantAllocation,
    type Slot,
    standingLine,
    takersOf,
} from '../../domain/index.js';
import { allow, EVERYBODY } from '../context/access.js';
import { answer } from '../context/contract.js';
import { request, slotNumber } from '../request.js';
import { CertificateContext } from './context.js';
import { CertificateContract } from './contract.js';
import { linesOf, settledSlots } from './energyledger.js';
import { inForce } from './inforce.js';

const { Transaction } = contractApi;

/** Recomputes for anybody of the consortium where certifiable energy went. Only for evaluation. */
export class ConservationContract extends CertificateContract {
    constructor() {
        super('conservation');
    }

    /**
     * By plant, one slot, from all its settlement lines and the claims: `{slot, scheme, version}`. Members of the collection
     * `lines` only. It rests on no counter.
     */
    @Transaction(false)
    @allow(...EVERYBODY)
    async slot(context: CertificateContext, json: string): Promise<string> {
        const fields = request(json);
        const slot = slotNumber(fields, 'slot');
        const reference = { scheme: fields.id('scheme'), version: fields.integer('version', 1) };
        fields.end();
        const scheme = await context.certificates.scheme(reference);
        const marks = scheme === undefined ? [] : [expiryOf(scheme, slot)];
        const settled = await settledSlots(context.stub, { from: slot, to: slot }, marks);
        const corrections = settled.corrections.get(slot) ?? [];
        const lines = (await linesOf(context.stub, slot)).map((line) => standingLine(line, corrections));
        const claims = await claimsOf(context, lines, slot);
        const plants = new Set(lines.flatMap(({ sold, ownGiven }) => [...sold, ...ownGiven].map(({ plant }) => plant)));
        const allocations: PlantAllocation[] = [];
        for (const plant of [...plants].filter((name) => name !== '').sort()) {
            allocations.push(...(await context.certificates.allocations(plant, ledgerDay(slot), ledgerDay(slot))));
        }
        const balances = balanceOfSlot(lines, claims, {
            took: takersOf(allocations, slot, await inForce(context, allocations)),
            expired: marks.some((mark) => settled.gated.has(mark)),
        });
        return answer({ slot, plants: balances });
    }

    /** Of one plant and ledger day, from public records alone: `{plant, day}`. */
    @Transaction(false)
    @allow(...EVERYBODY)
    async day(context: CertificateContext, json: string): Promise<string> {
        const fields = request(json);
        const [plant, day] = [fields.id('plant'), fields.integer('day')];
        fields.end();
        const [balance] = await balancesOf(context, plant, day, day);
        return answer(balance ?? addBalances(plant, []));
    }

    /** Of one plant and UTC month: `{plant, month}`. */
    @Transaction(false)
    @allow(...EVERYBODY)
    async month(context: CertificateContext, json: string): Promise<string> {
        const fields = request(json);
        const [plant, month] = [fields.id('plant'), fields.id('month')];
        fields.end();
        const { from, to } = monthDays(month);
        return answer(addBalances(plant, await balancesOf(context, plant, from, to - 1)));
    }
}

async function balancesOf(
    context: CertificateContext,
    plant: string,
    from: number,
    to: number,
): Promise<readonly Balance[]> {
    const allocations = await context.certificates.allocations(plant, from, to);
    const counts = await inForce(context, allocations);
    const reservations = await context.plants.reservations(plant, from, to);
    return reservations.map((reservation) =>
        balanceOfDay(
            reservation,
            allocations.filter(({ day }) => day === reservation.day),
            counts,
        ),
    );
}

async function claimsOf(
    context: CertificateContext,
    lines: readonly { readonly point: string }[],
    slot: Slot,
): Promise<ReadonlyMap<string, ClaimRecord>> {
    const found = new Map<string, ClaimRecord>();
    for (const { point } of lines) {
        const key = { point, day: ledgerDay(slot) };
        const record = await context.certificates.claims(key);
        if (record !== undefined) {
            found.set(claimName(key), record);
        }
    }
    return found;
}
