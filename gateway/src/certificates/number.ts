import { randomInt } from 'node:crypto';

/** Crockford's base 32: no I, L, O, U, so that a number survives being read aloud or written down. */
const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * A new certificate number, `LG-2026-XXXX-XXXX`: the year of the period, seven random characters (35 bits: not to be guessed in
 * bulk behind a rate limit) and a check character.
 */
export function newCertificateNumber(year: number, random: (limit: number) => number = randomInt): string {
    const body = Array.from({ length: 7 }, () => digits.charAt(random(digits.length))).join('');
    const all = body + checkCharacter(`${year}${body}`);
    return `LG-${year}-${all.slice(0, 4)}-${all.slice(4)}`;
}

/**
 * Brings what a person typed into the one form: upper case, O as 0, I and L as 1, spaces or dashes anywhere.
 * @returns undefined unless the form and the check character are right
 */
export function readCertificateNumber(typed: string): string | undefined {
    const match = /^LG(\d{4})([0-9A-HJKMNP-TV-Z]{8})$/.exec(normal(typed));
    const [, year, all] = match ?? [];
    if (year === undefined || all === undefined || checkCharacter(year + all.slice(0, 7)) !== all.charAt(7)) {
        return undefined;
    }
    return `LG-${year}-${all.slice(0, 4)}-${all.slice(4)}`;
}

function normal(typed: string): string {
    const [prefix, rest] = [typed.trim().slice(0, 2).toUpperCase(), typed.trim().slice(2)];
    return prefix + rest.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
}

/** Weighted sum modulo 31 with weights 1, 2, 3 …: finds every wrong character and every swap of neighbours but 0 with Z. */
function checkCharacter(text: string): string {
    let sum = 0;
    for (const [index, character] of [...text].entries()) {
        sum += (index + 1) * digits.indexOf(character);
    }
    return digits.charAt(sum % 31);
}
