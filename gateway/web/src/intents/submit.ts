import { type ChoiceIntent, type DonationIntent, type OfferIntent, slot, slotPlus } from '@linguang/chaincode/domain';
import type { IntentCreated, NextSlot } from '../../../src/http/api.ts';
import { ApiProblem, read, send } from '../ledger/api.ts';
import type { Resident } from '../session/session.ts';
import { signIntent } from './sign.ts';

/** What the resident wants at a metering point (a gift: of all of them, `*`), before it has a first slot. */
export type Wish =
    | Readonly<{ kind: 'choice'; terms: ChoiceIntent['terms'] }>
    | Readonly<{ kind: 'offer'; terms: OfferIntent['terms'] }>
    | Readonly<{ kind: 'donation'; terms: DonationIntent['terms'] }>;

/** What is told of an instruction that stands on the ledger. */
export type Signed = Pick<IntentCreated, 'from' | 'start' | 'sequence' | 'block' | 'transactionId'>;

const paths = { choice: '/v1/choices', offer: '/v1/offers', donation: '/v1/donations' } as const;

/** A slot may be gated between asking for the next one and the commit; then the next open one is signed. */
const attempts = 6;

/**
 * Signs a wish from the next slot that is not gated and brings it to the ledger; resolves after the commit.
 * @throws ApiProblem
 */
export async function submitWish(resident: Resident, point: string, wish: Wish): Promise<Signed> {
    for (let attempt = 0; ; attempt++) {
        const next = await read<NextSlot>(`/v1/participants/${resident.participant}/next-slot`);
        const intent = compose(next, point, wish, attempt);
        const jws = await signIntent(intent, resident.key, next.kid);
        try {
            return await send<Signed>(paths[wish.kind], { jws });
        } catch (cause) {
            if (attempt + 1 >= attempts || !tooLate(cause)) {
                throw cause;
            }
        }
    }
}

/** The intent as it will be signed, `later` slots after the next open one. */
function compose(
    next: NextSlot,
    point: string,
    wish: Wish,
    later: number,
): ChoiceIntent | OfferIntent | DonationIntent {
    const common = {
        v: 1,
        channel: next.channel,
        participant: next.participant,
        point,
        from: slotPlus(slot(next.slot), later),
        sequence: next.sequence,
    } as const;
    switch (wish.kind) {
        case 'choice':
            return { ...common, kind: 'choice', terms: wish.terms };
        case 'offer':
            return { ...common, kind: 'offer', terms: wish.terms };
        case 'donation':
            return { ...common, kind: 'donation', terms: wish.terms };
    }
}

function tooLate(cause: unknown): boolean {
    return (
        cause instanceof ApiProblem &&
        (cause.code.endsWith('_TOO_LATE') || cause.code.includes('GATED') || cause.code.includes('MVCC'))
    );
}
