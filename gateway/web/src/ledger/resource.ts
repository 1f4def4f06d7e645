import { useEffect, useRef, useState } from 'preact/hooks';
import { language } from '../language/language.ts';
import { type ApiProblem, asProblem, read } from './api.ts';

/** A resource as a page sees it: the last value read, what went wrong, and whether a read is under way. */
export type Resource<T> = Readonly<{
    value: T | undefined;
    problem: ApiProblem | undefined;
    loading: boolean;
    reload: () => void;
}>;

type State<T> = { path: string | undefined; value: T | undefined; problem: ApiProblem | undefined; loading: boolean };

type Options = Readonly<{
    /** Reads again whenever this changes. */
    tick?: number;
    /** Keeps the value of the path before until the new one is there: for pages that follow a clock. */
    steady?: boolean;
}>;

/**
 * Reads `path` and again whenever `path`, `tick` or the language changes. While the same path is read again the last
 * value stays; another path starts empty unless `steady`. An undefined path reads nothing.
 */
export function useResource<T>(path: string | undefined, { tick = 0, steady = false }: Options = {}): Resource<T> {
    const [state, setState] = useState<State<T>>({ path, value: undefined, problem: undefined, loading: true });
    const [round, setRound] = useState(0);
    const running = useRef<Running | undefined>(undefined);
    const spoken = language.value;

    const run = (wanted: string) => {
        const current: Running = { path: wanted, abort: new AbortController(), next: undefined };
        running.current = current;
        setState((before) =>
            before.path === wanted || steady ? { ...before, path: wanted, loading: true } : fresh(wanted),
        );
        const settle = (change: (before: State<T>) => State<T>) => {
            if (running.current === current) {
                running.current = undefined;
                setState(change);
                if (current.next !== undefined) {
                    run(current.next);
                }
            }
        };
        read<T>(wanted, current.abort.signal).then(
            (value) => settle(() => ({ path: wanted, value, problem: undefined, loading: false })),
            (cause: unknown) => settle((before) => ({ ...before, problem: asProblem(cause), loading: false })),
        );
    };

    useEffect(() => {
        const before = running.current;
        if (path === undefined) {
            return;
        }
        if (before && (steady || before.path === path)) {
            before.next = path;
            return;
        }
        before?.abort.abort();
        run(path);
    }, [path, tick, round, spoken]);
    useEffect(
        () => () => {
            running.current?.abort.abort();
            running.current = undefined;
        },
        [],
    );

    const current = state.path === path || steady ? state : fresh<T>(path);
    return { ...current, reload: () => setRound((before) => before + 1) };
}

/** A read under way; `next` is read after it, so that a slow gateway is asked once at a time and never starved. */
type Running = { path: string; abort: AbortController; next: string | undefined };

function fresh<T>(path: string | undefined): State<T> {
    return { path, value: undefined, problem: undefined, loading: path !== undefined };
}
