import { resultWords, statusKind, statusText } from './words.ts';

/** The result of a criterion as a sign with words. */
export function ResultMark(props: { result: string }) {
    const { text, kind, sign } = resultWords(props.result);
    return (
        <span class={`mark ${kind}`}>
            <span aria-hidden="true">{sign}</span> {text}
        </span>
    );
}

/** A certificate's status. */
export function StatusMark(props: { status: string }) {
    return <span class={`mark ${statusKind(props.status)}`}>{statusText(props.status)}</span>;
}
