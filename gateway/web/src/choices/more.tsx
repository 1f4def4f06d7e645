import { CLEAN_SOURCES, type Source } from '@linguang/chaincode/domain';
import type { DevResidents, Suppliers } from '../../../src/http/api.ts';
import { type Key, t } from '../language/language.ts';
import { info } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { show } from '../numbers/show.ts';
import type { Preferences } from './preferences.ts';

/** Premiums to pick from, 10⁻⁴ CNY/kWh: none, one, three and ten fen. */
const premiums = [0, 100, 300, 1000] as const;
const sourceNames: Readonly<Record<Source, Key>> = {
    solar: 'source.solar',
    wind: 'source.wind',
    hydro: 'source.hydro',
    biomass: 'source.biomass',
    other: 'source.other',
};

type Props = { value: Preferences; change: (value: Preferences) => void; participant: string };

/** What most people never open: sources, neighbours, zone, share. */
export function MorePreferences({ value, change, participant }: Props) {
    const set = (part: Partial<Preferences>) => change({ ...value, ...part });
    return (
        <details class="rows more">
            <summary>{t('more.open')}</summary>
            <div class="more-parts">
                <Switch name={t('more.cleanOnly')} on={value.cleanOnly} set={(cleanOnly) => set({ cleanOnly })} />
                <p class="small">{t('more.cleanOnly.what')}</p>
                <Switch name={t('more.ownZone')} on={value.ownZone} set={(ownZone) => set({ ownZone })} />
                <Sources value={value} set={set} />
                <Plants value={value} set={set} participant={participant} />
                <label class="field">
                    <span>{t('more.share')}</span>
                    <input
                        type="range"
                        min={5}
                        max={100}
                        step={5}
                        value={value.share}
                        aria-valuetext={t('more.share.value', { percent: value.share })}
                        onInput={(event) => set({ share: Number(event.currentTarget.value) })}
                    />
                    <output>{t('more.share.value', { percent: value.share })}</output>
                </label>
            </div>
        </details>
    );
}

function Switch(props: { name: string; on: boolean; set: (on: boolean) => void }) {
    return (
        <label class="check">
            <input type="checkbox" checked={props.on} onChange={(event) => props.set(event.currentTarget.checked)} />
            <span>{props.name}</span>
        </label>
    );
}

function Sources({ value, set }: { value: Preferences; set: (part: Partial<Preferences>) => void }) {
    const accept = (source: Source, on: boolean) => {
        const { [source]: _, ...others } = value.sources;
        const sources = on ? { ...others, [source]: 0 } : others;
        if (Object.keys(sources).length > 0) {
            set({ sources });
        }
    };
    return (
        <fieldset>
            <legend>{t('more.sources')}</legend>
            {CLEAN_SOURCES.map((source) => {
                const premium = value.sources[source];
                return (
                    <div key={source} class="preference">
                        <Switch
                            name={t(sourceNames[source])}
                            on={premium !== undefined}
                            set={(on) => accept(source, on)}
                        />
                        {premium !== undefined && (
                            <Premium
                                of={t(sourceNames[source])}
                                value={premium}
                                set={(add) => set({ sources: { ...value.sources, [source]: add } })}
                            />
                        )}
                    </div>
                );
            })}
        </fieldset>
    );
}

/** Neighbours' roofs and power stations by plain names; only those that offer anything. */
function Plants(props: { value: Preferences; set: (part: Partial<Preferences>) => void; participant: string }) {
    const { value, set } = props;
    const suppliers = useResource<Suppliers>('/v1/suppliers');
    const residents = useResource<DevResidents>(info.value?.development ? '/v1/dev/residents' : undefined);
    const items = (suppliers.value?.items ?? []).filter(
        ({ owner, offering, plant }) => owner !== props.participant && (offering || value.plants[plant] !== undefined),
    );
    const nameOf = ({ owner, plant, source }: Suppliers['items'][number]): string => {
        const name = residents.value?.items.find(({ participant }) => participant === owner)?.name;
        const kind = t(sourceNames[CLEAN_SOURCES.find((known) => known === source) ?? 'other']);
        return `${name ?? plant} · ${kind}`;
    };
    const pick = (plant: string, on: boolean) => {
        const { [plant]: _, ...others } = value.plants;
        const plants = on ? { ...others, [plant]: premiums[1] } : others;
        set({ plants, ...(Object.keys(plants).length === 0 ? { onlyPlants: false } : {}) });
    };
    return (
        <fieldset>
            <legend>{t('more.plants')}</legend>
            {items.length === 0 && <p class="small">{t('more.plants.none')}</p>}
            {items.map((item) => {
                const premium = value.plants[item.plant];
                return (
                    <div key={item.plant} class="preference">
                        <Switch name={nameOf(item)} on={premium !== undefined} set={(on) => pick(item.plant, on)} />
                        {premium !== undefined && (
                            <Premium
                                of={nameOf(item)}
                                value={premium}
                                set={(add) => set({ plants: { ...value.plants, [item.plant]: add } })}
                            />
                        )}
                    </div>
                );
            })}
            {Object.keys(value.plants).length > 0 && (
                <Switch name={t('more.onlyPlants')} on={value.onlyPlants} set={(onlyPlants) => set({ onlyPlants })} />
            )}
        </fieldset>
    );
}

function Premium(props: { of: string; value: number; set: (value: number) => void }) {
    const options = [...new Set([...premiums, props.value])].sort((a, b) => a - b);
    return (
        <select
            aria-label={t('more.premium.of', { of: props.of })}
            value={props.value}
            onChange={(event) => props.set(Number(event.currentTarget.value))}
        >
            {options.map((add) => (
                <option key={add} value={add}>
                    {add === 0 ? t('more.premium.none') : t('more.premium', { price: show.price(add) })}
                </option>
            ))}
        </select>
    );
}
