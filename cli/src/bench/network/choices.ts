import { randomUUID } from 'node:crypto';
import type { Slot } from '@linguang/chaincode/domain';
import type { ClientSpec, Workload } from '@linguang/network/bench';
import type { Member } from './community.js';
import { call } from './operations.js';

export type ChoiceOptions = Readonly<{ members: readonly Member[]; channel: string /** An open slot. */; from: Slot }>;

/** Signed choices and offers of all members in turn, sent by a client of the community as its gateway would. */
export function choicesDirect(client: ClientSpec, options: ChoiceOptions): Workload {
    const next = instructions(options);
    return {
        name: 'choice, direct client',
        client,
        next: () => {
            const { transaction, jws } = next();
            return call(transaction, { jws });
        },
    };
}

/** The same through the REST interface of the community's gateway, which answers after the commit. */
export function choicesThroughGateway(address: string, token: string, options: ChoiceOptions): Workload {
    const next = instructions(options);
    return {
        name: 'choice, REST',
        next: () => {
            const { transaction, jws } = next();
            return {
                kind: 'http',
                method: 'POST',
                url: `${address}/v1/${transaction === 'market:offer' ? 'offers' : 'choices'}`,
                headers: { Authorization: `Bearer ${token}`, 'Idempotency-Key': randomUUID() },
                body: { jws },
            };
        },
    };
}

function instructions({ members, channel, from }: ChoiceOptions): () => { transaction: string; jws: string } {
    let number = 0;
    return () => {
        const member = members[number++ % members.length];
        if (member === undefined) {
            throw new RangeError('nobody is there to choose');
        }
        return member.instruction(channel, from);
    };
}
