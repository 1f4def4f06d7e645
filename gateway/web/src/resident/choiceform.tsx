import { useState } from 'preact/hooks';
import type { IntentRecord, SlotSummary, Tariff } from '../../../src/http/api.ts';
import { MorePreferences } from '../choices/more.tsx';
import { cleanTerms, preferencesOf } from '../choices/preferences.ts';
import { ChoicePreview } from '../choices/preview.tsx';
import { Loaded } from '../display/page.tsx';
import { sentences, t } from '../language/language.ts';
import { tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { show } from '../numbers/show.ts';
import type { Resident } from '../session/session.ts';
import { isClean, priceTerm, standing } from './intents.ts';
import { PriceSlider } from './priceslider.tsx';
import { SigningOutcome, useSigning } from './signing.tsx';

type Props = { resident: Resident; point: string; tariff: Tariff };

/** Clean or traditional at one metering point: choose, read what it means, sign. */
export function ChoiceForm({ resident, point, tariff }: Props) {
    const choices = useResource<{ items: IntentRecord[] }>(`/v1/participants/${resident.participant}/choices`, {
        tick: tick.value,
    });
    return (
        <Loaded of={choices}>
            {({ items }) => (
                <Choosing resident={resident} point={point} tariff={tariff} records={items} reload={choices.reload} />
            )}
        </Loaded>
    );
}

function Choosing(props: Props & { records: readonly IntentRecord[]; reload: () => void }) {
    const { resident, point, tariff } = props;
    const { now, later } = standing(props.records, point);
    const last = later ?? now;
    const [picked, setPicked] = useState<'clean' | 'traditional' | undefined>(undefined);
    const [ceiling, setCeiling] = useState<number | undefined>(priceTerm(last, 'maxPrice'));
    const { outcome, sign, reset } = useSigning(resident, point, props.reload);
    const [preferences, setPreferences] = useState(() => preferencesOf(last?.terms ?? {}));
    const energy = picked ?? (last && isClean(last) ? 'clean' : 'traditional');

    const terms = energy === 'clean' ? cleanTerms(preferences, ceiling) : ({ energy } as const);
    const pick = (wanted: 'clean' | 'traditional') => {
        setPicked(wanted);
        reset();
    };
    return (
        <section>
            <Holding now={now} later={later} />
            <form
                onSubmit={(event) => {
                    event.preventDefault();
                    void sign({ kind: 'choice', terms });
                }}
            >
                <fieldset class="cards">
                    <legend>{t('choice.question')}</legend>
                    <EnergyCard energy="clean" chosen={energy} pick={pick} tariff={tariff} />
                    <EnergyCard energy="traditional" chosen={energy} pick={pick} tariff={tariff} />
                </fieldset>
                {energy === 'clean' && (
                    <Ceiling
                        tariff={tariff}
                        value={ceiling}
                        change={(value) => {
                            setCeiling(value);
                            reset();
                        }}
                    />
                )}
                {energy === 'clean' && (
                    <MorePreferences
                        value={preferences}
                        participant={resident.participant}
                        change={(value) => {
                            setPreferences(value);
                            reset();
                        }}
                    />
                )}
                <ChoicePreview participant={resident.participant} point={point} terms={terms} />
                <Effect energy={energy} ceiling={ceiling} tariff={tariff} />
                <button type="submit" class="button primary" disabled={outcome.state === 'busy'}>
                    {t(energy === 'clean' ? 'choice.signClean' : 'choice.signTraditional')}
                </button>
                <SigningOutcome outcome={outcome} />
            </form>
            <p>
                <a class="row-link" href="/choice/history">
                    {t('history.open')}
                </a>
            </p>
        </section>
    );
}

function Holding(props: { now: IntentRecord | undefined; later: IntentRecord | undefined }) {
    const { now, later } = props;
    const parts = [
        now
            ? t(isClean(now) ? 'choice.now.clean' : 'choice.now.traditional', { from: show.moment(now.from) })
            : t('choice.now.none'),
    ];
    if (now?.signedBy === 'delegate') {
        parts.push(t('choice.byDelegate'));
    }
    if (later) {
        const key = isClean(later) ? 'choice.later.clean' : 'choice.later.traditional';
        parts.push(t(key, { from: show.moment(later.from) }));
    }
    return <p class="holding">{sentences(parts)}</p>;
}

function EnergyCard(props: {
    energy: 'clean' | 'traditional';
    chosen: 'clean' | 'traditional';
    pick: (energy: 'clean' | 'traditional') => void;
    tariff: Tariff;
}) {
    const { energy, tariff } = props;
    return (
        <label class={energy === 'clean' ? 'card card-community' : 'card card-grid'}>
            <input
                type="radio"
                name="energy"
                value={energy}
                checked={props.chosen === energy}
                onChange={() => props.pick(energy)}
            />
            <span class="card-words">
                <strong>{t(energy === 'clean' ? 'choice.clean' : 'choice.traditional')}</strong>
                <span>
                    {energy === 'clean'
                        ? t('choice.clean.what')
                        : t('choice.traditional.what', { price: show.price(tariff.retailRange.high) })}
                </span>
            </span>
        </label>
    );
}

/** The most she pays for a clean kWh: automatic (the retail tariff) or her own limit. */
function Ceiling(props: { tariff: Tariff; value: number | undefined; change: (value: number | undefined) => void }) {
    const { tariff, value, change } = props;
    return (
        <div class="ceiling">
            <label class="check">
                <input
                    type="checkbox"
                    checked={value !== undefined}
                    onChange={(event) => change(event.currentTarget.checked ? tariff.retailRange.high : undefined)}
                />
                <span>{t('choice.ceiling.own')}</span>
            </label>
            {value !== undefined && (
                <PriceSlider
                    name={t('choice.ceiling')}
                    value={value}
                    lowest={tariff.feedIn}
                    highest={Math.max(tariff.retailRange.high, value)}
                    change={change}
                />
            )}
        </div>
    );
}

/** What signing will mean, with prices, before it is signed. */
function Effect(props: { energy: 'clean' | 'traditional'; ceiling: number | undefined; tariff: Tariff }) {
    const { energy, ceiling, tariff } = props;
    const slots = useResource<{ items: SlotSummary[] }>('/v1/slots?limit=96');
    const mean = slots.value?.items.find((slot) => slot.price !== null)?.price?.mean;
    return (
        <div class="effect">
            <h2>{t('effect.title')}</h2>
            <ul>
                {energy === 'clean' ? (
                    <>
                        <li>{t('effect.clean.first')}</li>
                        <li>{t('effect.clean.most', { price: show.price(ceiling ?? tariff.retailRange.high) })}</li>
                        {mean !== undefined && <li>{t('effect.clean.mean', { price: show.price(mean) })}</li>}
                        <li>{t('effect.clean.rest', { price: show.price(tariff.retailRange.high) })}</li>
                    </>
                ) : (
                    <>
                        <li>{t('effect.traditional.price', { price: show.price(tariff.retailRange.high) })}</li>
                        <li>{t('effect.traditional.noCertificate')}</li>
                    </>
                )}
                <li>{t('effect.from')}</li>
            </ul>
        </div>
    );
}
