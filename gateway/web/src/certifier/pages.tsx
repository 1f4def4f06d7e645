import { useEffect, useState } from 'preact/hooks';
import type { Page } from '../../../src/http/api.ts';
import { Trouble } from '../display/notice.tsx';
import { t } from '../language/language.ts';
import { type ApiProblem, asProblem, read } from '../ledger/api.ts';

/** A list of which more pages can be fetched; it begins anew when `path` or `tick` changes. */
export function usePages<T>(path: string, tick = 0) {
    const [pages, setPages] = useState<readonly Page<T>[]>([]);
    const [problem, setProblem] = useState<ApiProblem | undefined>(undefined);
    const [round, setRound] = useState(0);
    const [busy, setBusy] = useState(true);
    useEffect(() => {
        const abort = new AbortController();
        setBusy(true);
        read<Page<T>>(path, abort.signal).then(
            (first) => {
                setPages([first]);
                setProblem(undefined);
                setBusy(false);
            },
            (cause: unknown) => {
                if (!abort.signal.aborted) {
                    setProblem(asProblem(cause));
                    setBusy(false);
                }
            },
        );
        return () => abort.abort();
    }, [path, tick, round]);
    const next = pages.at(-1)?.next ?? null;
    const more = async () => {
        setBusy(true);
        try {
            const page = await read<Page<T>>(`${path}&after=${encodeURIComponent(next ?? '')}`);
            setPages((before) => [...before, page]);
        } catch (cause) {
            setProblem(asProblem(cause));
        }
        setBusy(false);
    };
    return {
        items: pages.flatMap(({ items }) => items),
        loaded: pages.length > 0,
        problem,
        busy,
        more: next === null ? undefined : more,
        reload: () => setRound((before) => before + 1),
    };
}

export type Pages<T> = ReturnType<typeof usePages<T>>;

/** What stands under a list: that it is being read, what went wrong, or a button for more. */
export function MoreButton(props: { of: Pages<unknown> }) {
    const { loaded, problem, busy, more, reload } = props.of;
    if (problem) {
        return <Trouble problem={problem} retry={reload} />;
    }
    if (!loaded) {
        return (
            <p class="waiting" role="status">
                {t('state.loading')}
            </p>
        );
    }
    return more === undefined ? null : (
        <p>
            <button type="button" class="button" disabled={busy} onClick={() => void more()}>
                {t('list.more')}
            </button>
        </p>
    );
}
