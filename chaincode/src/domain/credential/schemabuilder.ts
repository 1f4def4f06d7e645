/** The part of JSON Schema (draft 2020-12) our schemas use. Objects are closed: every member is required, none other is allowed. */
export type JsonSchema =
    | { readonly const: string | number | boolean }
    | { readonly description: string }
    | { readonly enum: readonly string[] }
    | { readonly type: 'boolean' }
    | { readonly type: 'integer'; readonly minimum: number; readonly maximum: number }
    | { readonly type: 'string'; readonly pattern: string; readonly maxLength: number }
    | {
          readonly type: 'array';
          readonly items: JsonSchema;
          readonly minItems: number;
          readonly maxItems: number;
      }
    | ObjectSchema
    | { readonly anyOf: readonly [{ readonly type: 'null' }, JsonSchema] };

export type ObjectSchema = {
    readonly type: 'object';
    readonly properties: Readonly<Record<string, JsonSchema>>;
    readonly required: readonly string[];
    readonly additionalProperties: false;
};

export const constant = (value: string | number | boolean): JsonSchema => ({ const: value });
export const oneOf = (...values: readonly string[]): JsonSchema => ({ enum: values });
/** Checked elsewhere. */
export const anything = (description: string): JsonSchema => ({ description });
export const boolean: JsonSchema = { type: 'boolean' };
export const integer = (minimum = 0, maximum: number = Number.MAX_SAFE_INTEGER): JsonSchema => ({
    type: 'integer',
    minimum,
    maximum,
});
/** @param pattern - of the whole text, without anchors */
export const string = (pattern: string, maxLength = 200): JsonSchema => ({
    type: 'string',
    pattern: `^(?:${pattern})$`,
    maxLength,
});
export const list = (items: JsonSchema, minItems = 0, maxItems = 10_000): JsonSchema => ({
    type: 'array',
    items,
    minItems,
    maxItems,
});
export const object = (properties: Readonly<Record<string, JsonSchema>>): ObjectSchema => ({
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
});
export const nullable = (schema: JsonSchema): JsonSchema => ({ anyOf: [{ type: 'null' }, schema] });
