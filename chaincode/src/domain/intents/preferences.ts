import type { Accepts, Premium } from '../clearing/index.js';
import { Fields, type Refuse } from '../fields.js';

/** Reads whom an instruction accepts. @param ofOffer - it describes offers, so sources and plants may be named */
export function readAccepts(fields: Fields, ofOffer: boolean): Accepts {
    const ids = (key: string) => fields.optional(key, () => fields.ids(key, 100));
    const read = {
        ...(ofOffer ? { sources: ids('sources'), plants: ids('plants') } : {}),
        owners: ids('owners'),
        zones: ids('zones'),
    };
    fields.end();
    return defined(read);
}

/** Reader of one premium, for lists. @param refuse - makes the error of what cannot be read */
export function readPremium(refuse: Refuse): (value: unknown, where: string) => Premium {
    return (value, where) => {
        const fields = new Fields(value, where, refuse);
        const read = { accepts: readAccepts(fields.object('accepts'), true), add: fields.price('add') };
        fields.end();
        return read;
    };
}

type Defined<Of> = { [Key in keyof Of as undefined extends Of[Key] ? never : Key]: Of[Key] } & {
    [Key in keyof Of as undefined extends Of[Key] ? Key : never]?: Exclude<Of[Key], undefined>;
};

/** Without members that are undefined. */
export function defined<Of extends object>(value: Of): Defined<Of> {
    return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Defined<Of>;
}
