import type { Zones } from '../../../src/http/api.ts';
import { Switch } from '../display/fields.tsx';
import { t } from '../language/language.ts';
import { useResource } from '../ledger/resource.ts';

/** Zones of the grid to tick; none ticked is all of them. Nothing where there is only one. */
export function ZonePicker(props: {
    name: string;
    chosen: readonly string[];
    change: (zones: readonly string[]) => void;
}) {
    const { name, chosen, change } = props;
    const zones = useResource<Zones>('/v1/zones');
    const items = zones.value?.items ?? [];
    if (items.length < 2 && chosen.length === 0) {
        return null;
    }
    return (
        <fieldset>
            <legend>{name}</legend>
            <p class="small">{t('zones.all')}</p>
            {[...items, ...chosen.filter((zone) => !items.some((each) => each.zone === zone)).map(unlisted)].map(
                ({ zone, feeder, voltageLevel }) => (
                    <Switch
                        key={zone}
                        name={feeder === '' ? zone : t('zones.zone', { zone, feeder, level: voltageLevel })}
                        on={chosen.includes(zone)}
                        set={(on) => change(on ? [...chosen, zone] : chosen.filter((each) => each !== zone))}
                    />
                ),
            )}
        </fieldset>
    );
}

function unlisted(zone: string) {
    return { zone, feeder: '', voltageLevel: '' };
}
