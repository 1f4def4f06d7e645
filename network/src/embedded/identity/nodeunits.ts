import type { msp } from '@hyperledger/fabric-protos';
import { MspError, type NodeRole } from './identity.js';

interface Unit {
    readonly role: NodeRole;
    readonly name: string;
    /** Hash of the certifier's chain; empty: any chain will do. */
    readonly certifier: string;
}

/** The organisational units that stand for roles in one MSP (NodeOUs). */
export class NodeUnits {
    /** Whether every identity must have exactly one of them. */
    readonly enforced: boolean;
    readonly #mspId: string;
    readonly #units: readonly Unit[];

    /** @param certifierOf - certifiers' identifier (hex) of an authority given as PEM */
    constructor(mspId: string, config: msp.FabricNodeOUs | undefined, certifierOf: (pem: Uint8Array) => string) {
        this.#mspId = mspId;
        this.enforced = config?.getEnable() ?? false;
        const unit = (role: NodeRole, identifier: msp.FabricOUIdentifier | undefined): readonly Unit[] => {
            if (identifier === undefined) {
                return [];
            }
            const pem = identifier.getCertificate_asU8();
            const name = identifier.getOrganizationalUnitIdentifier();
            return [{ role, name, certifier: pem.length === 0 ? '' : certifierOf(pem) }];
        };
        this.#units = [
            ...unit('client', config?.getClientOuIdentifier()),
            ...unit('peer', config?.getPeerOuIdentifier()),
            ...unit('admin', config?.getAdminOuIdentifier()),
            ...unit('orderer', config?.getOrdererOuIdentifier()),
        ];
    }

    roleOf(names: readonly string[]): NodeRole | undefined {
        const found = this.#units.filter((unit) => names.includes(unit.name));
        return found.length === 1 ? found[0]?.role : undefined;
    }

    /** @throws MspError when the names do not include that of the role */
    mustHave(role: NodeRole, names: readonly string[]): void {
        const unit = this.#units.find((candidate) => candidate.role === role);
        const title = role.toUpperCase();
        if (unit === undefined) {
            throw new MspError(
                `cannot test for classification, node ou for type [${title}], not defined, msp: [${this.#mspId}]`,
            );
        }
        if (!names.includes(unit.name)) {
            throw new MspError(`The identity does not contain OU [${title}], MSP: [${this.#mspId}]`);
        }
    }

    /**
     * Exactly one of the node units, certified by the configured authority if there is one (validateIdentityOUsV142).
     * @param certifier - identifier of the certificate's own chain, hex
     */
    check(names: readonly string[], certifier: string): void {
        if (!this.enforced) {
            return;
        }
        const shown = `[${names.map((name) => `${name}(${certifier.slice(0, 16).toUpperCase()})`).join(' ')}]`;
        const matched = names.flatMap((name) => this.#units.filter((unit) => unit.name === name));
        if (matched.some((unit) => unit.certifier !== '' && unit.certifier !== certifier)) {
            throw new MspError(`certifiersIdentifier does not match: ${shown}, MSP: [${this.#mspId}]`);
        }
        if (matched.length === 0) {
            throw new MspError(
                `the identity does not have an OU that resolves to client, peer, orderer, or admin role. OUs: ${shown}, MSP: [${this.#mspId}]`,
            );
        }
        if (matched.length > 1) {
            throw new MspError(
                `the identity must have a client, a peer, an orderer, or an admin OU role to be valid, not a combination of them. OUs: ${shown}, MSP: [${this.#mspId}]`,
            );
        }
    }
}
