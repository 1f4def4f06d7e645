import { createHash } from 'node:crypto';
import { msp } from '@hyperledger/fabric-protos';
import { type Certificate, chainOf, parseCertificate } from './certificate.js';
import { type Identity, MspError, type NodeRole } from './identity.js';
import { NodeUnits } from './nodeunits.js';
import { parseRevocationList, type RevocationList } from './revocation.js';
import { isSupportedKey } from './signature.js';

/** An identity with what validation needs; made by `OrganisationMsp` only. */
export interface ParsedIdentity extends Identity {
    readonly certificate: Certificate;
}

/** The membership service of one organisation: `msp/mspimpl.go` at MSP version 1.4.3 or 3.0. */
export class OrganisationMsp {
    readonly mspId: string;
    readonly #roots: readonly Certificate[];
    readonly #intermediates: readonly Certificate[];
    readonly #admins: ReadonlySet<string>;
    /** Certificates of authorities that have intermediates below them: they must not issue identities. */
    readonly #inner: ReadonlySet<string>;
    readonly #units: NodeUnits;
    readonly #revocationLists: readonly RevocationList[];
    readonly #revoked = new Set<string>();
    readonly #ed25519: boolean;

    constructor(config: msp.FabricMSPConfig, options: { readonly ed25519: boolean }) {
        this.mspId = config.getName();
        this.#ed25519 = options.ed25519;
        this.#roots = config.getRootCertsList_asU8().map(parseCertificate);
        this.#intermediates = config.getIntermediateCertsList_asU8().map(parseCertificate);
        this.#admins = new Set(config.getAdminsList_asU8().map((pem) => parseCertificate(pem).digest));
        if (this.#roots.length === 0) {
            throw new MspError('expected at least one CA certificate');
        }
        this.#inner = new Set(
            this.#intermediates.flatMap((authority) =>
                chainOf(authority, this.#roots, this.#intermediates)
                    .slice(1)
                    .map((certificate) => certificate.digest),
            ),
        );
        this.#revocationLists = config.getRevocationListList_asU8().map(parseRevocationList);
        this.#units = new NodeUnits(this.mspId, config.getFabricNodeOus(), (pem) =>
            chainHash(chainOf(parseCertificate(pem), this.#roots, this.#intermediates)),
        );
    }

    /**
     * Reads an identity. As in a real peer, a certificate that none of the organisation's authorities issued is not even
     * an identity of it, whereas an expired or revoked one is an identity that is not valid.
     */
    parse(serialized: Uint8Array, pem: Uint8Array): ParsedIdentity {
        const certificate = parseCertificate(pem);
        if (certificate.publicKey.asymmetricKeyType === 'ec') {
            chainOf(certificate, this.#roots, this.#intermediates);
        }
        return {
            mspId: this.mspId,
            id: `${this.mspId}${certificate.digest}`,
            serialized,
            pem: certificate.pem,
            publicKey: certificate.publicKey,
            expiresAt: new Date(certificate.notAfter),
            units: certificate.units,
            commonName: certificate.commonName,
            role: this.#units.roleOf(certificate.units),
            certificate,
        };
    }

    revoke(serialNumberHex: string): void {
        this.#revoked.add(normalSerial(serialNumberHex));
    }

    validate({ certificate }: ParsedIdentity): void {
        const algorithm = certificate.publicKey.asymmetricKeyType ?? 'unknown';
        if (!isSupportedKey(certificate.publicKey) || (algorithm === 'ed25519' && !this.#ed25519)) {
            throw new MspError(
                `could not validate identity's public key algorithm: ${algorithm === 'ed25519' ? 'Ed25519' : algorithm} is not supported`,
            );
        }
        const chain = within('could not obtain certification chain', () => this.#chain(certificate));
        within('could not validate identity against certification chain', () =>
            this.#checkRevocation(certificate, chain),
        );
        within("could not validate identity's OUs", () =>
            this.#units.check(certificate.units, chainHash(chain.slice(1))),
        );
    }

    satisfies(identity: ParsedIdentity, principal: msp.MSPPrincipal): void {
        const bytes = principal.getPrincipal_asU8();
        switch (principal.getPrincipalClassification()) {
            case msp.MSPPrincipal.Classification.ROLE:
                this.#satisfiesRole(identity, msp.MSPRole.deserializeBinary(bytes));
                return;
            case msp.MSPPrincipal.Classification.ORGANIZATION_UNIT:
                this.#satisfiesUnit(identity, msp.OrganizationUnit.deserializeBinary(bytes));
                return;
            case msp.MSPPrincipal.Classification.IDENTITY: {
                const other = msp.SerializedIdentity.deserializeBinary(bytes);
                const same =
                    other.getMspid() === this.mspId &&
                    parseCertificate(other.getIdBytes_asU8()).digest === identity.certificate.digest;
                if (!same) {
                    throw new MspError('The identities do not match');
                }
                this.validate(identity);
                return;
            }
            case msp.MSPPrincipal.Classification.COMBINED: {
                const parts = msp.CombinedPrincipal.deserializeBinary(bytes).getPrincipalsList();
                if (parts.length === 0) {
                    throw new MspError('No principals in CombinedPrincipal');
                }
                for (const part of parts) {
                    this.satisfies(identity, part);
                }
                return;
            }
            default:
                throw new MspError(`invalid principal type ${principal.getPrincipalClassification()}`);
        }
    }

    #satisfiesRole(identity: ParsedIdentity, role: msp.MSPRole): void {
        this.#mustBeMine(role.getMspIdentifier(), identity);
        switch (role.getRole()) {
            case msp.MSPRole.MSPRoleType.MEMBER:
                this.validate(identity);
                return;
            case msp.MSPRole.MSPRoleType.ADMIN:
                if (this.#admins.has(identity.certificate.digest)) {
                    return;
                }
                if (!this.#units.enforced) {
                    throw new MspError('This identity is not an admin');
                }
                this.#hasRole(identity, 'admin', 'an admin');
                return;
            case msp.MSPRole.MSPRoleType.CLIENT:
                this.#hasRole(identity, 'client', 'a [CLIENT]');
                return;
            case msp.MSPRole.MSPRoleType.PEER:
                this.#hasRole(identity, 'peer', 'a [PEER]');
                return;
            case msp.MSPRole.MSPRoleType.ORDERER:
                this.#hasRole(identity, 'orderer', 'a [ORDERER]');
                return;
            default:
                throw new MspError(`invalid MSP role type ${role.getRole()}`);
        }
    }

    #hasRole(identity: ParsedIdentity, role: NodeRole, title: string): void {
        within(`The identity is not valid under this MSP [${this.mspId}]`, () => this.validate(identity));
        within(`The identity is not ${title} under this MSP [${this.mspId}]`, () => {
            this.#units.mustHave(role, identity.units);
        });
    }

    #satisfiesUnit(identity: ParsedIdentity, unit: msp.OrganizationUnit): void {
        this.#mustBeMine(unit.getMspIdentifier(), identity);
        this.validate(identity);
        const certifier = Buffer.from(unit.getCertifiersIdentifier_asU8()).toString('hex');
        const matches =
            identity.units.includes(unit.getOrganizationalUnitIdentifier()) &&
            chainHash(this.#chain(identity.certificate).slice(1)) === certifier;
        if (!matches) {
            throw new MspError('The identities do not match');
        }
    }

    #mustBeMine(mspId: string, identity: Identity): void {
        if (mspId !== this.mspId) {
            throw new MspError(
                `the identity is a member of a different MSP (expected ${mspId}, got ${identity.mspId})`,
            );
        }
    }

    #chain(certificate: Certificate): readonly Certificate[] {
        if (certificate.isCa) {
            throw new MspError(
                'An X509 certificate with Basic Constraint: Certificate Authority equals true cannot be used as an identity',
            );
        }
        const chain = within('failed getting validation chain', () =>
            chainOf(certificate, this.#roots, this.#intermediates),
        );
        if (this.#inner.has(chain[1]?.digest ?? '')) {
            throw new MspError(
                'invalid validation chain. Parent certificate should be a leaf of the certification tree',
            );
        }
        return chain;
    }

    #checkRevocation(certificate: Certificate, chain: readonly Certificate[]): void {
        const serial = normalSerial(certificate.x509.serialNumber);
        const issuer = chain[1];
        const listed = this.#revocationLists.some(
            (list) => issuer !== undefined && list.serials.has(serial) && list.issuedBy(issuer),
        );
        if (listed || this.#revoked.has(serial)) {
            throw new MspError('The certificate has been revoked');
        }
    }
}

/** The certifiers' identifier of a chain without its leaf, hex. */
function chainHash(chain: readonly Certificate[]): string {
    const hash = createHash('sha256');
    for (const certificate of chain) {
        hash.update(certificate.der);
    }
    return hash.digest('hex');
}

function normalSerial(hex: string): string {
    return hex.toLowerCase().replace(/^0+(?=.)/, '');
}

function within<T>(message: string, check: () => T): T {
    try {
        return check();
    } catch (error) {
        throw new MspError(`${message}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
}
