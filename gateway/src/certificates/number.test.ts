import { expect } from 'chai';
import fc from 'fast-check';
import { newCertificateNumber, readCertificateNumber } from './number.js';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

describe('the number of a certificate', () => {
    it('has the printed form and reads back, however it was typed', () => {
        for (let i = 0; i < 500; i++) {
            const number = newCertificateNumber(2026);
            expect(number).to.match(/^LG-2026(-[0-9A-HJKMNP-TV-Z]{4}){7}$/);
            expect(readCertificateNumber(number)).to.equal(number);
            expect(readCertificateNumber(` ${number.toLowerCase().replaceAll('-', ' ')} `)).to.equal(number);
            expect(
                readCertificateNumber(number.slice(0, 2) + number.slice(2).replaceAll('0', 'o').replaceAll('1', 'l')),
            ).to.equal(number);
        }
    });

    it('tells one wrong character from the right one, except 0 from Z', () => {
        fc.assert(
            fc.property(fc.nat(26), fc.nat(31), (at, other) => {
                const number = newCertificateNumber(2026);
                const place = 8 + at + Math.floor(at / 4);
                const replaced = alphabet.charAt(other);
                const [a, b] = [number.charAt(place), replaced].sort();
                const wrong = number.slice(0, place) + replaced + number.slice(place + 1);
                const confusable = a === b || (a === '0' && b === 'Z');
                expect(readCertificateNumber(wrong) === undefined).to.equal(!confusable);
            }),
        );
    });

    it('holds at least 128 random bits: it cannot be guessed', () => {
        const numbers = new Set(Array.from({ length: 2000 }, () => newCertificateNumber(2026)));
        expect(numbers.size).to.equal(2000);
        const drawn: number[] = [];
        newCertificateNumber(2026, (limit) => drawn.push(limit) % limit);
        expect(drawn.length * Math.log2(32)).to.be.at.least(128);
        expect(drawn.every((limit) => limit === 32)).to.equal(true);
    });

    it('refuses what is no number', () => {
        for (const text of ['', 'LG', 'LG-2026-0000', 'XX-2026-0000-0000', 'LG-2026-0000-000U']) {
            expect(readCertificateNumber(text)).to.equal(undefined);
        }
    });
});
