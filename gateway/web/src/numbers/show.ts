import { language } from '../language/language.ts';
import { offsetMinutes } from '../ledger/live.ts';
import type { WireInteger } from './decimal.ts';
import * as format from './format.ts';

/** The formatter bound to the language on screen and the community's clock: what components call. */
export const show = {
    energy: (wh: WireInteger) => format.energy(wh, language.value),
    kilowattHours: (wh: WireInteger) => format.kilowattHours(wh, language.value),
    energyUnit: () => format.energyUnit(language.value),
    power: (watts: WireInteger) => format.power(watts, language.value),
    price: (units: WireInteger) => format.price(units, language.value),
    exactMoney: (units: WireInteger) => format.exactMoney(units, language.value),
    instant: (iso: string) => format.instant(iso, offsetMinutes.value, language.value),
    fen: (amount: WireInteger) => format.fen(BigInt(amount), language.value),
    count: (value: WireInteger) => format.count(value, language.value),
    share: (part: WireInteger, whole: WireInteger) => format.share(part, whole, language.value),
    interval: (slot: number) => format.interval(slot, offsetMinutes.value),
    time: (slot: number) => format.clockTime(slot, offsetMinutes.value),
    moment: (slot: number) => format.moment(slot, offsetMinutes.value, language.value),
    month: (month: string) => format.monthText(month, language.value),
    day: (day: string) => format.dayText(day, language.value),
    dayOf: (slot: number) => format.localDay(slot, offsetMinutes.value),
};
