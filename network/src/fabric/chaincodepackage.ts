import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeFileAtomically } from '../files.js';
import type { NetworkLayout } from '../layout.js';
import { NetworkError } from '../problems.js';
import { type Chaincode, chaincodeAddress, type PeerNode, packageLabel, type Topology } from '../topology.js';
import { codeDigest } from './codedigest.js';
import { FabricLayout } from './layout.js';
import { deterministicArchive } from './tar.js';

/** Hex digits of the code digest in a chaincode's version. */
const DIGEST_PREFIX = 12;
const DIAL_TIMEOUT = '10s';

/** A chaincode's package, the same bytes in every organisation. */
export type ChaincodePackage = Readonly<{
    name: string;
    /** `<label>:<SHA-256 of the package>`, as every peer computes it. */
    id: string;
    file: string;
    bytes: Buffer;
}>;

/**
 * The topology with every chaincode's version bound to its code, `1.0+3f2a…`: each approval and endorsement repeats it,
 * so that a chaincode built from other sources is noticed before it runs.
 */
export async function bindVersions(topology: Topology): Promise<Topology> {
    const chaincodes = await Promise.all(
        topology.chaincodes.map(async (chaincode) => {
            const digest = await codeDigest(chaincode);
            const version = `${chaincode.version}+${digest?.slice(0, DIGEST_PREFIX)}`;
            return digest === undefined ? chaincode : { ...chaincode, version };
        }),
    );
    return { ...topology, chaincodes };
}

/** Makes the packages of a topology whose versions are bound to the code. */
export async function writePackages(topology: Topology, layout: NetworkLayout): Promise<ChaincodePackage[]> {
    return await Promise.all(
        topology.chaincodes.map(async (chaincode) => {
            const made = await packageOf(chaincode, layout);
            await mkdir(dirname(made.file), { recursive: true });
            await writeFileAtomically(made.file, made.bytes);
            return made;
        }),
    );
}

/** The package of a chaincode whose version is bound to the code, as it is built now; its file is not written. */
export async function packageOf(chaincode: Chaincode, layout: NetworkLayout): Promise<ChaincodePackage> {
    const bytes = packageBytes(chaincode, await codeDigest(chaincode));
    const file = new FabricLayout(layout).package(packageLabel(chaincode));
    return { name: chaincode.name, id: idOf(chaincode, bytes), file, bytes };
}

/** Id of the package of a chaincode, whose version is bound to the code, as it is built now. */
export async function packageId(chaincode: Chaincode): Promise<string> {
    return idOf(chaincode, packageBytes(chaincode, await codeDigest(chaincode)));
}

/**
 * Makes sure that a chaincode, whose version is bound to the code, still is what that version says.
 * @throws NetworkError PROCESS_FAILED where it was built anew since
 */
export async function requireSameCode(chaincode: Chaincode): Promise<void> {
    const digest = await codeDigest(chaincode);
    if (digest !== undefined && !chaincode.version.endsWith(`+${digest.slice(0, DIGEST_PREFIX)}`)) {
        throw new NetworkError(
            'PROCESS_FAILED',
            `the code of ${chaincode.name} is no longer that of version ${chaincode.version}, which the organisations approved; ` +
                `restore that build, or bring the new one into force with "linguang network upgrade ${chaincode.name}"`,
        );
    }
}

function idOf(chaincode: Chaincode, bytes: Buffer): string {
    return `${packageLabel(chaincode)}:${createHash('sha256').update(bytes).digest('hex')}`;
}

/**
 * A package for chaincode as a service. The connection is a template that each peer's builder fills in, so that the
 * package says nothing of where the service runs, but which code it is.
 */
export function packageBytes(chaincode: Chaincode, digest: string | undefined): Buffer {
    const code = deterministicArchive({
        'connection.json': `${JSON.stringify(connectionTemplate(chaincode))}\n`,
        'code.json': `${JSON.stringify({ name: chaincode.name, version: chaincode.version, sha256: digest ?? null })}\n`,
    });
    return deterministicArchive({
        'metadata.json': `${JSON.stringify({ type: 'ccaas', label: packageLabel(chaincode) })}\n`,
        'code.tar.gz': code,
    });
}

function connectionTemplate(chaincode: Chaincode) {
    const address = `{{.${addressKey(chaincode.name)}}}`;
    if (!chaincode.tls) {
        return { address, dial_timeout: DIAL_TIMEOUT, tls_required: false };
    }
    return {
        address,
        dial_timeout: DIAL_TIMEOUT,
        tls_required: true,
        client_auth_required: true,
        client_key: '{{.client_key}}',
        client_cert: '{{.client_cert}}',
        root_cert: '{{.root_cert}}',
    };
}

/** What a peer's builder fills into the templates: addresses by chaincode, and the peer's own TLS certificate. */
export async function builderConfiguration(topology: Topology, layout: NetworkLayout, peer: PeerNode): Promise<string> {
    const tls = layout.nodeTls(peer.organisation, peer.name);
    const [key, certificate, authority] = await Promise.all(
        ['server.key', 'server.crt', 'ca.crt'].map((file) => readFile(join(tls, file), 'utf8')),
    );
    const addresses = topology.chaincodes.flatMap(({ name }): [string, string][] => {
        const address = chaincodeAddress(topology, name, peer.name);
        return address === undefined ? [] : [[addressKey(name), address.replace(/^localhost:/, '127.0.0.1:')]];
    });
    return JSON.stringify({
        ...Object.fromEntries(addresses),
        client_key: key,
        client_cert: certificate,
        root_cert: authority,
    });
}

/** A name that both awk and Go's templates take. */
function addressKey(chaincode: string): string {
    return `${chaincode.replace(/-/g, '_')}_address`;
}
