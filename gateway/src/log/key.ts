import { createPublicKey } from 'node:crypto';
import { chmod, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type PublicJwk, parsePublicJwk, type SignEs256, thumbprint } from '@linguang/chaincode/domain';
import { certifyDocumentKey, writeFileAtomically } from '@linguang/network';
import { z } from 'zod';
import { sha256 } from '../crypto/sha256.js';
import { deterministicSigner, newDocumentKey } from '../documents/credential/signer.js';

/** What signs tree heads for an organisation. */
export type LogSigner = Readonly<{
    org: string;
    kid: string;
    jwk: PublicJwk;
    /** X.509, base64 DER, leaf first; empty where no authority certified it. */
    x5c: readonly string[];
    sign: SignEs256;
}>;

/**
 * The key with which an organisation co-signs tree heads: apart from its other keys, in a folder of its own (mode 700), made at the first
 * use. Signatures are deterministic: the same head signed again after a crash gives the same bytes.
 * @param profileFile - the organisation's connection profile; its authority, if there is one beside it, certifies the key
 */
export async function openLogKey(
    folder: string,
    { organisation, profileFile }: Readonly<{ organisation: string; profileFile: string }>,
): Promise<LogSigner> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    const [file, certificates] = [join(folder, 'key.pem'), join(folder, 'certificates.json')];
    let pem = await readIfThere(file);
    if (pem === undefined) {
        ({ pem } = newDocumentKey());
        await writeFileAtomically(file, pem, 0o600);
    }
    const { kty, crv, x, y } = createPublicKey(pem).export({ format: 'jwk' });
    const jwk = parsePublicJwk({ kty, crv, x, y });
    const kid = thumbprint(sha256, jwk);
    const known = await readIfThere(certificates);
    if (known !== undefined) {
        return { org: organisation, kid, jwk, x5c: z.array(z.string()).parse(JSON.parse(known)), sign: signer(pem) };
    }
    const authority = join(dirname(dirname(profileFile)), 'organisations', organisation, 'ca');
    const chain = await certifyDocumentKey(authority, {
        publicKey: jwk,
        commonName: `${organisation} log ${kid.slice(0, 8)}`,
        organisation,
    });
    const x5c = (chain ?? []).map((der) => Buffer.from(der).toString('base64'));
    await writeFileAtomically(certificates, `${JSON.stringify(x5c)}\n`, 0o600);
    return { org: organisation, kid, jwk, x5c, sign: signer(pem) };
}

const signer = deterministicSigner;

async function readIfThere(file: string): Promise<string | undefined> {
    try {
        return await readFile(file, 'utf8');
    } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
            return undefined;
        }
        throw error;
    }
}
