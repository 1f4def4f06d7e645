import { problem } from '../problems.js';

/** Largest document we read, characters. */
const LARGEST = 4_000_000;

/**
 * JSON text → value, refusing what JSON.parse lets pass and readers disagree on: a member that stands twice in one object.
 * @throws CREDENTIAL_NOT_JSON
 */
export function parseStrictJson(text: string): unknown {
    if (text.length > LARGEST) {
        throw problem('CREDENTIAL_NOT_JSON', { what: `more than ${LARGEST} characters` });
    }
    let value: unknown;
    try {
        value = JSON.parse(text);
    } catch {
        throw problem('CREDENTIAL_NOT_JSON', { what: 'text that is not JSON' });
    }
    refuseRepeatedMembers(text);
    return value;
}

/** Walks over text that is valid JSON. */
function refuseRepeatedMembers(text: string): void {
    const open: (Set<string> | undefined)[] = [];
    for (let at = 0; at < text.length; at++) {
        const character = text[at];
        if (character === '{' || character === '[') {
            open.push(character === '{' ? new Set() : undefined);
        } else if (character === '}' || character === ']') {
            open.pop();
        } else if (character === '"') {
            const end = endOfText(text, at);
            const names = open.at(-1);
            if (names !== undefined && followedByColon(text, end)) {
                const name: unknown = JSON.parse(text.slice(at, end));
                if (typeof name !== 'string' || names.has(name)) {
                    throw problem('CREDENTIAL_NOT_JSON', { what: `the member ${String(name).slice(0, 64)} twice` });
                }
                names.add(name);
            }
            at = end - 1;
        }
    }
}

/** Where a JSON text that begins at `start` ends: after its closing quotation mark. */
function endOfText(text: string, start: number): number {
    let at = start + 1;
    while (at < text.length && text[at] !== '"') {
        at += text[at] === '\\' ? 2 : 1;
    }
    return at + 1;
}

function followedByColon(text: string, from: number): boolean {
    let at = from;
    while (/\s/.test(text.charAt(at))) {
        at++;
    }
    return text.charAt(at) === ':';
}
