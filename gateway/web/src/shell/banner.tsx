import { t } from '../language/language.ts';
import { connected, info } from '../ledger/live.ts';
import { show } from '../numbers/show.ts';

/** Says plainly that this is a simulation and what its clock shows. */
export function Banner() {
    const known = info.value;
    if (!known) {
        return null;
    }
    const gated = known.clock.gatedThrough;
    return (
        <section class="banner" aria-label={t('banner.label')}>
            <div class="wide banner-row">
                {known.simulation && (
                    <p>
                        <strong>{t('banner.simulation')}</strong> {t('banner.meaning')}
                    </p>
                )}
                <p class="banner-clock">
                    {gated === null ? (
                        t('banner.notStarted')
                    ) : (
                        <>
                            {known.simulation ? t('banner.simulatedTime') : t('banner.time')}{' '}
                            <strong>{`${show.day(show.dayOf(gated))} ${show.time(gated)}`}</strong>
                        </>
                    )}
                    {!connected.value && <span> · {t('banner.offline')}</span>}
                </p>
            </div>
        </section>
    );
}
