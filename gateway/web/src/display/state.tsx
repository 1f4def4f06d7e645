import { t } from '../language/language.ts';
import { type Certainty, certainty, shownState, stateWords } from './certainty.ts';

const shapes: Readonly<Record<Certainty, string>> = {
    measured: '✓',
    corrected: '✎',
    estimated: '≈',
    missing: '–',
    refused: '!',
    unsettled: '…',
};

/** The state in words. */
export function stateText(state: string): string {
    return t(stateWords(state));
}

/** The state of a figure as a sign with words. */
export function StateMark(props: { state: string }) {
    const kind = certainty(props.state);
    return (
        <span class={`mark mark-${kind}`}>
            <span aria-hidden="true">{shapes[kind]}</span> {stateText(props.state)}
        </span>
    );
}

/** The state of a period, and beside it that something in it was corrected. */
export function PeriodMark(props: { period: Readonly<{ state: string; correctedSlots: number }> }) {
    const state = shownState(props.period);
    return (
        <>
            <StateMark state={state} />
            {props.period.correctedSlots > 0 && state !== 'corrected' && (
                <>
                    {' '}
                    <StateMark state="corrected" />
                </>
            )}
        </>
    );
}

/** Provisional or final, in words. */
export function FinalMark(props: { final: boolean }) {
    return (
        <span class={props.final ? 'mark mark-measured' : 'mark mark-unsettled'}>
            {t(props.final ? 'state.final' : 'state.provisional')}
        </span>
    );
}
