import { useEffect, useState } from 'preact/hooks';
import { language } from '../language/language.ts';
import { ApiProblem, read } from './api.ts';

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
    const spoken = language.value;

    useEffect(() => {
        if (path === undefined) {
            return undefined;
        }
        const abort = new AbortController();
        setState((before) => (before.path === path || steady ? { ...before, path, loading: true } : fresh(path)));
        read<T>(path, abort.signal).then(
            (value) => setState({ path, value, problem: undefined, loading: false }),
            (cause: unknown) => {
                if (!abort.signal.aborted) {
                    const problem =
                        cause instanceof ApiProblem ? cause : new ApiProblem('UNEXPECTED', 0, String(cause));
                    setState((before) => ({ ...before, problem, loading: false }));
                }
            },
        );
        return () => abort.abort();
    }, [path, tick, round, spoken]);

    const current = state.path === path || steady ? state : fresh<T>(path);
    return { ...current, reload: () => setRound((before) => before + 1) };
}

function fresh<T>(path: string | undefined): State<T> {
    return { path, value: undefined, problem: undefined, loading: path !== undefined };
}
