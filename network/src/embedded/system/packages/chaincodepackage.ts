import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ChaincodeServer } from '../../chaincode/runtime.js';
import { readArchive } from './tar.js';

/** A chaincode package as `peer lifecycle chaincode package` makes it, of type `ccaas`. */
export interface ChaincodePackage {
    readonly label: string;
    /** `label:sha256` */
    readonly packageId: string;
    readonly bytes: Uint8Array;
    readonly server: ChaincodeServer;
}

const metadataForm = z.object({ type: z.string().default(''), label: z.string().default('') });

const connectionForm = z.object({
    address: z.string().min(1),
    dial_timeout: z.string().default('3s'),
    tls_required: z.boolean().default(false),
    client_auth_required: z.boolean().default(false),
    client_key: z.string().default(''),
    client_cert: z.string().default(''),
    root_cert: z.string().default(''),
});

/**
 * Parses an install package and finds out where its process listens (`connection.json`).
 * @throws Error with a real peer's text
 */
export function parsePackage(bytes: Uint8Array): ChaincodePackage {
    const { label, type, code } = wellFormed(bytes);
    const packageId = `${label}:${createHash('sha256').update(bytes).digest('hex')}`;
    if (type !== 'ccaas' && type !== 'external') {
        throw new Error('could not build chaincode: docker build failed: docker build is disabled');
    }
    return { label, packageId, bytes, server: serverOf(code) };
}

function wellFormed(bytes: Uint8Array): Readonly<{ label: string; type: string; code: Buffer }> {
    try {
        const files = readArchive(bytes);
        const code = files.get('code.tar.gz');
        if (!code) {
            throw new Error('did not find a code package inside the package');
        }
        const metadata = files.get('metadata.json');
        if (!metadata) {
            throw new Error('did not find any package metadata (missing metadata.json)');
        }
        const { label, type } = metadataForm.parse(json('metadata.json', metadata));
        if (!/^[A-Za-z0-9][A-Za-z0-9_.+-]*$/.test(label)) {
            throw new Error(
                `invalid label '${label}'. Label must be non-empty, can only consist of alphanumerics, symbols from '.+-_', and can only begin with alphanumerics`,
            );
        }
        return { label, type: type.toLowerCase(), code };
    } catch (error) {
        throw new Error(`could not parse as a chaincode install package: ${reasonOf(error)}`);
    }
}

function serverOf(code: Buffer): ChaincodeServer {
    try {
        const file = readArchive(code).get('connection.json');
        if (!file) {
            throw new Error('connection.json not found');
        }
        const connection = connectionForm.parse(json('connection.json', file));
        const dialTimeoutMs = duration(connection.dial_timeout);
        if (!connection.tls_required) {
            return { address: connection.address, dialTimeoutMs };
        }
        const client = connection.client_auth_required
            ? { clientKey: connection.client_key, clientCert: connection.client_cert }
            : {};
        return { address: connection.address, dialTimeoutMs, tls: { rootCert: connection.root_cert, ...client } };
    } catch (error) {
        throw new Error(`could not build chaincode: external builder failed: ${reasonOf(error)}`);
    }
}

function json(name: string, bytes: Buffer): unknown {
    try {
        return JSON.parse(bytes.toString());
    } catch {
        throw new Error(`could not unmarshal ${name} as json`);
    }
}

/** A duration as Go writes it, in milliseconds; the default where it cannot be read. */
function duration(text: string): number {
    const match = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text);
    const factor = { ms: 1, s: 1_000, m: 60_000 }[match?.[2] ?? ''] ?? 0;
    return Number(match?.[1] ?? 0) * factor || 3_000;
}

function reasonOf(error: unknown): string {
    if (error instanceof z.ZodError) {
        return z.prettifyError(error).replaceAll('\n', ' ');
    }
    return error instanceof Error ? error.message : String(error);
}
