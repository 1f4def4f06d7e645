import { common, msp, peer } from '@hyperledger/fabric-protos';
import { PolicyError } from './policy.js';

const PRINCIPAL = /^([A-Za-z0-9.-]+)\.(admin|member|client|peer|orderer)$/;

const ROLES: Readonly<Record<string, msp.MSPRole.MSPRoleTypeMap[keyof msp.MSPRole.MSPRoleTypeMap]>> = {
    admin: msp.MSPRole.MSPRoleType.ADMIN,
    member: msp.MSPRole.MSPRoleType.MEMBER,
    client: msp.MSPRole.MSPRoleType.CLIENT,
    peer: msp.MSPRole.MSPRoleType.PEER,
    orderer: msp.MSPRole.MSPRoleType.ORDERER,
};

type Gate = { readonly n: number; readonly rules: readonly Expression[] };
type Expression = Gate | string;

/**
 * Parses `AND('A.peer', OR('B.member', 'C.admin'))`, `OutOf(2, 'A.peer', …)` into the same bytes as Fabric's
 * `policydsl.FromString`: every mention is a principal of its own, inner gates first.
 * @throws PolicyError naming the place
 */
export function parsePolicyExpression(text: string): common.SignaturePolicyEnvelope {
    const expression = new Parser(text).parse();
    const envelope = new common.SignaturePolicyEnvelope();
    const principals: msp.MSPPrincipal[] = [];
    envelope.setVersion(0);
    envelope.setRule(build(typeof expression === 'string' ? failure(text, 0) : expression, principals));
    envelope.setIdentitiesList(principals);
    return envelope;
}

/**
 * Bytes of `peer.ApplicationPolicy` of a topology's policy text: a signature policy expression, or a channel policy
 * reference such as `/Channel/Application/Endorsement`.
 */
export function applicationPolicy(text: string): Uint8Array {
    const policy = new peer.ApplicationPolicy();
    if (text.startsWith('/')) {
        policy.setChannelConfigPolicyReference(text);
    } else {
        policy.setSignaturePolicy(parsePolicyExpression(text));
    }
    return policy.serializeBinary();
}

/** A principal for a role of an organisation. */
export function rolePrincipal(mspId: string, role: string): msp.MSPPrincipal {
    const value = new msp.MSPRole();
    value.setMspIdentifier(mspId);
    const type = ROLES[role];
    if (type === undefined) {
        throw new PolicyError(`error parsing role ${role}`);
    }
    value.setRole(type);
    const principal = new msp.MSPPrincipal();
    principal.setPrincipalClassification(msp.MSPPrincipal.Classification.ROLE);
    principal.setPrincipal(value.serializeBinary());
    return principal;
}

function build(gate: Gate, principals: msp.MSPPrincipal[]): common.SignaturePolicy {
    const inner = new Map(
        gate.rules.flatMap((rule) => (typeof rule === 'string' ? [] : [[rule, build(rule, principals)] as const])),
    );
    const rules = gate.rules.map((rule) => {
        const built = typeof rule === 'string' ? undefined : inner.get(rule);
        return built ?? signedBy(String(rule), principals);
    });
    const outOf = new common.SignaturePolicy.NOutOf();
    outOf.setN(gate.n);
    outOf.setRulesList(rules);
    const policy = new common.SignaturePolicy();
    policy.setNOutOf(outOf);
    return policy;
}

function signedBy(name: string, principals: msp.MSPPrincipal[]): common.SignaturePolicy {
    const [, mspId = '', role = ''] = PRINCIPAL.exec(name) ?? [];
    principals.push(rolePrincipal(mspId, role));
    const policy = new common.SignaturePolicy();
    policy.setSignedBy(principals.length - 1);
    return policy;
}

function failure(text: string, at: number): never {
    throw new PolicyError(`invalid policy string '${text}' at ${at}`);
}

class Parser {
    readonly #text: string;
    #at = 0;

    constructor(text: string) {
        this.#text = text;
    }

    parse(): Expression {
        const expression = this.#expression();
        return this.#match(/\s*$/y) === undefined ? this.#fail() : expression;
    }

    #expression(): Expression {
        const principal = this.#match(/\s*(?:'([^']*)'|"([^"]*)")/y);
        if (principal !== undefined) {
            const name = principal[1] ?? principal[2] ?? '';
            return PRINCIPAL.test(name) ? name : failure(`${this.#text}: unrecognized principal ${name}`, this.#at);
        }
        const gate = this.#match(/\s*(AND|And|and|OR|Or|or|OUTOF|OutOf|outof)\s*\(/y)?.[1]?.toLowerCase();
        if (gate === undefined) {
            return this.#fail();
        }
        const count = gate === 'outof' ? Number(this.#match(/\s*'?(\d+)'?\s*,/y)?.[1] ?? this.#fail()) : undefined;
        const rules = [this.#expression()];
        while (this.#match(/\s*,/y) !== undefined) {
            rules.push(this.#expression());
        }
        if (this.#match(/\s*\)/y) === undefined) {
            return this.#fail();
        }
        const n = count ?? (gate === 'and' ? rules.length : 1);
        if (n > rules.length + 1) {
            throw new PolicyError(`invalid t-out-of-n predicate, t ${n}, n ${rules.length}`);
        }
        return { n, rules };
    }

    #match(pattern: RegExp): RegExpExecArray | undefined {
        pattern.lastIndex = this.#at;
        const match = pattern.exec(this.#text);
        if (match === null) {
            return undefined;
        }
        this.#at = pattern.lastIndex;
        return match;
    }

    #fail(): never {
        return failure(this.#text, this.#at);
    }
}
