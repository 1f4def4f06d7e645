import {
    addBalances,
    type Balance,
    balanceOfDay,
    type CertificateRecord,
    isInForce,
    type PlantAllocation,
    type Wh,
} from '@linguang/chaincode/domain';
import { type ReadModel, recordOf } from '../readmodel/readmodel.js';
import { reservationsOf } from './month.js';

/** Where a plant's certifiable energy of a UTC month went, from its reservations and the certificates in force. @throws DAY_INVALID */
export function balanceOfMonth(readModel: ReadModel, plant: string, month: string): Balance {
    return addBalances(
        plant,
        balancesOfDays(readModel, plant, month).map(({ balance }) => balance),
    );
}

/** The same by ledger day. */
export function balancesOfDays(
    readModel: ReadModel,
    plant: string,
    month: string,
): readonly { readonly day: number; readonly balance: Balance }[] {
    return reservationsOf(readModel, plant, month).map((reservation) => {
        const { day } = reservation;
        const rows = readModel.all(
            `SELECT a.number, a.wh, a.map, c.record FROM allocations a JOIN certificates c USING (number)
             WHERE a.plant = ? AND a.day = ? ORDER BY a.number`,
            plant,
            day,
        );
        const counting = new Set(
            rows.filter((row) => isInForce(recordOf<CertificateRecord>(row))).map(({ number }) => String(number)),
        );
        const items = rows.map(({ number, wh, map }) => ({
            number: String(number),
            wh: Number(wh) as Wh,
            map: String(map),
        }));
        const allocation: PlantAllocation = { v: 1, plant, day, items };
        return { day, balance: balanceOfDay(reservation, [allocation], (number) => counting.has(number)) };
    });
}
