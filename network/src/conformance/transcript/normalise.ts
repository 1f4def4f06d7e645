import { X509Certificate } from 'node:crypto';
import { msp } from '@hyperledger/fabric-protos';
import { chaincodeProcessesOf, orderersOf, peersOf, type Topology } from '../../topology.js';

/** A value as it stands in a transcript. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * Takes out of a network's answers what differs between two runs of the same network, and nothing else. A thing with an
 * identity keeps it: nodes and chaincode processes by name instead of address, transactions by the order in which the
 * scenario made them, blocks by their distance from the scenario's start. So a wrong address, the wrong transaction or a
 * wrong block still differs.
 */
export class Normaliser {
    readonly #addresses: ReadonlyMap<string, string>;
    readonly #chaincodes: RegExp;
    readonly #directory: string;
    readonly #transactions = new Map<string, string>();
    #firstBlock = 0;
    #genesis = '';

    /** @param directory - the network's data directory, which some messages name */
    constructor(topology: Topology, directory: string) {
        const nodes = [...peersOf(topology), ...orderersOf(topology)].map(({ name, ports }) => [ports.listen, name]);
        const processes = chaincodeProcessesOf(topology).map(({ name, port }) => [port, name]);
        this.#addresses = new Map([...nodes, ...processes].map(([port, name]) => [String(port), `<${name}>`]));
        const names = topology.chaincodes.map(({ name }) => name).join('|');
        this.#chaincodes = new RegExp(`\\b(${names})_[0-9.]+(?:\\+[0-9a-f]{12})?:[0-9a-f]{64}\\b`, 'g');
        this.#directory = directory;
    }

    /**
     * Begins a scenario: its transactions count from 1, its blocks from here.
     * @param height - blocks there are
     * @param genesis - id of the transaction in block 0
     */
    begin(height: number, genesis: string): void {
        this.#transactions.clear();
        this.#firstBlock = height;
        this.#genesis = genesis;
    }

    /** While this is set, transactions are not counted: how often something is tried until it works is chance. */
    pauses = false;

    /** Remembers a transaction, which is `<tx 1>`, `<tx 2>` … from now on. */
    transaction(id: string): string {
        if (this.pauses) {
            return id;
        }
        const name = this.#transactions.get(id) ?? `<tx ${this.#transactions.size + 1}>`;
        this.#transactions.set(id, name);
        return name;
    }

    /** Number of a block, seen from the scenario's start: its first own block is `+0`, block 0 is itself. */
    block(number: number): string {
        return number < this.#firstBlock ? (number === 0 ? '0' : '<earlier>') : `+${number - this.#firstBlock}`;
    }

    text(text: string): string {
        return (
            text
                .replaceAll(this.#directory, '<data>')
                // Go's protobuf library puts one or the other kind of space there, by chance of the build.
                .replaceAll('proto:\u00a0', 'proto: ')
                .replace(/\b[0-9a-f]{64}\b/g, (id) =>
                    id === this.#genesis ? '<genesis>' : (this.#transactions.get(id) ?? id),
                )
                .replace(/\b0a[0-9a-f]{600,}\b/g, (hex) => identity(hex))
                .replace(/\[[a-z]+-([0-9a-f]{8})\]/g, (whole, start: string) => this.#short(start) ?? whole)
                .replace(this.#chaincodes, '<package of $1>')
                .replace(/\b(\d+\.\d+)\+[0-9a-f]{12}\b/g, '$1')
                .replace(
                    /(?:localhost|127\.0\.0\.1|\[::1\]):(\d+)/g,
                    (_, port: string) => this.#addresses.get(port) ?? '<address>',
                )
                .replace(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----\s*/g, '<certificate>')
                .replace(
                    /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| ?[+-]\d\d:?\d\d)?(?: [A-Z]{3,4})?(?: m=\+[\d.]+)?/g,
                    '<time>',
                )
                .replace(/\bBlockNum: (\d+)/g, (_, number: string) => `BlockNum: ${this.block(Number(number))}`)
        );
    }

    /** The shim's libraries show a transaction as its channel and the beginning of its id. */
    #short(start: string): string | undefined {
        const found = [...this.#transactions].find(([id]) => id.startsWith(start));
        return found === undefined ? undefined : `[${found[1]}]`;
    }

    /** The same for every text in a value. */
    value(value: Json): Json {
        if (typeof value === 'string') {
            return this.text(value);
        }
        if (Array.isArray(value)) {
            return value.map((one: Json) => this.value(one));
        }
        if (typeof value === 'object' && value !== null) {
            return Object.fromEntries(Object.entries(value).map(([key, one]) => [this.text(key), this.value(one)]));
        }
        return value;
    }
}

/** A serialised identity in hexadecimal digits: whose it is, not its certificate. */
function identity(hex: string): string {
    try {
        const { mspid, idBytes } = msp.SerializedIdentity.deserializeBinary(Buffer.from(hex, 'hex')).toObject();
        const { subject } = new X509Certificate(Buffer.from(String(idBytes), 'base64'));
        return `<${mspid} ${subject.replaceAll('\n', ', ')}>`;
    } catch {
        return hex;
    }
}
