import { Fields, parseJson, type Slot, slot } from '../domain/index.js';

/** The members of a function's one argument. @throws REQUEST_INVALID */
export function request(json: string): Fields {
    return new Fields(parseJson(json, 'request'), 'request');
}

/** A slot as its number. @throws REQUEST_INVALID, SLOT_INVALID */
export function slotNumber(fields: Fields, key: string): Slot {
    return slot(fields.integer(key));
}

/** Reads a request that names one slot. */
export function slotRequest(json: string, key = 'slot'): Slot {
    const fields = request(json);
    const found = slotNumber(fields, key);
    fields.end();
    return found;
}

/** Reads a request that names one thing by its id. */
export function idRequest(json: string, key: string): string {
    const fields = request(json);
    const found = fields.id(key);
    fields.end();
    return found;
}

/** The id of a mandate: `participant.sequence`, longer than other ids. */
export function mandateId(fields: Fields): string {
    const id = fields.text('mandate', 90);
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(id)) {
        throw fields.bad('mandate', 'only letters, digits, dot, underscore and hyphen are allowed');
    }
    return id;
}

/** Reads a request without members. */
export function emptyRequest(json: string): void {
    request(json).end();
}

/** What is left of a request after the members already read: the body that the domain parses strictly. */
export function rest(json: string, ...taken: readonly string[]): unknown {
    const value = parseJson(json, 'request');
    if (typeof value !== 'object' || value === null) {
        return value;
    }
    return Object.fromEntries(Object.entries(value).filter(([key]) => !taken.includes(key)));
}
