import { p1363ToDer } from '@linguang/chaincode/domain';
import { sha256, type TestKey, testKey } from './keys.js';
import { der, type Name, pem, testCertificate } from './x509.js';

export const CHANNEL = 'linguang';

/** A field of a message of Protocol Buffers: bytes, text or a number. */
type Field = readonly [number: number, value: Uint8Array | string | number];

/** Fields in ascending order, as Fabric writes its messages; zero numbers and empty texts are left out as proto3 does. */
export function message(...fields: readonly Field[]): Uint8Array {
    return Buffer.concat(
        fields.map(([number, value]) => {
            if (typeof value === 'number') {
                return value === 0 ? Buffer.alloc(0) : Buffer.concat([varint(number * 8), varint(value)]);
            }
            const bytes = Buffer.from(value);
            return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
        }),
    );
}

function varint(value: number): Uint8Array {
    const bytes: number[] = [];
    let left = value;
    for (; left >= 128; left = Math.floor(left / 128)) {
        bytes.push((left % 128) + 128);
    }
    return Uint8Array.from([...bytes, left]);
}

export type Role = 'peer' | 'orderer' | 'client' | 'admin';

/** A node or client with its serialized identity. */
export type Member = Readonly<{ identity: Uint8Array; sign: (message: Uint8Array) => Uint8Array }>;

/** An organisation of a test network. */
export class Organisation {
    readonly authority: Uint8Array;
    readonly #key: TestKey;
    readonly #name: Name;

    constructor(
        readonly mspId: string,
        readonly name: string,
        secret = name,
    ) {
        this.#key = testKey(`${secret} MSP`);
        this.#name = { commonName: `${name} CA (test, not to be trusted)`, organisation: name };
        this.authority = testCertificate(
            { subject: this.#name, key: this.#key, use: 'authority' },
            { name: this.#name, key: this.#key },
        );
    }

    member(role: Role): Member {
        const key = testKey(`${this.name} ${role}`);
        const subject = { commonName: `${role}0.${this.name}`, organisation: this.name, unit: role };
        const certificate = testCertificate({ subject, key, use: 'node' }, { name: this.#name, key: this.#key });
        return {
            identity: message([1, this.mspId], [2, pem(certificate)]),
            sign: (bytes) => p1363ToDer(key.sign(bytes)),
        };
    }
}

export type Invocation = Readonly<{
    chaincode: string;
    args: readonly string[];
    answer: string;
    reads?: readonly Readonly<{ key: string; block: number; transaction: number }>[];
    writes?: readonly Readonly<{ key: string; value: string }>[];
    status?: number;
    channel?: string;
}>;

/**
 * A `common.Envelope` as a client makes it of the answers of peers.
 * @param endorsers - whose signatures stand in it
 */
export function envelope(
    { chaincode, args, answer, reads = [], writes = [], status = 200, channel = CHANNEL }: Invocation,
    client: Member,
    endorsers: readonly Member[],
): Uint8Array {
    const nonce = sha256(Buffer.from(`nonce of ${args.join()}`)).subarray(0, 24);
    const transactionId = Buffer.from(sha256(Buffer.concat([nonce, client.identity]))).toString('hex');
    const channelHeader = message([1, 3], [4, channel], [5, transactionId]);
    const signatureHeader = message([1, client.identity], [2, nonce]);
    const input = message(...args.map((one): Field => [1, one]));
    const spec = message([1, 2], [2, message([2, chaincode])], [3, input]);
    const proposal = message([1, message([1, spec])]);
    const sets = message(
        ...reads.map(
            ({ key, block, transaction }): Field => [1, message([1, key], [2, message([1, block], [2, transaction])])],
        ),
        ...writes.map(({ key, value }): Field => [3, message([1, key], [3, value])]),
    );
    const results = message([2, message([1, chaincode], [2, sets])]);
    const action = message([1, results], [3, message([1, status], [3, answer])], [4, message([2, chaincode])]);
    const hash = sha256(Buffer.concat([channelHeader, signatureHeader, proposal]));
    const response = message([1, hash], [2, action]);
    const endorsements = endorsers.map(
        ({ identity, sign }): Field => [2, message([1, identity], [2, sign(Buffer.concat([response, identity]))])],
    );
    const endorsed = message([1, response], ...endorsements);
    const content = message([1, proposal], [2, endorsed]);
    const transaction = message([1, message([1, signatureHeader], [2, content])]);
    const payload = message([1, message([1, channelHeader], [2, signatureHeader])], [2, transaction]);
    return message([1, payload], [2, client.sign(payload)]);
}

export type BlockPart = Readonly<{ number: number; previousHash: string; dataHash: string }>;

/** A block's header with orderers' signatures, as a bundle has it. */
export function signedBlock(block: BlockPart, orderers: readonly Member[]): object {
    const value = message([1, 'last configuration']);
    const { number, previousHash, dataHash } = block;
    const digits = Buffer.from(
        number.toString(16).padStart(2 * Math.floor(number.toString(2).length / 8 + 1), '0'),
        'hex',
    );
    const header = der(
        0x30,
        der(0x02, digits),
        der(0x04, Buffer.from(previousHash, 'hex')),
        der(0x04, Buffer.from(dataHash, 'hex')),
    );
    const signatures = orderers
        .map(({ identity, sign }) => {
            const signatureHeader = message([1, identity], [2, sha256(identity).subarray(0, 24)]);
            const signature = sign(Buffer.concat([value, signatureHeader, header]));
            return { header: text(signatureHeader), signature: text(signature) };
        })
        .toSorted((a, b) => (a.header < b.header ? -1 : 1));
    return { ...block, value: text(value), signatures };
}

/** base64url */
export function text(bytes: Uint8Array): string {
    return Buffer.from(bytes).toString('base64url');
}
