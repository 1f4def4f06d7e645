import { InvalidArgumentError } from 'commander';

/** Parses an option that is a whole number within bounds. */
export function wholeNumber(least: number, most: number): (text: string) => number {
    return (text) => {
        const value = Number(text);
        if (!/^\d+$/.test(text) || value < least || value > most) {
            throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}.`);
        }
        return value;
    };
}

/** Parses an option that is a number above 0. */
export function positiveNumber(text: string): number {
    const value = Number(text);
    if (!Number.isFinite(value) || value <= 0) {
        throw new InvalidArgumentError('expected a number above 0.');
    }
    return value;
}
