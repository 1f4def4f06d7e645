import { isDeepStrictEqual } from 'node:util';
import { type Outcome, outcomeOf, type Transcript } from './transcript/transcript.js';

/** A step that did not go as recorded; a side is undefined where it has no such step. */
export type Difference = Readonly<{
    scenario: string;
    step: string;
    recorded: Outcome | undefined;
    seen: Outcome | undefined;
}>;

/** A step in which a network may answer otherwise than the recording, exactly so, and why. */
export type Allowance = Readonly<{
    scenario: string;
    step: string;
    /** Why it cannot be equal. */
    reason: string;
    /** What may be seen instead of what was recorded. */
    instead: readonly Outcome[];
}>;

/** How a transcript differs from a recording, apart from what is allowed; also steps that one of them lacks. */
export function compare(
    recorded: Transcript,
    seen: Transcript,
    allowed: readonly Allowance[] = [],
): readonly Difference[] {
    const { scenario } = recorded;
    const before = new Map(recorded.steps.map((step) => [step.step, outcomeOf(step)]));
    const now = new Map(seen.steps.map((step) => [step.step, outcomeOf(step)]));
    return [...new Set([...before.keys(), ...now.keys()])].flatMap((step): Difference[] => {
        const [one, other] = [before.get(step), now.get(step)];
        if (isDeepStrictEqual(one, other)) {
            return [];
        }
        const isAllowed = allowed.some(
            (entry) =>
                entry.scenario === scenario &&
                entry.step === step &&
                entry.instead.some((outcome) => isDeepStrictEqual(outcome, other)),
        );
        return isAllowed ? [] : [{ scenario, step, recorded: one, seen: other }];
    });
}

/** Differences for a person to read. */
export function report(differences: readonly Difference[]): string {
    return differences
        .map(({ scenario, step, recorded, seen }) =>
            [
                `${scenario}: ${step}`,
                `  recorded ${JSON.stringify(recorded) ?? 'nothing'}`,
                `  seen     ${JSON.stringify(seen) ?? 'nothing'}`,
            ].join('\n'),
        )
        .join('\n');
}
