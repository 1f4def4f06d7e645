import { useState } from 'preact/hooks';
import type { DevResident, DevResidents } from '../../../src/http/api.ts';
import { Trouble } from '../display/notice.tsx';
import { Loaded, Page } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { type ApiProblem, asProblem } from '../ledger/api.ts';
import { info, tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { organisationOf } from '../shell/organisation.ts';
import { go } from '../shell/router.ts';
import { signInAsResident, signInAsStaff } from './session.ts';

/** The way in: who are you? In a simulation one picks a person of the district. */
export function SignIn() {
    const organisation = organisationOf(info.value);
    const [problem, setProblem] = useState<ApiProblem | undefined>(undefined);
    const enter = (signIn: () => Promise<void>) => {
        signIn().then(
            () => go('/'),
            (cause: unknown) => setProblem(asProblem(cause)),
        );
    };
    return (
        <Page title={t('welcome.title')} lead={t('welcome.lead')}>
            {problem && <Trouble problem={problem} />}
            {info.value?.development ? (
                organisation === 'community' ? (
                    <>
                        <Residents enter={(resident) => enter(() => signInAsResident(resident))} />
                        <h2>{t('welcome.office')}</h2>
                        <p>
                            <button
                                type="button"
                                class="button"
                                onClick={() => enter(() => signInAsStaff('community.office'))}
                            >
                                {t('welcome.enterOffice')}
                            </button>
                        </p>
                    </>
                ) : (
                    <section>
                        <h2>{t(organisation === 'grid' ? 'welcome.grid' : 'welcome.certifier')}</h2>
                        <p>{t('welcome.demoStaff')}</p>
                        <button
                            type="button"
                            class="button primary"
                            onClick={() =>
                                enter(() =>
                                    signInAsStaff(organisation === 'grid' ? 'grid.operator' : 'certifier.officer'),
                                )
                            }
                        >
                            {t(organisation === 'grid' ? 'welcome.enterGrid' : 'welcome.enterCertifier')}
                        </button>
                    </section>
                )
            ) : (
                <p>{t('welcome.closed')}</p>
            )}
            <h2>{t('verify.title')}</h2>
            <p>{t('verify.lead')}</p>
            <p>
                <a class="button" href="/verify">
                    {t('welcome.verify')}
                </a>
            </p>
        </Page>
    );
}

function Residents(props: { enter: (resident: DevResident) => void }) {
    const residents = useResource<DevResidents>('/v1/dev/residents', { tick: tick.value });
    return (
        <section>
            <h2>{t('welcome.pick')}</h2>
            <p>{t('welcome.demo')}</p>
            <Loaded of={residents}>
                {({ items }) =>
                    items.length === 0 ? (
                        <p class="waiting">{t('welcome.nobody')}</p>
                    ) : (
                        <ul class="people">
                            {items.map((resident) => (
                                <li key={resident.participant}>
                                    <button type="button" class="person" onClick={() => props.enter(resident)}>
                                        <strong>{resident.name}</strong>
                                        <span class="small">{resident.participant}</span>
                                    </button>
                                </li>
                            ))}
                        </ul>
                    )
                }
            </Loaded>
        </section>
    );
}
