import { problem } from '../problems.js';
import { formatSlot, parseSlot } from '../slot.js';
import type { Accepts, Bid, Book, Fee, Offer, Premium, PriceRule } from './book.js';

const RULES: readonly PriceRule[] = ['shared', 'midpoint', 'buyer', 'seller'];

/**
 * Reads a book from parsed JSON (form: design 4.1) and fills in the defaults. Numbers above 2^53 may come as
 * decimal strings, as everywhere; what exact arithmetic cannot hold is refused.
 * @throws BOOK_INVALID naming the place, for example `bids[3].price`
 */
export function parseBook(value: unknown): Book {
    const book = object(value, '', ['slot', 'priceRule', 'feedIn', 'retail', 'fees', 'offers', 'bids']);
    const priceRule = RULES.find((rule) => rule === (book['priceRule'] ?? 'midpoint'));
    if (priceRule === undefined) {
        throw invalid('priceRule', `one of ${RULES.join(', ')} is wanted`);
    }
    return {
        ...(book['slot'] === undefined ? {} : { slot: slotName(book['slot']) }),
        priceRule,
        ...bounds(book, priceRule),
        fees: fees(book['fees']),
        offers: orders(book['offers'], 'offers', offer),
        bids: orders(book['bids'], 'bids', bid),
    };
}

function slotName(value: unknown): string {
    try {
        return formatSlot(parseSlot(text(value, 'slot')));
    } catch {
        throw invalid('slot', 'the start of a quarter-hour in UTC is wanted, such as 2026-03-01T10:15Z');
    }
}

function bounds(book: Fields, rule: PriceRule): { feedIn?: number; retail?: number } {
    if (rule === 'shared') {
        return { feedIn: amount(book['feedIn'], 'feedIn'), retail: amount(book['retail'], 'retail') };
    }
    for (const key of ['feedIn', 'retail']) {
        if (book[key] !== undefined) {
            throw invalid(key, 'it goes with the price rule shared only');
        }
    }
    return {};
}

function offer(value: unknown, path: string): Offer {
    const fields = object(value, path, ['id', 'owner', 'zone', 'source', 'plant', 'wh', 'price', 'accepts']);
    const id = text(fields['id'], `${path}.id`);
    return {
        id,
        owner: text(fields['owner'], `${path}.owner`),
        zone: label(fields['zone'], `${path}.zone`, ''),
        source: label(fields['source'], `${path}.source`, ''),
        plant: label(fields['plant'], `${path}.plant`, id),
        wh: amount(fields['wh'], `${path}.wh`),
        price: amount(fields['price'], `${path}.price`),
        accepts: accepts(fields['accepts'], `${path}.accepts`, ['owners', 'zones']),
    };
}

function bid(value: unknown, path: string): Bid {
    const fields = object(value, path, ['id', 'owner', 'zone', 'wh', 'price', 'accepts', 'premiums']);
    return {
        id: text(fields['id'], `${path}.id`),
        owner: text(fields['owner'], `${path}.owner`),
        zone: label(fields['zone'], `${path}.zone`, ''),
        wh: amount(fields['wh'], `${path}.wh`),
        price: amount(fields['price'], `${path}.price`),
        accepts: accepts(fields['accepts'], `${path}.accepts`, ATTRIBUTES),
        premiums: list(fields['premiums'] ?? [], `${path}.premiums`).map((one, index) =>
            premium(one, `${path}.premiums[${index}]`),
        ),
    };
}

function premium(value: unknown, path: string): Premium {
    const fields = object(value, path, ['accepts', 'add']);
    return {
        accepts: accepts(fields['accepts'], `${path}.accepts`, ATTRIBUTES),
        add: amount(fields['add'], `${path}.add`),
    };
}

const ATTRIBUTES = ['sources', 'plants', 'owners', 'zones'] as const;

function accepts(value: unknown, path: string, keys: readonly (keyof Accepts)[]): Accepts {
    const fields = object(value ?? {}, path, keys);
    return Object.fromEntries(
        keys
            .filter((key) => fields[key] !== undefined)
            .map((key) => [
                key,
                list(fields[key], `${path}.${key}`).map((one, index) => label(one, `${path}.${key}[${index}]`)),
            ]),
    );
}

function fees(value: unknown): Fee[] {
    const seen = new Set<string>();
    return list(value ?? [], 'fees').map((entry, index) => {
        const path = `fees[${index}]`;
        const [seller, buyer, fee, ...more] = list(entry, path);
        if (more.length > 0) {
            throw invalid(path, 'seller zone, buyer zone and fee are wanted');
        }
        const row: Fee = [label(seller, `${path}[0]`), label(buyer, `${path}[1]`), amount(fee, `${path}[2]`)];
        const key = JSON.stringify([row[0], row[1]]);
        if (seen.has(key)) {
            throw invalid(path, 'this pair of zones is listed twice');
        }
        seen.add(key);
        return row;
    });
}

function orders<T extends { readonly id: string }>(
    value: unknown,
    path: string,
    parse: (value: unknown, path: string) => T,
): T[] {
    const seen = new Set<string>();
    return list(value, path).map((entry, index) => {
        const order = parse(entry, `${path}[${index}]`);
        if (seen.has(order.id)) {
            throw invalid(`${path}[${index}].id`, `${order.id} occurs twice`);
        }
        seen.add(order.id);
        return order;
    });
}

type Fields = Readonly<Record<string, unknown>>;

function object(value: unknown, path: string, keys: readonly string[]): Fields {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw invalid(path, 'an object is wanted');
    }
    const fields: Fields = { ...value };
    const unknown = Object.keys(fields).find((key) => !keys.includes(key));
    if (unknown !== undefined) {
        throw invalid(path === '' ? unknown : `${path}.${unknown}`, 'this key is unknown here');
    }
    return fields;
}

function list(value: unknown, path: string): readonly unknown[] {
    if (!Array.isArray(value)) {
        throw invalid(path, 'a list is wanted');
    }
    return value;
}

function label(value: unknown, path: string, otherwise?: string): string {
    if (value === undefined && otherwise !== undefined) {
        return otherwise;
    }
    if (typeof value !== 'string') {
        throw invalid(path, 'a text is wanted');
    }
    return value;
}

function text(value: unknown, path: string): string {
    const known = label(value, path);
    if (known === '') {
        throw invalid(path, 'a text that is not empty is wanted');
    }
    return known;
}

function amount(value: unknown, path: string): number {
    const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) {
        throw invalid(path, 'a whole number from 0 to 2^53 - 1 is wanted');
    }
    return number;
}

function invalid(path: string, reason: string): Error {
    return problem('BOOK_INVALID', { path: path === '' ? 'the book' : path, reason });
}
