import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = import.meta.dirname;
const sources = join(folder, '..', 'src');

/** The texts of each language by key. */
export function translations(): Readonly<Record<string, Readonly<Record<string, string>>>> {
    const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
    return Object.fromEntries(
        files.map((name) => [name.replace('.json', ''), JSON.parse(readFileSync(join(folder, name), 'utf8'))]),
    );
}

/** The source text of all pages. */
export function pageSources(): string {
    return readdirSync(sources, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.test.ts'))
        .map((name) => readFileSync(join(sources, name), 'utf8'))
        .join('\n');
}

/** What is wrong with the translations, as sentences; none when everything is well. */
export function faults(): readonly string[] {
    const languages = Object.entries(translations());
    const keys = new Set(languages.flatMap(([, texts]) => Object.keys(texts)));
    const text = pageSources();
    const used = new Set([...text.matchAll(/'([a-z][\w-]*(?:\.[\w-]+)*)'/gi)].map((match) => match[1] ?? ''));
    const called = [...text.matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => match[1] ?? '');
    return [
        ...languages.flatMap(([language, texts]) => [...keys].flatMap((key) => missing(language, texts, key))),
        ...[...keys].flatMap((key) => (used.has(key) ? [] : [`${key} is not used by any page`])),
        ...[...new Set(called)].flatMap((key) => (keys.has(key) ? [] : [`${key} is used but has no text`])),
        ...[...keys].flatMap((key) => differentParameters(languages, key)),
    ];
}

function missing(language: string, texts: Readonly<Record<string, string>>, key: string): readonly string[] {
    return texts[key]?.trim() ? [] : [`${key} has no text in ${language}`];
}

function differentParameters(languages: [string, Readonly<Record<string, string>>][], key: string): readonly string[] {
    const named = languages.map(([, texts]) =>
        [...(texts[key] ?? '').matchAll(/\{(\w+)\}/g)]
            .map((match) => match[1])
            .sort()
            .join(),
    );
    return new Set(named).size > 1 ? [`${key} has different parameters in different languages`] : [];
}
