import type { Key } from '../language/language.ts';

/** How sure a figure is. */
export type Certainty = 'measured' | 'corrected' | 'estimated' | 'missing' | 'refused' | 'unsettled';

type Wording = Readonly<{ certainty: Certainty; words: Key }>;

/** The ledger's reading states as a person needs them. */
const states: Readonly<Record<string, Wording>> = {
    signed: { certainty: 'measured', words: 'state.measured' },
    corrected: { certainty: 'corrected', words: 'state.corrected' },
    estimated: { certainty: 'estimated', words: 'state.estimated' },
    substituted: { certainty: 'estimated', words: 'state.substituted' },
    registerJump: { certainty: 'estimated', words: 'state.registerJump' },
    missing: { certainty: 'missing', words: 'state.missing' },
    contradictory: { certainty: 'refused', words: 'state.contradictory' },
    registerBackwards: { certainty: 'refused', words: 'state.registerBackwards' },
    unsettled: { certainty: 'unsettled', words: 'state.unsettled' },
};

const other: Wording = { certainty: 'refused', words: 'state.refused' };

/** What is known of how sure a reading state is. */
export function certainty(state: string): Certainty {
    return (states[state] ?? other).certainty;
}

/** The text for a reading state. */
export function stateWords(state: string): Key {
    return (states[state] ?? other).words;
}

/** The state a period is shown with: one that was measured, and changed by a correction, is corrected. */
export function shownState({ state, correctedSlots }: Readonly<{ state: string; correctedSlots: number }>): string {
    return correctedSlots > 0 && certainty(state) === 'measured' ? 'corrected' : state;
}
