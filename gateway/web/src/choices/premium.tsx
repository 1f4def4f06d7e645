import { t } from '../language/language.ts';
import { show } from '../numbers/show.ts';

/** Premiums to pick from, 10⁻⁴ CNY/kWh: none, one, three and ten fen. */
const premiums = [0, 100, 300, 1000] as const;

/** What somebody who is named gets at first. */
export const FIRST_PREMIUM = premiums[1];

/** How much more she would pay for energy of a source, a plant or a neighbour. */
export function Premium(props: { of: string; value: number; set: (value: number) => void }) {
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
