import type { Zones } from '../../../src/http/api.ts';
import { AmountField, SelectField } from '../display/fields.tsx';
import { t } from '../language/language.ts';
import { type FeeDraft, feeDraft } from './draft.ts';
import type { DraftProps } from './form.tsx';
import { RemoveButton } from './periodfields.tsx';
import { VoltagePreset } from './preset.tsx';

/** The matrix of grid fees, item by item; or filled in from the tariffs of voltage levels. */
export function FeeFields({ draft, change, fault, zones }: DraftProps & { zones: Zones['items'] }) {
    const { fees } = draft;
    const set = (id: number, part: Partial<FeeDraft>) =>
        change({ fees: fees.map((each) => (each.id === id ? { ...each, ...part } : each)) });
    const options = [
        ['', '—'] as const,
        ...[...new Set([...zones.map(({ zone }) => zone), ...fees.flatMap(({ seller, buyer }) => [seller, buyer])])]
            .filter((zone) => zone !== '')
            .map((zone) => [zone, zone] as const),
    ];
    return (
        <fieldset>
            <legend>{t('tariffs.fees')}</legend>
            <p class="small">{t('tariffForm.fees.how')}</p>
            <VoltagePreset zones={zones} fill={(filled) => change({ fees: filled })} />
            {fees.map((fee, index) => (
                <fieldset key={fee.id} class="form-row">
                    <legend>{t('tariffForm.pair', { number: index + 1 })}</legend>
                    <div class="pair">
                        {(['seller', 'buyer'] as const).map((side) => (
                            <SelectField
                                key={side}
                                label={t(side === 'seller' ? 'tariffs.sellerZone' : 'tariffs.buyerZone')}
                                value={fee[side]}
                                change={(zone) => set(fee.id, { [side]: zone })}
                                options={options}
                                error={side === 'buyer' ? fault(`fee ${fee.id} pair`) : undefined}
                            />
                        ))}
                        {(['network', 'losses', 'levies'] as const).map((item) => (
                            <AmountField
                                key={item}
                                label={t(FEE_TEXTS[item])}
                                value={fee[item]}
                                change={(amount) => set(fee.id, { [item]: amount })}
                                error={fault(`fee ${fee.id} ${item}`)}
                            />
                        ))}
                    </div>
                    <RemoveButton
                        of={t('tariffForm.pair', { number: index + 1 })}
                        remove={() => change({ fees: fees.filter(({ id }) => id !== fee.id) })}
                    />
                </fieldset>
            ))}
            <p>
                <button
                    type="button"
                    class="button"
                    onClick={() => change({ fees: [...fees, feeDraft('', '', 0, 0, 0)] })}
                >
                    {t('tariffForm.pairAdd')}
                </button>
            </p>
        </fieldset>
    );
}

/** What a grid fee consists of. */
export const FEE_TEXTS = { network: 'tariffs.network', losses: 'tariffs.losses', levies: 'tariffs.levies' } as const;
