import { problem } from '../problems.js';

/** States of granular certificates, as EnergyTag's API specification v2 names them. */
export const GRANULAR_STATES = [
    /** Settled, not final: it may still change, and nobody can certify it. */
    'Active',
    /** Final: reserved for the buyer whom settlement gave it. */
    'Reserved',
    /** Nobody may touch it while something is being examined. */
    'Locked',
    /** Taken out of circulation; the claim that follows stands in the same transaction. */
    'Cancelled',
    /** Retired for its beneficiary. */
    'Claimed',
    /** Nobody certified it in time: it is part of the residual mix. */
    'Expired',
    /** Taken back by the certifier. */
    'Withdrawn',
] as const;
export type GranularState = (typeof GRANULAR_STATES)[number];

/** Actions as EnergyTag names them. */
export const GRANULAR_ACTIONS = [
    'transfer',
    'recurring_transfer',
    'cancel',
    'recurring_cancel',
    'claim',
    'withdraw',
    'lock',
    'reserve',
] as const;
export type GranularAction = (typeof GRANULAR_ACTIONS)[number];

/**
 * What each action makes of each state; a cell that is not here is illegal. Transfers happen only by trades, before settlement is final:
 * what is reserved has its owner. A claim follows only a cancellation. Nothing leads out of Expired and Withdrawn, and out of Claimed
 * only the certifier's withdrawal.
 */
const transitions: Readonly<Record<GranularState, Readonly<Partial<Record<GranularAction, GranularState>>>>> = {
    Active: {
        transfer: 'Active',
        recurring_transfer: 'Active',
        reserve: 'Reserved',
        lock: 'Locked',
        withdraw: 'Withdrawn',
    },
    Reserved: { cancel: 'Cancelled', recurring_cancel: 'Cancelled', lock: 'Locked', withdraw: 'Withdrawn' },
    Locked: { reserve: 'Reserved', withdraw: 'Withdrawn' },
    Cancelled: { claim: 'Claimed', withdraw: 'Withdrawn' },
    Claimed: { withdraw: 'Withdrawn' },
    Expired: {},
    Withdrawn: {},
};

/** The state after an action. @throws ACTION_ILLEGAL */
export function act(state: GranularState, action: GranularAction): GranularState {
    const next = transitions[state][action];
    if (next === undefined) {
        throw problem('ACTION_ILLEGAL', { action, state });
    }
    return next;
}

/** Whether the action may be done in the state. */
export function mayAct(state: GranularState, action: GranularAction): boolean {
    return transitions[state][action] !== undefined;
}

/** What time makes of a state once energy can no longer be certified: only what was never used expires. @throws ACTION_ILLEGAL */
export function expire(state: GranularState): GranularState {
    if (state !== 'Active' && state !== 'Reserved' && state !== 'Locked') {
        throw problem('ACTION_ILLEGAL', { action: 'expire', state });
    }
    return 'Expired';
}
