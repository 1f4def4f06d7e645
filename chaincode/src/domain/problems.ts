import { catalogue } from './problems/catalogue.js';

/** One kind of error: data only, so that contracts, gateway, pages and the generated documentation share it. */
export type ProblemDefinition = {
    /** HTTP status the gateway answers with. */
    readonly status: number;
    /** What is wrong, with `{name}` for parameters. */
    readonly en: string;
    readonly zh: string;
    /** What the reader can do about it. */
    readonly remedy: { readonly en: string; readonly zh: string };
};

export type Catalogue = Readonly<Record<string, ProblemDefinition>>;
export type ProblemCode = keyof typeof catalogue;
export type Language = 'en' | 'zh';

type Names<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
    ? Name | Names<Rest>
    : never;
export type ParamsOf<Definition extends ProblemDefinition> = {
    readonly [Name in Names<Definition['en']>]: string | number;
};

/** An error with a code of the catalogue. Its message is `CODE: text`, which survives the way through Fabric. */
export class Problem extends Error {
    override readonly name = 'Problem';

    constructor(
        readonly code: string,
        text: string,
        readonly params: Readonly<Record<string, string | number>>,
    ) {
        super(`${code}: ${text}`);
    }
}

/** Builds the function that makes errors of a catalogue; other workspaces use it for codes of their own. */
export function problemsOf<const Entries extends Catalogue>(entries: Entries) {
    return <Code extends keyof Entries & string>(code: Code, params: ParamsOf<Entries[Code]>): Problem =>
        new Problem(code, fill(entries[code]?.en ?? '', params), params);
}

/**
 * The error of a code of the domain's catalogue.
 * Parameters name ids, slots and limits; never a load or a generation, since messages reach public logs.
 */
export const problem = problemsOf(catalogue);

/** `CODE` of a message `CODE: text`, also where Fabric has wrapped it (`chaincode response 500, CODE: text`); undefined if there is none. */
export function codeOf(message: string): string | undefined {
    return /(?:^|[\s,:'"[(])([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+): /.exec(message)?.[1];
}

/**
 * Reads code and parameters back from a message, so that it can be shown in another language.
 * @returns undefined if the message holds no code of the catalogue.
 */
export function parseProblem(
    message: string,
    entries: Catalogue = catalogue,
): { readonly code: string; readonly params: Readonly<Record<string, string>> } | undefined {
    const code = codeOf(message);
    const definition = code === undefined ? undefined : entries[code];
    if (code === undefined || definition === undefined) {
        return undefined;
    }
    const text = message.slice(message.indexOf(`${code}: `) + code.length + 2);
    const pattern = definition.en
        .split(/\{(\w+)\}/)
        .map((part, index) => (index % 2 === 0 ? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : `(?<${part}>.*?)`))
        .join('');
    const match = new RegExp(`^${pattern}(?=$|["'\\n\\])])`).exec(text) ?? new RegExp(`^${pattern}`).exec(text);
    return { code, params: { ...match?.groups } };
}

/** The text of a problem in a language; parameters that are not given stay as `{name}`. */
export function describe(
    code: string,
    params: Readonly<Record<string, string | number>>,
    language: Language,
    entries: Catalogue = catalogue,
): string {
    const definition = entries[code];
    return definition === undefined ? code : fill(definition[language], params);
}

function fill(template: string, params: Readonly<Record<string, string | number>>): string {
    return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}
