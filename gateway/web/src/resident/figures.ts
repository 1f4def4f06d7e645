import { SOURCES } from '@linguang/chaincode/domain';
import type { EnergyFigures, Money, MoneyItem } from '../../../src/http/api.ts';
import { stationNames } from '../chart/series.ts';
import type { Key } from '../language/language.ts';
import { averagePrice, integer } from '../numbers/decimal.ts';

/** Energy that came from inside the community, by where it came from. */
export type Received = Readonly<{ name: Key; wh: number }>;

/** What was received from own plants, neighbours and power stations; neighbours always, the others where there was any. */
export function receivedOf({ ownWh, neighboursWh, plantsWh }: EnergyFigures): readonly Received[] {
    const stations = SOURCES.map((source) => ({ name: stationNames[source], wh: plantsWh[source] ?? 0 }));
    return [
        { name: 'flow.neighbours', wh: neighboursWh },
        ...stations.filter(({ wh }) => wh > 0),
        ...(ownWh > 0 ? [{ name: 'flow.own', wh: ownWh } as const] : []),
    ];
}

/** One item of a bill, or undefined where it has none. */
function itemOf(bill: Money, item: MoneyItem['item']): MoneyItem | undefined {
    return bill.items.find((each) => each.item === item);
}

/** What a kilowatt-hour bought in the community cost in a bill's period, grid fee included; 10⁻⁴ CNY/kWh, rounded. */
export function allInPrice(bill: Money): bigint | undefined {
    const parts = bill.items.filter(({ item }) => item === 'neighbours' || item === 'plants' || item === 'fees');
    const bought = itemOf(bill, 'fees')?.wh ?? 0;
    return averagePrice(
        parts.reduce((sum, { money }) => sum + integer(money), 0n),
        bought,
    );
}
