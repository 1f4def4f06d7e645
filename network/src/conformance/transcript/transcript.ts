import type { Json } from './normalise.js';

/** What one step of a scenario led to: a value, or an error of the network. */
export type Outcome = Readonly<{ ok: Json } | { error: Json }>;
export type Step = Readonly<{ step: string } & Outcome>;

/** Everything a scenario saw of a network, in order. */
export type Transcript = Readonly<{ scenario: string; steps: readonly Step[] }>;

/** The outcome alone. */
export function outcomeOf(step: Step): Outcome {
    return 'ok' in step ? { ok: step.ok } : { error: step.error };
}
