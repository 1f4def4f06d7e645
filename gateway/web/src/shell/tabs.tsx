import type { JSX } from 'preact';
import { type Key, t } from '../language/language.ts';
import { Icon, type IconName } from './icon.tsx';

/** One tab: where it leads, its name and its picture. */
export type Tab = Readonly<{ to: string; name: Key; icon: IconName; page: () => JSX.Element }>;

/** The pages of whoever is signed in: a bar at the bottom on a phone, on top elsewhere. */
export function Tabs(props: { tabs: readonly Tab[]; current: string | undefined }) {
    return (
        <nav class="tabs" aria-label={t('tabs.label')}>
            <ul class="wide">
                {props.tabs.map((tab) => (
                    <li key={tab.to}>
                        <a href={tab.to} aria-current={props.current === tab.to ? 'page' : undefined}>
                            <Icon name={tab.icon} />
                            <span>{t(tab.name)}</span>
                        </a>
                    </li>
                ))}
            </ul>
        </nav>
    );
}
