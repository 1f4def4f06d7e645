import type shim from 'fabric-shim';

export type Stub = shim.ChaincodeStub;

/** What a chaincode function does: its parameters are text; it answers text, bytes, or a whole response. */
export type Operation = (stub: Stub, ...parameters: string[]) => Promise<string | Uint8Array | Answer>;
export type Operations = Readonly<Record<string, Operation>>;

/** A response with a status of its own, which the shim's `success` and `error` cannot make. */
export type Answer = Readonly<{ status: number; message: string; payload: Uint8Array }>;

/** UTF-8 of what the shim gives, which is an empty string where there is nothing. */
export function text(bytes: Uint8Array): string {
    return Buffer.from(bytes).toString('utf8');
}

export function json(value: unknown): string {
    return JSON.stringify(value);
}

/** All keys and values of an iterator. */
export async function drain(
    iterator: AsyncIterable<{ key: string; value: Uint8Array }>,
): Promise<[key: string, value: string][]> {
    const found: [string, string][] = [];
    for await (const { key, value } of iterator) {
        found.push([key.replaceAll('\u0000', '~'), text(value)]);
    }
    return found;
}
