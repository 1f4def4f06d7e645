import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { Trouble } from '../display/notice.tsx';
import { t } from '../language/language.ts';
import { ApiProblem } from '../ledger/api.ts';

/**
 * A page whose code is fetched when it is first shown, so that nobody loads the pages of another role. Where that fails (no
 * connection, or the gateway has been renewed and serves other files), the reader can load everything anew.
 * @param load - imports the page: `() => import('./page.tsx').then((module) => module.Page)`
 */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
    const page = signal<ComponentType<Props> | undefined>(undefined);
    const failed = signal(false);
    return function Later(props: Props) {
        const Page = page.value;
        useEffect(() => {
            if (page.value === undefined) {
                load().then(
                    (loaded) => {
                        page.value = loaded;
                    },
                    () => {
                        failed.value = true;
                    },
                );
            }
        }, []);
        if (Page) {
            return <Page {...props} />;
        }
        return failed.value ? (
            <Trouble problem={new ApiProblem('UNREACHABLE', 0, '')} retry={() => location.reload()} />
        ) : (
            <p class="waiting" role="status">
                {t('state.loading')}
            </p>
        );
    };
}
