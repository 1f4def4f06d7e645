import { CLEAN_SOURCES, type Source } from '@linguang/chaincode/domain';
import type { Suppliers } from '../../../src/http/api.ts';
import { Switch } from '../display/fields.tsx';
import { type Key, t } from '../language/language.ts';
import { useResource } from '../ledger/resource.ts';
import { NeighbourPicker, useNeighbours } from './neighbours.tsx';
import type { Preferences } from './preferences.ts';
import { FIRST_PREMIUM, Premium } from './premium.tsx';
import { ZonePicker } from './zones.tsx';

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
                {!value.ownZone && (
                    <ZonePicker
                        name={t('more.zones')}
                        chosen={value.zones}
                        change={(zones) => set({ zones: [...zones] })}
                    />
                )}
                <Sources value={value} set={set} />
                <fieldset>
                    <legend>{t('more.neighbours')}</legend>
                    <NeighbourPicker
                        participant={participant}
                        sellers
                        chosen={value.owners}
                        change={(owners) =>
                            set({ owners, ...(Object.keys(owners).length === 0 ? { onlyOwners: false } : {}) })
                        }
                        premiums
                    />
                    {Object.keys(value.owners).length > 0 && (
                        <Switch
                            name={t('more.onlyOwners')}
                            on={value.onlyOwners}
                            set={(onlyOwners) => set({ onlyOwners })}
                        />
                    )}
                </fieldset>
                <Plants value={value} set={set} participant={participant} />
                {value.onlyOwners && value.onlyPlants && <p class="small">{t('more.both')}</p>}
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

/** Roofs and power stations that offer anything: by the name their owner shares, else by the plant's id. */
function Plants(props: { value: Preferences; set: (part: Partial<Preferences>) => void; participant: string }) {
    const { value, set } = props;
    const suppliers = useResource<Suppliers>('/v1/suppliers');
    const names = useNeighbours();
    const items = (suppliers.value?.items ?? []).filter(
        ({ owner, offering, plant }) => owner !== props.participant && (offering || value.plants[plant] !== undefined),
    );
    const nameOf = ({ owner, plant, source }: Suppliers['items'][number]): string => {
        const name = names.find(({ participant }) => participant === owner)?.name;
        const kind = t(sourceNames[CLEAN_SOURCES.find((known) => known === source) ?? 'other']);
        return `${name ?? plant} · ${kind}`;
    };
    const pick = (plant: string, on: boolean) => {
        const { [plant]: _, ...others } = value.plants;
        const plants = on ? { ...others, [plant]: FIRST_PREMIUM } : others;
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
