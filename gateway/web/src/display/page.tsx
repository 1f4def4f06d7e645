import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../language/language.ts';
import type { Resource } from '../ledger/resource.ts';
import { arrive } from '../shell/router.ts';
import { Trouble } from './notice.tsx';

/** A page: its heading (which takes the focus after navigation), a sentence on what it is for, its content. */
export function Page(props: { title: string; lead?: string; children: ComponentChildren }) {
    useEffect(() => {
        document.title = `${props.title} · ${t('name')}`;
    }, [props.title]);
    useEffect(arrive, []);
    return (
        <div class="page">
            <h1 tabIndex={-1}>{props.title}</h1>
            {props.lead && <p class="lead">{props.lead}</p>}
            {props.children}
        </div>
    );
}

/** Shows a resource when it is there, says that it is being read, or what went wrong. */
export function Loaded<T>(props: { of: Resource<T>; children: (value: T) => ComponentChildren }) {
    const { value, problem, reload } = props.of;
    if (value !== undefined) {
        return <>{props.children(value)}</>;
    }
    if (problem) {
        return <Trouble problem={problem} retry={reload} />;
    }
    return (
        <p class="waiting" role="status">
            {t('state.loading')}
        </p>
    );
}

/** One figure with its name; `of` marks it as the community's (a green dot) or the grid's (a violet square). */
export function Figure(props: {
    name: string;
    value: string;
    note?: string | undefined;
    of?: 'community' | 'grid' | undefined;
}) {
    return (
        <div class="figure">
            <dt>
                {props.of && <span class={`dot dot-${props.of}`} aria-hidden="true" />} {props.name}
            </dt>
            <dd>
                <strong>{props.value}</strong>
                {props.note && <span class="small">{props.note}</span>}
            </dd>
        </div>
    );
}

/** A table that scrolls sideways by itself (also by keyboard) where the screen is narrow. */
export function Table(props: { caption: string; hideCaption?: boolean; children: ComponentChildren }) {
    return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard (WCAG 2.1.1)
        <section class="scroll" tabIndex={0} aria-label={props.caption}>
            <table>
                <caption class={props.hideCaption ? 'hidden' : undefined}>{props.caption}</caption>
                {props.children}
            </table>
        </section>
    );
}
