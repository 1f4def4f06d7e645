/** What a configuration file can hold. `undefined` leaves a key out. */
export type Yaml = string | number | boolean | undefined | readonly Yaml[] | { readonly [key: string]: Yaml };

/** Writes YAML in block style; text is always quoted, so that no value is taken for another type. */
export function toYaml(value: Yaml): string {
    return `${lines(value).join('\n')}\n`;
}

function lines(value: Yaml): string[] {
    if (isList(value)) {
        return value.length === 0 ? ['[]'] : value.flatMap((item) => hang('- ', lines(item)));
    }
    if (typeof value === 'object') {
        const entries = Object.entries(value).filter(([, item]) => item !== undefined);
        return entries.length === 0 ? ['{}'] : entries.flatMap(([key, item]) => entry(key, item));
    }
    return [JSON.stringify(value)];
}

function entry(key: string, value: Yaml): string[] {
    const below = lines(value);
    const isBlock = typeof value === 'object' && !['[]', '{}'].includes(below[0] ?? '');
    return isBlock ? [`${key}:`, ...below.map((line) => `  ${line}`)] : [`${key}: ${below[0]}`];
}

function hang(mark: string, [first, ...rest]: string[]): string[] {
    return [`${mark}${first}`, ...rest.map((line) => `${' '.repeat(mark.length)}${line}`)];
}

function isList(value: Yaml): value is readonly Yaml[] {
    return Array.isArray(value);
}
