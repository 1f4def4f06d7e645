const LONGEST = 300;

/** Two values of one key, told apart: for JSON the first member that differs, else the bytes. */
export function toldApart(
    expected: Uint8Array | undefined,
    found: Uint8Array | undefined,
): Readonly<{ expected: string; found: string }> {
    const [left, right] = [jsonOf(expected), jsonOf(found)];
    if (left === undefined || right === undefined) {
        return { expected: shown(expected), found: shown(found) };
    }
    const at = firstPath(left.value, right.value, '') ?? '';
    return { expected: member(left.value, at), found: member(right.value, at) };
}

/** A value as it can be printed. */
export function shown(value: Uint8Array | undefined): string {
    if (value === undefined) {
        return 'nothing';
    }
    const text = Buffer.from(value).toString();
    const isText = Buffer.from(text).equals(Buffer.from(value)) && !/\p{Cc}/u.test(text);
    return short(isText ? text : Buffer.from(value).toString('hex'));
}

function short(text: string): string {
    return text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length} characters)` : text;
}

function jsonOf(bytes: Uint8Array | undefined): { readonly value: unknown } | undefined {
    try {
        return bytes === undefined ? undefined : { value: JSON.parse(Buffer.from(bytes).toString()) };
    } catch {
        return undefined;
    }
}

/** Path of the first member that differs, such as `.totals.traded`. */
function firstPath(a: unknown, b: unknown, path: string): string | undefined {
    if (isContainer(a) && isContainer(b) && Array.isArray(a) === Array.isArray(b)) {
        for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
            const inner = firstPath(Reflect.get(a, name), Reflect.get(b, name), `${path}.${name}`);
            if (inner !== undefined) {
                return inner;
            }
        }
        return undefined;
    }
    return Object.is(a, b) ? undefined : path;
}

function member(root: unknown, path: string): string {
    let value = root;
    for (const name of path.split('.').slice(1)) {
        value = isContainer(value) ? Reflect.get(value, name) : undefined;
    }
    const text = value === undefined ? 'nothing' : short(JSON.stringify(value));
    return path === '' ? text : `${path.slice(1)} = ${text}`;
}

function isContainer(value: unknown): value is object {
    return typeof value === 'object' && value !== null;
}
