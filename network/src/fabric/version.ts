/*
 * Versions of Fabric as its programs say them: `v3.1.5`, `2.5.16`, or a word such as `latest` for a build without one,
 * which counts as newer than every version with a number.
 */

/** `3.1` of `v3.1.5`; the word itself of a build without a number. */
export function lineOf(version: string): string {
    const numbers = numbersOf(version);
    return numbers === undefined ? version : numbers.slice(0, 2).join('.');
}

/** 3 of `v3.1.5`; 3 for a build without a number. */
export function majorOf(version: string): number {
    return numbersOf(version)?.[0] ?? 3;
}

/** Whether a version is the wanted one, or begins with it number by number: `3.1.5` is `3` and `3.1`, not `3.10`. */
export function matchesVersion(version: string, wanted: string): boolean {
    const have = parts(version);
    return parts(wanted).every((part, index) => part === have[index]);
}

/** Below 0 where the first line is older, above 0 where it is newer. */
export function compareLines(one: string, other: string): number {
    const [a, b] = [numbersOf(one), numbersOf(other)];
    if (a === undefined || b === undefined) {
        return Number(a === undefined) - Number(b === undefined);
    }
    return (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0);
}

function parts(version: string): string[] {
    return version.replace(/^v/, '').split('.');
}

function numbersOf(version: string): number[] | undefined {
    const match = /^v?(\d+(?:\.\d+)*)/.exec(version);
    return match?.[1]?.split('.').map(Number);
}
