import { t } from '../language/language.ts';
import { info } from '../ledger/live.ts';
import { session, signOut } from '../session/session.ts';
import { Mark } from './mark.tsx';
import { organisationName, organisationOf } from './organisation.ts';
import { go } from './router.ts';
import { Switches } from './switches.tsx';

/** Name, organisation, language, large print and who is signed in. */
export function Header() {
    const organisation = organisationOf(info.value);
    const opened = session.value;
    return (
        <header class={`top top-${organisation ?? 'none'}`}>
            <div class="wide top-row">
                <a class="brand" href="/">
                    <Mark />
                    <span class="brand-name">{t('name')}</span>
                    {organisation && <span class={`chip chip-${organisation}`}>{organisationName(organisation)}</span>}
                </a>
                <div class="top-actions">
                    <Switches />
                    {opened && (
                        <button
                            type="button"
                            class="quiet"
                            onClick={() => {
                                void signOut();
                                go('/');
                            }}
                        >
                            {t('session.signOut')}
                        </button>
                    )}
                </div>
            </div>
        </header>
    );
}
