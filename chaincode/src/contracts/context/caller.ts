import { X509Certificate } from 'node:crypto';
import { problem } from '../../domain/index.js';
import { type Consortium, consortium, type Organisation, organisations } from './organisations.js';

/** Roles of a NodeOU identity that may call a contract at all; peers and orderers may not. */
export type Role = 'client' | 'admin';
/** An organisation and a role, such as `grid.client`. */
export type CallerKind = `${Organisation}.${Role}`;

/** Who submitted the transaction, as far as access is concerned. */
export class Caller {
    readonly mspId: string;
    /** Undefined for an MSP outside the consortium. */
    readonly organisation: Organisation | undefined;
    /** The organisational unit of the certificate; undefined unless it is exactly one of Fabric's four. */
    readonly role: string | undefined;

    constructor(mspId: string, certificate: Uint8Array, members: Consortium = consortium) {
        this.mspId = mspId;
        this.organisation = organisations.find((name) => members[name] === mspId);
        this.role = roleOf(certificate);
    }

    /** `grid.client`, or for others the MSP id and the role. */
    get kind(): string {
        return `${this.organisation ?? this.mspId}.${this.role ?? 'unknown'}`;
    }

    /** The organisation, for records. @throws CALLER_NOT_ALLOWED outside the consortium */
    get member(): Organisation {
        if (this.organisation === undefined) {
            throw problem('CALLER_NOT_ALLOWED', { function: 'this', allowed: 'a member', caller: this.kind });
        }
        return this.organisation;
    }

    /** @throws CALLER_NOT_ALLOWED unless the caller is one of `allowed` */
    mustBe(allowed: readonly CallerKind[], called: string): void {
        if (!allowed.some((kind) => kind === this.kind)) {
            throw problem('CALLER_NOT_ALLOWED', {
                function: called,
                allowed: allowed.join(' or '),
                caller: this.kind,
            });
        }
    }
}

const NODE_OUS = new Set(['client', 'admin', 'peer', 'orderer']);
const LIMIT = 1000;
/** Roles by certificate text: the same few clients call all day long. */
const roles = new Map<string, string | undefined>();

function roleOf(certificate: Uint8Array): string | undefined {
    const pem = Buffer.from(certificate).toString('latin1');
    if (!roles.has(pem)) {
        if (roles.size >= LIMIT) {
            roles.clear();
        }
        roles.set(pem, unitOf(pem));
    }
    return roles.get(pem);
}

/** Fabric's rule: exactly one of the four NodeOU units. RDNs stand on lines of their own or are joined by ` + `. */
function unitOf(pem: string): string | undefined {
    const attributes = new X509Certificate(pem).subject.split(/\n| \+ /);
    const units = attributes.filter((text) => text.startsWith('OU=')).map((text) => text.slice(3));
    const [unit, ...others] = units.filter((text) => NODE_OUS.has(text));
    return others.length === 0 ? unit : undefined;
}
