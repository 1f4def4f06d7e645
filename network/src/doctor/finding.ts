import { CATALOGUE, type CatalogueEntry, type Check, type FindingCode, type Severity } from './catalogue.js';

/** One fault, with all that is needed to act on it. */
export type Finding = Readonly<{
    /** Stable; see the operator's handbook. */
    code: FindingCode;
    severity: Severity;
    check: Check;
    /** What it is about: a node, a file, a port, a chaincode. */
    about: string;
    meaning: string;
    seen: string;
    expected: string;
    /** Command to type. */
    remedy: string;
    /** What the command does not say. */
    advice: string;
}>;

/** One thing that was looked at and is as it should be. */
export type Passed = Readonly<{ check: Check; seen: string }>;

/** What the fields in braces of a remedy stand for. */
export type RemedyValues = Readonly<Record<string, string | number>>;

/** What a check writes its results into. */
export class Notes {
    readonly findings: Finding[] = [];
    readonly passed: Passed[] = [];
    readonly #data: string;

    /** @param data - the network's folder, which remedies name */
    constructor(
        readonly check: Check,
        data: string,
    ) {
        this.#data = data;
    }

    /**
     * Notes a fault.
     * @param values - of the fields in the remedy of its code
     * @param instead - another remedy, where the usual one does not fit
     */
    fault(
        code: FindingCode,
        about: string,
        seen: string,
        expected: string,
        values: RemedyValues = {},
        instead?: Pick<CatalogueEntry, 'remedy' | 'advice'>,
    ): void {
        const { check, severity, meaning, remedy, advice }: CatalogueEntry = { ...CATALOGUE[code], ...instead };
        const filled = fill(remedy, { data: this.#data, ...values });
        this.findings.push({ code, severity, check, about, meaning, seen, expected, remedy: filled, advice });
    }

    pass(seen: string): void {
        this.passed.push({ check: this.check, seen });
    }
}

/** Fills in a remedy; values become single words of a shell, commands stay what they are. */
function fill(remedy: string, values: RemedyValues): string {
    return remedy.replace(/\{(\w+)\}/g, (whole, name: string) => {
        const value = values[name];
        return value === undefined ? whole : name === 'command' ? String(value) : quoted(String(value));
    });
}

function quoted(word: string): string {
    return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
