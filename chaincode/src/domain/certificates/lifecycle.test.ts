import { expect } from 'chai';
import { act, expire, GRANULAR_ACTIONS, GRANULAR_STATES, type GranularState, mayAct } from './lifecycle.js';

/** The whole matrix by hand: rows are states, columns actions in EnergyTag's order; a dot is an illegal cell. */
const MATRIX: Readonly<Record<GranularState, string>> = {
    //         transfer  recurring_transfer  cancel     recurring_cancel  claim    withdraw   lock    reserve
    Active: '  Active    Active              .          .                 .        Withdrawn  Locked  Reserved',
    Reserved: '.         .                   Cancelled  Cancelled         .        Withdrawn  Locked  .',
    Locked: '  .         .                   .          .                 .        Withdrawn  .       Reserved',
    Cancelled: '.        .                   .          .                 Claimed  Withdrawn  .       .',
    Claimed: ' .         .                   .          .                 .        Withdrawn  .       .',
    Expired: ' .         .                   .          .                 .        .          .       .',
    Withdrawn: '.        .                   .          .                 .        .          .       .',
};

describe('the life cycle of granular certificates', () => {
    it('has EnergyTag’s seven states and eight actions', () => {
        expect(GRANULAR_STATES).to.have.members(Object.keys(MATRIX)).and.to.have.length(7);
        expect(GRANULAR_ACTIONS).to.have.length(8);
    });

    for (const state of GRANULAR_STATES) {
        const row = MATRIX[state].trim().split(/\s+/);
        for (const [index, action] of GRANULAR_ACTIONS.entries()) {
            const next = row[index];
            it(
                next === '.'
                    ? `refuses ${action} of what is ${state}`
                    : `makes ${next} of what is ${state} by ${action}`,
                () => {
                    expect(mayAct(state, action)).to.equal(next !== '.');
                    if (next === '.') {
                        expect(() => act(state, action)).to.throw(
                            `ACTION_ILLEGAL: the action ${action} is not possible in the state ${state}`,
                        );
                    } else {
                        expect(act(state, action)).to.equal(next);
                    }
                },
            );
        }
    }

    it('lets time expire only what was never used', () => {
        for (const state of ['Active', 'Reserved', 'Locked'] as const) {
            expect(expire(state)).to.equal('Expired');
        }
        for (const state of ['Cancelled', 'Claimed', 'Expired', 'Withdrawn'] as const) {
            expect(() => expire(state), state).to.throw(/^ACTION_ILLEGAL: /);
        }
    });

    it('does not let cancel → reserve → cancel happen: what is cancelled never comes back', () => {
        const cancelled = act('Reserved', 'cancel');
        expect(() => act(cancelled, 'reserve')).to.throw(/^ACTION_ILLEGAL: /);
        expect(() => act(act(cancelled, 'claim'), 'cancel')).to.throw(/^ACTION_ILLEGAL: /);
        expect(() => act(act(cancelled, 'claim'), 'reserve')).to.throw(/^ACTION_ILLEGAL: /);
    });
});
