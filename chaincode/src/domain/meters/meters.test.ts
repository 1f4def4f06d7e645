import { execFileSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { hex, hexBytes } from '../crypto.js';
import { parsePublicJwk } from '../jwk.js';
import type { Point } from '../registry/point.js';
import { slotPlus } from '../slot.js';
import { signer, verifyEs256 } from '../testing/crypto.js';
import { METER, reading, SLOT, testPoint } from '../testing/district.js';
import { watt, wh } from '../units.js';
import { derToP1363, p1363ToDer } from './der.js';
import { composeOcmf, composeOcmfPayload, splitOcmf } from './ocmf.js';
import { readPayload } from './payload.js';
import { checkReading, readAccepted } from './reading.js';
import { parseOcmfTime } from './time.js';

const POINT = testPoint('p1', 'anna', { limits: { importW: watt(8000), exportW: watt(6000) } });
const READING = reading('p1', [1000, 1500], [20, 25]);
const check = (ocmf: string, point: Point | undefined = POINT, slot = SLOT) =>
    checkReading(ocmf, { point, slot, verify: verifyEs256 }).code;
const signed = (changes: Parameters<typeof reading>[3]) => METER.signReading({ ...READING, ...changes });

describe('OCMF readings', function () {
    this.timeout(30_000);

    it('composes the record that a meter sends', () => {
        const ocmf = METER.signReading(reading('p1', [1000, 1500]));
        expect(ocmf).to.match(/^OCMF\|\{.*\}\|\{"SA":"ECDSA-secp256r1-SHA256","SD":"30[0-9A-F]+"\}$/);
        expect(JSON.parse(ocmf.split('|')[1] ?? '')).to.deep.include({ FV: '1.4', MS: 'M-p1', PG: 'F1' });
        expect(JSON.parse(ocmf.split('|')[1] ?? '').RD).to.deep.equal([
            {
                TM: '2026-03-01T10:15:00,000+0000 S',
                RV: 1000,
                RI: '01-00:01.08.00.FF',
                RU: 'Wh',
                RT: 'AC',
                EF: '',
                ST: 'G',
            },
            { RV: 0, RI: '01-00:02.08.00.FF' },
            { TM: '2026-03-01T10:30:00,000+0000 S', RV: 1500, RI: '01-00:01.08.00.FF' },
            { RV: 0, RI: '01-00:02.08.00.FF' },
        ]);
    });

    it('reads records that write every member of every entry, as many meters do', () => {
        const common = { EF: '', RT: 'AC', RU: 'Wh', ST: 'G' };
        const entry = (TM: string, RI: string, RV: number) => ({ ...common, TM: `${TM},000+0000 S`, RI, RV });
        const RD = [
            entry('2026-03-01T10:15:00', '01-00:01.08.00.FF', 1000),
            entry('2026-03-01T10:30:00', '01-00:01.08.00.FF', 1500),
            entry('2026-03-01T10:15:00', '01-00:02.08.00.FF', 20),
            entry('2026-03-01T10:30:00', '01-00:02.08.00.FF', 25),
        ];
        const payload = JSON.stringify({ FV: '1.4', GS: 'M-p1', MS: 'M-p1', PG: 'F1', RD });
        expect(readPayload(payload)).to.deep.equal(READING);
        expect(check(METER.signPayload(payload))).to.equal('OK');
    });

    it('reads back what it composed, for any registers', () => {
        const pairs = fc
            .tuple(fc.nat(2 ** 31), fc.nat(2 ** 31))
            .map(([start, more]) => ({ start: wh(start), end: wh(start + more) }));
        fc.assert(
            fc.property(pairs, pairs, fc.option(pairs), fc.nat(), (imported, exported, generation, page) => {
                const one = { ...READING, import: imported, export: exported, generation, page };
                expect(readPayload(composeOcmfPayload(one))).to.deep.equal(one);
            }),
        );
    });

    it('verifies a record whose key and signature were made by OpenSSL', function () {
        const folder = mkdtempSync(path.join(tmpdir(), 'ocmf-'));
        try {
            const file = (name: string) => path.join(folder, name);
            const payload = composeOcmfPayload(READING);
            writeFileSync(file('payload'), payload);
            try {
                execFileSync('openssl', ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', file('key')]);
            } catch {
                this.skip();
            }
            execFileSync('openssl', ['dgst', '-sha256', '-sign', file('key'), '-out', file('sig'), file('payload')]);
            const jwk = parsePublicJwk(createPublicKey(readFileSync(file('key'))).export({ format: 'jwk' }));
            const ocmf = composeOcmf(payload, readFileSync(file('sig')));
            expect(check(ocmf, { ...POINT, meter: { ...POINT.meter, jwk } })).to.equal('OK');
            expect(check(ocmf)).to.equal('READING_SIGNATURE_INVALID');
        } finally {
            rmSync(folder, { recursive: true });
        }
    });

    it('verifies the bytes as sent: other white space is another payload', () => {
        const payload = composeOcmfPayload(READING).replace(':', ': ');
        expect(check(METER.signPayload(payload))).to.equal('OK');
        const record = METER.signReading(READING);
        expect(check(record.replace('"FV":', '"FV": '))).to.equal('READING_SIGNATURE_INVALID');
    });

    it('takes over omitted fields from the reading before, as OCMF has it', () => {
        const RD = [
            { TM: '2026-03-01T18:15:00,000+0800 S', RV: 10, RI: '01-00:01.08.00.FF', RU: 'Wh', ST: 'G' },
            { TM: '2026-03-01T10:30:00,000+0000 S', RV: 12 },
            { RV: 5, RI: '01-00:02.08.00.FF', RU: 'Wh' },
            { TM: '2026-03-01T10:15:00,000+0000 S', RV: 4 },
        ];
        const payload = JSON.stringify({ FV: '1.4', GS: 'M-p1', PG: 'F9', RD });
        expect(readPayload(payload)).to.deep.equal({
            ...READING,
            page: 9,
            import: { start: 10, end: 12 },
            export: { start: 4, end: 5 },
        });
    });

    it('accepts a good reading, and repeats it without the signature check', () => {
        const ocmf = METER.signReading(READING);
        expect(checkReading(ocmf, { point: POINT, slot: SLOT, verify: verifyEs256 })).to.deep.equal({
            code: 'OK',
            reading: READING,
        });
        expect(readAccepted(ocmf, 'p1')).to.deep.equal(READING);
        expect(() => readAccepted('OCMF|{}|{}', 'p1')).to.throw(/^READING_MALFORMED: /);
    });

    it('refuses by name a reading that is forged, tampered with, replayed or of the wrong meter', () => {
        const ocmf = METER.signReading(READING);
        expect(check(ocmf.replace('"RV":1500', '"RV":1400'))).to.equal('READING_SIGNATURE_INVALID');
        expect(check(signer().signReading(READING))).to.equal('READING_SIGNATURE_INVALID');
        expect(check(ocmf, POINT, slotPlus(SLOT, 1))).to.equal('READING_INTERVAL_MISMATCH');
        expect(check(signed({ serial: 'M-p2' }))).to.equal('READING_METER_MISMATCH');
        expect(checkReading(ocmf, { point: undefined, slot: SLOT, verify: verifyEs256 }).code).to.equal(
            'READING_POINT_UNKNOWN',
        );
        expect(check(ocmf, { ...POINT, active: false })).to.equal('READING_POINT_UNKNOWN');
    });

    it('refuses a meter key outside its time', () => {
        const ocmf = METER.signReading(READING);
        const meter = (from: number, to: number | null) => ({
            ...POINT,
            meter: { ...POINT.meter, from: slotPlus(SLOT, from), to: to === null ? null : slotPlus(SLOT, to) },
        });
        expect(check(ocmf, meter(1, null))).to.equal('READING_KEY_NOT_IN_FORCE');
        expect(check(ocmf, meter(-9, 0))).to.equal('READING_KEY_NOT_IN_FORCE');
        expect(check(ocmf, meter(0, 1))).to.equal('OK');
    });

    it('refuses what the connection cannot carry, to the watt-hour', () => {
        // 8 kW for a quarter-hour are 2000 Wh; registers in whole Wh may show one more.
        const importing = (end: number) => signed({ import: { start: wh(0), end: wh(end) } });
        expect([2001, 2002].map((end) => check(importing(end)))).to.deep.equal(['OK', 'READING_OVER_LIMIT']);
        const exporting = (end: number) => signed({ export: { start: wh(0), end: wh(end) } });
        expect([1501, 1502].map((end) => check(exporting(end)))).to.deep.equal(['OK', 'READING_OVER_LIMIT']);
        const plant = { id: 'roof', source: 'solar', capacityW: watt(4000), register: 'generation' } as const;
        const generating = (end: number) => signed({ generation: { start: wh(0), end: wh(end) } });
        expect([1001, 1002].map((end) => check(generating(end), { ...POINT, plant }))).to.deep.equal([
            'OK',
            'READING_OVER_LIMIT',
        ]);
    });

    it('refuses registers that run backwards inside, are missing, or go the wrong way', () => {
        expect(check(signed({ import: { start: wh(9), end: wh(8) } }))).to.equal('READING_REGISTER_BACKWARDS');
        const plant = { id: 'roof', source: 'solar', capacityW: watt(4000), register: 'generation' } as const;
        expect(check(METER.signReading(READING), { ...POINT, plant })).to.equal('READING_REGISTER_MISSING');
        expect(check(METER.signReading(READING), { ...POINT, direction: 'import' })).to.equal('READING_DIRECTION');
        const noImport = { importW: watt(0), exportW: watt(6000) };
        expect(check(METER.signReading(READING), { ...POINT, direction: 'export', limits: noImport })).to.equal(
            'READING_DIRECTION',
        );
        expect(check(METER.signReading(READING), { ...POINT, direction: 'export' })).to.equal('OK');
    });

    it('refuses clocks that are not synchronised and meters that report a fault, but takes substitutes as such', () => {
        const payload = composeOcmfPayload(READING);
        expect(check(METER.signPayload(payload.replaceAll(' S"', ' I"')))).to.equal('READING_CLOCK_UNSYNCHRONISED');
        expect(check(METER.signPayload(payload.replace('"ST":"G"', '"ST":"M"')))).to.equal('READING_METER_STATE');
        expect(check(METER.signPayload(payload.replace('"EF":""', '"EF":"E"')))).to.equal('READING_METER_STATE');
        const substitute = METER.signReading({ ...READING, quality: 'substitute' });
        expect(checkReading(substitute, { point: POINT, slot: SLOT, verify: verifyEs256 }).reading?.quality).to.equal(
            'substitute',
        );
    });

    it('refuses payloads that are no reading of one slot', () => {
        const payload = composeOcmfPayload(READING);
        const cases: [string, string][] = [
            [payload.replace('"FV":"1.4"', '"FV":"2.0"'), 'READING_MALFORMED'],
            [payload.replace('"PG":"F1"', '"PG":"T1"'), 'READING_MALFORMED'],
            [payload.replace('"RV":1500', '"RV":1500.5'), 'READING_MALFORMED'],
            [payload.replace('"RV":1500', '"RV":-1'), 'READING_MALFORMED'],
            [payload.replaceAll('"Wh"', '"kWh"'), 'READING_MALFORMED'],
            [payload.replace('10:15:00,000', '10:15:00'), 'READING_MALFORMED'],
            [payload.replace('10:30:00,000', '10:45:00,000'), 'READING_INTERVAL_MISMATCH'],
            [payload.replaceAll(':00,000', ':01,000'), 'READING_INTERVAL_MISMATCH'],
            [payload.replaceAll('01-00:02.08.00.FF', '01-00:01.08.00.FF'), 'READING_MALFORMED'],
            [payload.replaceAll('01-00:02.08.00.FF', '01-00:09.08.00.FF'), 'READING_REGISTER_MISSING'],
            [payload.replace('01-00:02.08.00.FF', '01-00:09.08.00.FF'), 'READING_REGISTER_MISSING'],
            ['{"FV":"1.4","MS":"M-p1","PG":"F1","RD":[]}', 'READING_INTERVAL_MISMATCH'],
            ['{"FV":"1.4","MS":"M-p1","PG":"F1","RD":[1]}', 'READING_MALFORMED'],
            ['{"FV":"1.4","MS":"M-p1","PG":"F1","RD":{}}', 'READING_MALFORMED'],
            ['{"FV":"1.4"', 'READING_MALFORMED'],
            ['{}', 'READING_MALFORMED'],
        ];
        for (const [text, code] of cases) {
            expect(check(METER.signPayload(text)), text).to.equal(code);
        }
    });

    it('refuses intervals of any other length, also those that other schemes allow', () => {
        const payload = composeOcmfPayload(READING);
        for (const end of ['10:20', '10:45', '11:15', '11:16']) {
            const other = payload.replace('10:30:00,000', `${end}:00,000`);
            expect(other).not.to.equal(payload);
            expect(check(METER.signPayload(other)), end).to.equal('READING_INTERVAL_MISMATCH');
        }
    });

    it('refuses records of other forms and signature algorithms', () => {
        const [, payload = '', signature = ''] = METER.signReading(READING).split('|');
        for (const text of [
            'hello',
            `OCMF|${payload}`,
            `OCMF|${payload}|{}`,
            `OCMF|${payload}|[]`,
            `OCMF|${payload}|{"SD":"zz"}`,
            `OCMF|${payload}|{"SD":"3000"}`,
            `OCMF|${payload}|${signature.replace('secp256r1', 'secp256k1')}`,
            `OCMF|${payload}|${signature.replace('}', ',"SE":"base64"}')}`,
            `OCMF|{${' '.repeat(5000)}}|${signature}`,
        ]) {
            expect(check(text), text.slice(0, 80)).to.equal('READING_MALFORMED');
        }
        expect(
            splitOcmf(`OCMF|${payload}|${signature.replace('"SA":"ECDSA-secp256r1-SHA256",', '')}`)?.payload,
        ).to.equal(payload);
    });

    it('never throws, whatever a meter sends', () => {
        fc.assert(
            fc.property(fc.string(), fc.json(), (text, json) => {
                expect(check(text)).to.equal('READING_MALFORMED');
                expect(check(METER.signPayload(json))).to.match(/^READING_/);
                expect(check(METER.signPayload(`{"FV":"1.4","MS":"M-p1","PG":"F1","RD":[${json}]}`))).to.match(
                    /^READING_/,
                );
            }),
        );
    });
});

describe('times and signatures of meters', () => {
    it('reads OCMF times as the platform does', () => {
        const moments = fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true });
        const zones = fc.integer({ min: -840, max: 840 });
        fc.assert(
            fc.property(moments, zones, (moment, zone) => {
                const local = new Date(moment.getTime() + zone * 60_000).toISOString().slice(0, -1).replace('.', ',');
                const minutes = Math.abs(zone);
                const digits = (value: number) => String(Math.floor(value)).padStart(2, '0');
                const text = `${local}${zone < 0 ? '-' : '+'}${digits(minutes / 60)}${digits(minutes % 60)} S`;
                expect(parseOcmfTime(text)).to.deep.equal({ milliseconds: moment.getTime(), state: 'S' });
            }),
        );
        for (const state of ['U', 'I', 'S', 'R']) {
            expect(parseOcmfTime(`2018-07-24T13:22:04,000+0200 ${state}`)?.state).to.equal(state);
        }
    });

    it('refuses times that do not exist', () => {
        for (const text of [
            '2026-02-30T10:15:00,000+0000 S',
            '2026-03-01T25:15:00,000+0000 S',
            '2026-03-01T10:15:00,000+1500 S',
            '2026-03-01T10:15:00,000+0061 S',
            '2026-03-01T10:15:00,000+0000',
            '2026-03-01T10:15:00Z',
        ]) {
            expect(parseOcmfTime(text), text).to.equal(undefined);
        }
    });

    it('turns r ‖ s into DER and back, and takes only the one DER form', () => {
        fc.assert(
            fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (signature) => {
                expect(hex(derToP1363(p1363ToDer(signature)))).to.equal(hex(signature));
            }),
        );
        const good = hex(p1363ToDer(new Uint8Array(64).fill(1)));
        expect(good).to.equal(`3044${`0220${'01'.repeat(32)}`.repeat(2)}`);
        for (const bad of [
            '',
            good.slice(0, -2),
            `${good}00`,
            good.replace('3044', '3144'),
            '30060201800201' + '01',
            '3007020200010201' + '01',
            '300602010102027f7f',
            `3047022200${'80'.padEnd(66, '0')}0221${'00'.repeat(33)}`,
        ]) {
            expect(() => derToP1363(hexBytes(bad)), bad).to.throw(/^ENCODING_INVALID: /);
        }
        expect(() => p1363ToDer(new Uint8Array(63))).to.throw(/^ENCODING_INVALID: /);
    });
});
