import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { msp } from '@hyperledger/fabric-protos';

/**
 * The configuration of an organisation's MSP as it goes into a channel's config block, from its MSP folder
 * (cacerts, intermediatecerts, tlscacerts, tlsintermediatecerts, admincerts, crls, config.yaml).
 */
export function readMspFolder(directory: string, mspId: string): msp.FabricMSPConfig {
    const config = new msp.FabricMSPConfig();
    config.setName(mspId);
    config.setRootCertsList(files(directory, 'cacerts'));
    config.setIntermediateCertsList(files(directory, 'intermediatecerts'));
    config.setAdminsList(files(directory, 'admincerts'));
    config.setRevocationListList(files(directory, 'crls'));
    config.setTlsRootCertsList(files(directory, 'tlscacerts'));
    config.setTlsIntermediateCertsList(files(directory, 'tlsintermediatecerts'));
    const crypto = new msp.FabricCryptoConfig();
    crypto.setSignatureHashFamily('SHA2');
    crypto.setIdentityIdentifierHashFunction('SHA256');
    config.setCryptoConfig(crypto);
    const units = nodeUnits(directory);
    if (units !== undefined) {
        config.setFabricNodeOus(units);
    }
    return config;
}

function files(directory: string, name: string): Uint8Array[] {
    const folder = join(directory, name);
    return existsSync(folder)
        ? readdirSync(folder)
              .sort()
              .map((file) => readFileSync(join(folder, file)))
        : [];
}

/** The `NodeOUs` part of config.yaml, whose form is fixed: two-level mappings of plain scalars. */
function nodeUnits(directory: string): msp.FabricNodeOUs | undefined {
    const file = join(directory, 'config.yaml');
    if (!existsSync(file)) {
        return undefined;
    }
    const units = new msp.FabricNodeOUs();
    const identifiers = new Map<string, msp.FabricOUIdentifier>();
    let section = '';
    for (const line of readFileSync(file, 'utf8').split('\n')) {
        const entry = /^\s*(\w+):\s*(.*?)\s*$/.exec(line);
        const [name, value] = [entry?.[1] ?? '', (entry?.[2] ?? '').replace(/^["']|["']$/g, '')];
        if (name === 'Enable') {
            units.setEnable(value === 'true');
        } else if (name.endsWith('OUIdentifier') && name !== 'OrganizationalUnitIdentifier') {
            section = name;
            identifiers.set(section, new msp.FabricOUIdentifier());
        } else if (name === 'Certificate' && value !== '') {
            identifiers.get(section)?.setCertificate(readFileSync(join(directory, value)));
        } else if (name === 'OrganizationalUnitIdentifier') {
            identifiers.get(section)?.setOrganizationalUnitIdentifier(value);
        }
    }
    units.setClientOuIdentifier(identifiers.get('ClientOUIdentifier'));
    units.setPeerOuIdentifier(identifiers.get('PeerOUIdentifier'));
    units.setAdminOuIdentifier(identifiers.get('AdminOUIdentifier'));
    units.setOrdererOuIdentifier(identifiers.get('OrdererOUIdentifier'));
    return units;
}
