import { differenceFees, price } from '@linguang/chaincode/domain';
import { useState } from 'preact/hooks';
import type { Zones } from '../../../src/http/api.ts';
import { AmountField } from '../display/fields.tsx';
import { Notice } from '../display/notice.tsx';
import { t } from '../language/language.ts';
import { unitsOf } from '../numbers/decimal.ts';
import { type FeeDraft, feeDraft } from './draft.ts';

/** `10 kV` as 10; levels are listed from the lowest voltage up, as the rule wants them. */
function volts(level: string): number {
    const [, amount = '', unit = ''] = /([\d.]+)\s*(k?)v/i.exec(level) ?? [];
    return Number(amount) * (unit === '' ? 1 : 1000);
}

/**
 * Fills the fee matrix by the rule of document 1901 (2017): between zones a trade pays the tariff of the user's voltage level less that of
 * the highest level it passes. The levels are those the zones were registered with, and one above them.
 */
export function VoltagePreset(props: { zones: Zones['items']; fill: (fees: readonly FeeDraft[]) => void }) {
    const { zones, fill } = props;
    const levels = [...new Set(zones.map(({ voltageLevel }) => voltageLevel))].sort((a, b) => volts(a) - volts(b));
    const [tariffs, setTariffs] = useState<Readonly<Record<string, string>>>({});
    const [above, setAbove] = useState('');
    const [losses, setLosses] = useState('0');
    const [levies, setLevies] = useState('0');
    const [outcome, setOutcome] = useState<'filled' | 'incomplete' | 'rising' | undefined>(undefined);
    const apply = () => {
        const named = [...levels.map((level) => [level, tariffs[level] ?? ''] as const), ['above', above] as const];
        const units = named.map(([level, text]) => ({ level, price: unitsOf(text, 4) }));
        const [lost, levied] = [unitsOf(losses, 4), unitsOf(levies, 4)];
        const read = units.flatMap(({ level, price: of }) => (of === undefined ? [] : [{ level, price: price(of) }]));
        if (read.length < units.length || lost === undefined || levied === undefined) {
            setOutcome('incomplete');
            return;
        }
        try {
            const placed = zones.map(({ zone, voltageLevel: level }) => ({ zone, level }));
            const fees = differenceFees(placed, read, { losses: price(lost), levies: price(levied) });
            fill(fees.map(([seller, buyer, of]) => feeDraft(seller, buyer, of.network, of.losses, of.levies)));
            setOutcome('filled');
        } catch {
            setOutcome('rising');
        }
    };
    return (
        <details class="rows">
            <summary>{t('preset.title')}</summary>
            <p class="small">{t('preset.how')}</p>
            <p class="small">
                {zones.map(({ zone, voltageLevel }) => `${zone}: ${voltageLevel}`).join(t('chart.separator'))}
            </p>
            <div class="pair">
                {levels.map((level) => (
                    <AmountField
                        key={level}
                        label={t('preset.level', { level })}
                        required={false}
                        value={tariffs[level] ?? ''}
                        change={(text) => setTariffs({ ...tariffs, [level]: text })}
                    />
                ))}
                <AmountField label={t('preset.above')} required={false} value={above} change={setAbove} />
                <AmountField label={t('preset.losses')} required={false} value={losses} change={setLosses} />
                <AmountField label={t('preset.levies')} required={false} value={levies} change={setLevies} />
            </div>
            <button type="button" class="button" onClick={apply}>
                {t('preset.fill')}
            </button>
            <div aria-live="polite">
                {outcome === 'filled' && <Notice kind="good">{t('preset.filled')}</Notice>}
                {outcome === 'incomplete' && <Notice kind="bad">{t('preset.incomplete')}</Notice>}
                {outcome === 'rising' && <Notice kind="bad">{t('preset.rising')}</Notice>}
            </div>
        </details>
    );
}
