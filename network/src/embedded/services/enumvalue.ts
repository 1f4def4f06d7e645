/** The member of a protobuf enumeration with this number. @throws Error when the enumeration has no such number */
export function enumValue<Name extends string, Value extends number>(
    values: Readonly<Record<Name, Value>>,
    number: number,
): Value {
    for (const name in values) {
        const value = values[name];
        if (value === number) {
            return value;
        }
    }
    throw new Error(`unknown enumeration value ${number}`);
}
