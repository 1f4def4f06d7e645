import { X509Certificate } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import {
    type DocumentKey,
    type Network,
    parseDidDocument,
    parseNetwork,
    parseSignedTreeHead,
    parseStrictJson,
    readX509,
    type SignedTreeHead,
} from '@linguang/chaincode/domain';
import { cryptography } from './cryptography.js';

/** Why a file that was given beside the documents cannot be used. */
export class UnusableFile extends Error {
    override readonly name = 'UnusableFile';
}

const CERTIFICATES: ReadonlySet<string> = new Set(['.pem', '.crt', '.cer', '.der']);
const LARGEST = 8 * 1024 * 1024;

export type Trusted = Readonly<{
    authorities: readonly Uint8Array[];
    keys: ReadonlyMap<string, readonly DocumentKey[]>;
}>;

/**
 * Reads whom to trust: certificates of authorities (PEM or DER) and key documents (did.json). Of a folder every file with such an
 * ending is read.
 * @throws UnusableFile
 */
export async function readTrust(places: readonly string[]): Promise<Trusted> {
    const authorities = new Map<string, Uint8Array>();
    const keys = new Map<string, readonly DocumentKey[]>();
    for (const file of (await Promise.all(places.map(filesAt))).flat()) {
        const bytes = await readLimited(file);
        try {
            if (bytes.toString('latin1').trimStart().startsWith('{')) {
                const { did, found } = keyDocument(bytes.toString());
                if (keys.has(did)) {
                    throw new Error(`there are two key documents of ${did}`);
                }
                keys.set(did, found);
            } else {
                for (const der of certificatesIn(bytes)) {
                    authorities.set(Buffer.from(der).toString('hex'), der);
                }
            }
        } catch (error) {
            throw new UnusableFile(`${file}: ${error instanceof Error ? error.message : String(error)}`);
        }
    }
    return { authorities: [...authorities.values()], keys };
}

/** Reads status lists: a file holds one, or a JSON array of them. @throws UnusableFile */
export async function readStatusLists(files: readonly string[]): Promise<readonly unknown[]> {
    const lists = files.map(async (file) => {
        const text = (await readLimited(file)).toString();
        try {
            const value = parseStrictJson(text);
            return Array.isArray(value) ? value : [value];
        } catch (error) {
            throw new UnusableFile(`${file}: ${error instanceof Error ? error.message : String(error)}`);
        }
    });
    return (await Promise.all(lists)).flat();
}

/** Reads anchors of networks: files, and digests written `sha256:HEX`. @throws UnusableFile */
export async function readNetworks(
    given: readonly string[],
): Promise<Readonly<{ networks: readonly Network[]; networkDigests: readonly string[] }>> {
    const digests = given.flatMap((one) => /^sha256:([0-9a-f]{64})$/.exec(one)?.[1] ?? []);
    const files = given.filter((one) => !one.startsWith('sha256:'));
    if (digests.length + files.length < given.length) {
        throw new UnusableFile('--network: 64 lower-case hexadecimal digits are expected after sha256:');
    }
    const networks = files.map(async (file) => await parsed(file, parseNetwork));
    return { networks: await Promise.all(networks), networkDigests: digests };
}

/** Reads heads of the log, with their signatures or as `GET /v1/log/heads/latest` answers them. @throws UnusableFile */
export async function readHeads(files: readonly string[]): Promise<readonly SignedTreeHead[]> {
    const heads = files.map(
        async (file) =>
            await parsed(file, (value) => {
                const published = typeof value === 'object' && value !== null && 'treeHead' in value;
                return parseSignedTreeHead(published ? value.treeHead : value);
            }),
    );
    return await Promise.all(heads);
}

/** @throws UnusableFile */
export async function readJson(file: string): Promise<unknown> {
    return await parsed(file, (value) => value);
}

async function parsed<Value>(file: string, read: (value: unknown) => Value): Promise<Value> {
    const text = (await readLimited(file)).toString();
    try {
        return read(parseStrictJson(text));
    } catch (error) {
        throw new UnusableFile(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    }
}

async function filesAt(place: string): Promise<readonly string[]> {
    try {
        if (!(await stat(place)).isDirectory()) {
            return [place];
        }
        const names = (await readdir(place)).filter((name) => {
            const ending = extname(name).toLowerCase();
            return CERTIFICATES.has(ending) || ending === '.json';
        });
        return names.toSorted().map((name) => join(place, name));
    } catch (error) {
        throw new UnusableFile(error instanceof Error ? error.message : String(error));
    }
}

/** @throws UnusableFile */
export async function readLimited(file: string): Promise<Buffer> {
    try {
        const { size } = await stat(file);
        if (size > LARGEST) {
            throw new Error(`${file}: larger than ${LARGEST} bytes`);
        }
        return await readFile(file);
    } catch (error) {
        throw new UnusableFile(error instanceof Error ? error.message : String(error));
    }
}

function keyDocument(text: string): { readonly did: string; readonly found: readonly DocumentKey[] } {
    const value = parseStrictJson(text);
    const did = typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : '';
    return { did, found: parseDidDocument(value, did, cryptography.hash) };
}

function certificatesIn(bytes: Buffer): readonly Uint8Array[] {
    const text = bytes.toString('latin1');
    const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
    return (blocks ?? [bytes]).map((block) => {
        const der = new Uint8Array(new X509Certificate(block).raw);
        readX509(der);
        return der;
    });
}
