import { problem } from '../problems.js';
import type { JsonSchema } from './schemabuilder.js';

/**
 * Holds a value against a schema: exactly its members, of exactly its types.
 * @throws CREDENTIAL_SCHEMA with the place of the first fault
 */
export function checkSchema(value: unknown, schema: JsonSchema, where = 'document'): void {
    if ('const' in schema) {
        must(value === schema.const, where, `${schema.const} is expected`);
    } else if ('enum' in schema) {
        must(
            typeof value === 'string' && schema.enum.includes(value),
            where,
            `one of ${schema.enum.join(', ')} is expected`,
        );
    } else if ('anyOf' in schema) {
        if (value !== null) {
            checkSchema(value, schema.anyOf[1], where);
        }
    } else if ('type' in schema) {
        checkTyped(value, schema, where);
    }
}

function checkTyped(value: unknown, schema: Extract<JsonSchema, { type: string }>, where: string): void {
    switch (schema.type) {
        case 'boolean':
            must(typeof value === 'boolean', where, 'true or false is expected');
            return;
        case 'integer':
            must(
                isWhole(value) && value >= schema.minimum && value <= schema.maximum,
                where,
                `an integer from ${schema.minimum} to ${schema.maximum} is expected`,
            );
            return;
        case 'string':
            must(
                typeof value === 'string' &&
                    value.isWellFormed() &&
                    [...value].length <= schema.maxLength &&
                    new RegExp(schema.pattern, 'u').test(value),
                where,
                `a text of at most ${schema.maxLength} characters like ${schema.pattern} is expected`,
            );
            return;
        case 'array':
            checkItems(value, schema, where);
            return;
        case 'object':
            checkMembers(value, schema, where);
    }
}

function checkItems(value: unknown, schema: Extract<JsonSchema, { type: 'array' }>, where: string): void {
    if (!Array.isArray(value) || value.length < schema.minItems || value.length > schema.maxItems) {
        throw fault(where, `a list of ${schema.minItems} to ${schema.maxItems} is expected`);
    }
    for (const [index, item] of value.entries()) {
        checkSchema(item, schema.items, `${where}[${index}]`);
    }
}

function checkMembers(value: unknown, schema: Extract<JsonSchema, { type: 'object' }>, where: string): void {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw fault(where, 'an object is expected');
    }
    const members = new Map<string, unknown>(Object.entries(value));
    for (const [name, member] of Object.entries(schema.properties)) {
        must(members.has(name), `${where}.${name}`, 'this member is missing');
        checkSchema(members.get(name), member, `${where}.${name}`);
    }
    for (const name of members.keys()) {
        must(Object.hasOwn(schema.properties, name), `${where}.${name.slice(0, 64)}`, 'this member is not known');
    }
}

function isWhole(value: unknown): value is number {
    return typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0);
}

function must(holds: boolean, where: string, reason: string): void {
    if (!holds) {
        throw fault(where, reason);
    }
}

function fault(where: string, reason: string) {
    return problem('CREDENTIAL_SCHEMA', { where, reason });
}
