import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { msp } from '@hyperledger/fabric-protos';
import { parseCertificate } from './certificate.js';
import { type Identity, MspError, type NodeRole, type SigningIdentity } from './identity.js';
import { signMessage } from './signature.js';

const ROLES: readonly NodeRole[] = ['client', 'peer', 'admin', 'orderer'];

/**
 * Loads `signcerts/*` and `keystore/*` of an MSP folder.
 * @param mspDirectory - e.g. `organisations/grid/peers/peer0.grid/msp`
 * @throws MspError when a file is missing or the key does not belong to the certificate
 */
export function loadSigningIdentity(mspDirectory: string, mspId: string): SigningIdentity {
    const pem = onlyFile(join(mspDirectory, 'signcerts'));
    const key = createPrivateKey(onlyFile(join(mspDirectory, 'keystore')));
    return signingIdentity(mspId, pem, key);
}

/** A signing identity from material in memory. */
export function signingIdentity(mspId: string, pem: string, key: KeyObject): SigningIdentity {
    const certificate = parseCertificate(pem);
    if (!certificate.x509.checkPrivateKey(key)) {
        throw new MspError(`the private key does not belong to the certificate of ${certificate.commonName}`);
    }
    const message = new msp.SerializedIdentity();
    message.setMspid(mspId);
    message.setIdBytes(Buffer.from(pem));
    const serialized = message.serializeBinary();
    const roles = ROLES.filter((role) => certificate.units.includes(role));
    const identity: Identity = {
        mspId,
        id: `${mspId}${certificate.digest}`,
        serialized,
        pem,
        publicKey: certificate.publicKey,
        expiresAt: new Date(certificate.notAfter),
        units: certificate.units,
        commonName: certificate.commonName,
        role: roles.length === 1 ? roles[0] : undefined,
    };
    return { identity, mspId, serialized, sign: (data) => signMessage(key, data) };
}

function onlyFile(directory: string): string {
    const names = readdirSync(directory).sort();
    const [name] = names;
    if (name === undefined) {
        throw new MspError(`no file in ${directory}`);
    }
    return readFileSync(join(directory, name), 'utf8');
}
