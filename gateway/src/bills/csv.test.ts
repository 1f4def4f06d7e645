import { expect } from 'chai';
import type { BillDetail, BillLine } from '../http/api.js';
import { billCsv } from './csv.js';

const line: BillLine = {
    line: 1,
    kind: 'grid',
    point: 'home-anna',
    period: 'peak',
    price: 6803,
    provisional: false,
    vat: 1300,
    wh: 1234,
    money: 8_394_902,
    fen: 84,
    reference: '',
    ofMonth: null,
};

function bill(lines: readonly BillLine[], total: number, money: number): BillDetail {
    return {
        month: '2026-03',
        participant: 'anna',
        status: 'closed',
        from: 0,
        to: 1,
        points: [],
        lines: [...lines],
        total,
        money,
        rounding: 0,
        tax: [],
        frozen: 0,
        correctedSlots: 0,
        objections: [],
        digest: null,
        salt: null,
        asOf: { block: 1 },
    };
}

describe('a bill as CSV', () => {
    it('has a line each and the total, in yuan and kWh, as a spreadsheet reads it', () => {
        const credit: BillLine = {
            ...line,
            line: 2,
            kind: 'sales',
            price: null,
            period: '',
            wh: 5,
            money: -12_345,
            fen: -1,
        };
        expect(billCsv(bill([line, credit], 83, 8_382_557)).split('\r\n')).to.deep.equal([
            '\uFEFFmonth,participant,line,kind,metering_point,period,price_cny_per_kwh,kwh,amount_cny,exact_cny,vat_percent,reference,of_month',
            '2026-03,anna,1,grid,home-anna,peak,0.6803,1.234,0.84,0.8394902,13.00,,',
            '2026-03,anna,2,sales,home-anna,,,0.005,-0.01,-0.0012345,13.00,,',
            '2026-03,anna,,total,,,,,0.83,0.8382557,,,',
            '',
        ]);
    });

    it('lets no text become a formula or break its cell', () => {
        for (const [given, written] of [
            ['=1+1', "'=1+1"],
            ['@sum', "'@sum"],
            ['-2', "'-2"],
            ['a,b', '"a,b"'],
            ['say "x"', '"say ""x"""'],
        ] as const) {
            const [, row] = billCsv(bill([{ ...line, reference: given }], 84, 0)).split('\r\n');
            expect(row).to.equal(`2026-03,anna,1,grid,home-anna,peak,0.6803,1.234,0.84,0.8394902,13.00,${written},`);
        }
    });
});
