import {
    type ChoiceTerms,
    type Intent,
    price,
    slot,
    type UndertakingStatement,
    undertakingSigningInput,
} from '@linguang/chaincode/domain';
import { z } from 'zod';
import { Done, type Gateways } from './gateways.js';
import type { Person } from './keys.js';

const NextSlot = z.object({ channel: z.string(), slot: z.number(), sequence: z.number(), kid: z.string() });

/** What a member wants from the next open slot on. */
export type Wish =
    | { readonly kind: 'choice'; readonly terms: ChoiceTerms }
    | { readonly kind: 'offer'; readonly minPrice: number };

/**
 * Signs an instruction in the member's name and hands it to the community's gateway, as her own page would.
 * @param sequence - a fixed number for what may be repeated safely; otherwise the next free one
 */
export async function instruct(gateways: Gateways, person: Person, wish: Wish, sequence?: number): Promise<void> {
    const { community } = gateways;
    const { participant, point } = person;
    const caller = { role: 'resident', participant };
    const next = await community.get(`/participants/${participant}/next-slot`, NextSlot, caller);
    const common = {
        v: 1,
        channel: next.channel,
        participant,
        point,
        from: slot(next.slot),
        sequence: sequence ?? next.sequence,
    } as const;
    const intent: Intent =
        wish.kind === 'choice'
            ? { ...common, kind: 'choice', terms: wish.terms }
            : { ...common, kind: 'offer', terms: { minPrice: price(wish.minPrice) } };
    const path = wish.kind === 'choice' ? '/choices' : '/offers';
    const body = { jws: person.signIntent(intent, next.kid) };
    if (sequence === undefined) {
        await community.post(path, body, Done, caller);
    } else {
        await community.ensure(path, body, caller, ['SEQUENCE_USED']);
    }
}

/** The signed undertaking of a plant's owner, as the certifier wants it before she accredits the plant. */
export async function undertake(
    { community }: Gateways,
    person: Person,
    about: Omit<UndertakingStatement, 'v' | 'kind' | 'channel' | 'participant' | 'point'>,
): Promise<string> {
    const { participant, point } = person;
    const path = `/participants/${participant}/next-slot`;
    const { channel, kid } = await community.get(path, NextSlot, { role: 'resident', participant });
    const statement = { v: 1, kind: 'undertaking', channel, participant, point, ...about } as const;
    return person.signInput(undertakingSigningInput(statement, kid));
}
