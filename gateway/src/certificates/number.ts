import { randomInt } from 'node:crypto';

/** Crockford's base 32: no I, L, O, U, so that a number survives being read aloud or written down. */
const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Random characters of a number: 135 bits. Whoever has a number may see the certificate, so none can be guessed. */
const RANDOM = 27;

/** A new certificate number, `LG-2026-` and seven groups of four: the year of the period, 27 random characters and a check character. */
export function newCertificateNumber(year: number, random: (limit: number) => number = randomInt): string {
    const body = Array.from({ length: RANDOM }, () => digits.charAt(random(digits.length))).join('');
    return written(year, body + checkCharacter(`${year}${body}`));
}

/**
 * Brings what a person typed into the one form: upper case, O as 0, I and L as 1, spaces or dashes anywhere.
 * @returns undefined unless the form and the check character are right
 */
export function readCertificateNumber(typed: string): string | undefined {
    const match = /^LG(\d{4})([0-9A-HJKMNP-TV-Z]{28})$/.exec(normal(typed));
    const [, year, all] = match ?? [];
    if (year === undefined || all === undefined || checkCharacter(year + all.slice(0, RANDOM)) !== all.charAt(RANDOM)) {
        return undefined;
    }
    return written(year, all);
}

function written(year: number | string, all: string): string {
    return `LG-${year}-${all.match(/.{4}/g)?.join('-') ?? ''}`;
}

function normal(typed: string): string {
    const [prefix, rest] = [typed.trim().slice(0, 2).toUpperCase(), typed.trim().slice(2)];
    return prefix + rest.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
}

/** Weighted sum modulo 31 with weights 1 to 30, then 1 again: finds every wrong character and every swap of neighbours but 0 with Z. */
function checkCharacter(text: string): string {
    let sum = 0;
    for (const [index, character] of [...text].entries()) {
        sum += ((index % 30) + 1) * digits.indexOf(character);
    }
    return digits.charAt(sum % 31);
}
