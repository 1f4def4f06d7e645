import type { SignedCertificate } from '../credential/credential.js';
import { jcs } from '../credential/jcs.js';
import type { SignedStatusList } from '../credential/statuslist.js';
import { parseStrictJson } from '../credential/strictjson.js';
import { base64urlBytes, hexBytes, utf8, utf8Text } from '../crypto.js';
import { Fields, type Refuse } from '../fields.js';
import { parsePublicJwk } from '../jwk.js';
import { type LogProof, parseLogProof } from '../log/inclusion.js';
import { problem } from '../problems.js';
import { type Bundle, type FabricEvidence, LARGEST_BUNDLE, type Network } from './bundle.js';

const refuse: Refuse = (where, reason) => problem('BUNDLE_INVALID', { where, reason });
/** More are in no bundle. */
const MOST = 16;
const LONGEST = LARGEST_BUNDLE;

/**
 * Reads a bundle's file: its exact members in canonical form. The credential and the status lists are not looked into.
 * @throws BUNDLE_TOO_LARGE, BUNDLE_NOT_CANONICAL, BUNDLE_INVALID, LOG_HEAD_INVALID, CREDENTIAL_NOT_JSON
 */
export function parseBundle(file: Uint8Array | string): Bundle {
    const bytes = typeof file === 'string' ? utf8(file) : file;
    if (bytes.length > LARGEST_BUNDLE) {
        throw problem('BUNDLE_TOO_LARGE', { size: bytes.length, limit: LARGEST_BUNDLE });
    }
    const text = utf8Text(bytes);
    const value: unknown = parseStrictJson(text);
    if (jcs(value) !== text) {
        throw problem('BUNDLE_NOT_CANONICAL', {});
    }
    const fields = new Fields(value, 'bundle', refuse);
    fields.integer('v', 1, 1);
    const bundle: Bundle = {
        type: fields.oneOf('type', ['LinguangBundle']),
        v: 1,
        credential: fields.take('credential') as SignedCertificate,
        chains: fields.list('chains', parseChain, MOST),
        statusLists: fields.list('statusLists', (list) => list as SignedStatusList, MOST),
        log: optional(fields, 'log', (log) => parseOrderedProof(log)),
        ledger: optional(fields, 'ledger', parseEvidence),
        network: parseNetwork(fields.take('network'), 'bundle.network'),
    };
    fields.end();
    return bundle;
}

/** @throws BUNDLE_INVALID */
export function parseNetwork(value: unknown, where = 'network'): Network {
    const fields = new Fields(value, where, refuse);
    fields.integer('v', 1, 1);
    const network: Network = {
        type: fields.oneOf('type', ['LinguangNetwork']),
        v: 1,
        channel: fields.id('channel'),
        organisations: fields.list('organisations', parseOrganisation, 64),
        certifier: fields.id('certifier'),
        log: optional(fields, 'log', parseLog),
    };
    fields.end();
    const ids = network.organisations.map(({ mspId }) => mspId);
    if (!ids.every((id, index) => index === 0 || (ids[index - 1] ?? '') < id)) {
        throw fields.bad('organisations', 'each stands once, in order of MSP ids');
    }
    return network;
}

function parseOrganisation(value: unknown, where: string): Network['organisations'][number] {
    const fields = new Fields(value, where, refuse);
    const organisation = {
        mspId: fields.id('mspId'),
        name: fields.text('name', 64),
        authorities: fields.list('authorities', bytesText, MOST),
    };
    fields.end();
    return organisation;
}

function parseLog(value: unknown, where: string): NonNullable<Network['log']> {
    const fields = new Fields(value, where, refuse);
    const log = {
        id: fields.id('id'),
        certifier: fields.id('certifier'),
        keys: fields.list('keys', parseLogKey, 100),
    };
    fields.end();
    return log;
}

function parseLogKey(value: unknown, where: string): NonNullable<Network['log']>['keys'][number] {
    const fields = new Fields(value, where, refuse);
    const key = { org: fields.id('org'), kid: fields.text('kid', 100), jwk: parsePublicJwk(fields.take('jwk')) };
    fields.end();
    return key;
}

function parseEvidence(value: unknown, where: string): FabricEvidence {
    const fields = new Fields(value, where, refuse);
    fields.integer('v', 1, 1);
    const block = fields.object('block');
    const evidence: FabricEvidence = {
        v: 1,
        attestation: bytesText(fields.take('attestation'), `${where}.attestation`),
        block: {
            number: block.integer('number'),
            previousHash: hashText(block, 'previousHash', block.take('number') === 0),
            dataHash: hashText(block, 'dataHash', false),
            value: bytesText(block.take('value'), `${where}.block.value`),
            signatures: block.list('signatures', parseSignature, MOST),
        },
        transaction: optional(fields, 'transaction', bytesText),
    };
    block.end();
    fields.end();
    const headers = evidence.block.signatures.map(({ header }) => header);
    if (!headers.every((header, index) => index === 0 || (headers[index - 1] ?? '') < header)) {
        throw block.bad('signatures', 'each stands once, in order of its header');
    }
    return evidence;
}

function parseSignature(value: unknown, where: string): FabricEvidence['block']['signatures'][number] {
    const fields = new Fields(value, where, refuse);
    const signature = {
        header: bytesText(fields.take('header'), `${where}.header`),
        signature: bytesText(fields.take('signature'), `${where}.signature`),
    };
    fields.end();
    return signature;
}

/** After the certifier's signature the others stand in order, so that a head has one form only. */
function parseOrderedProof(value: unknown): LogProof {
    const proof = parseLogProof(value, 'bundle.log');
    const [, ...others] = proof.treeHead.signatures.map(({ org }) => org);
    if (!others.every((org, index) => index === 0 || (others[index - 1] ?? '') < org)) {
        throw refuse('bundle.log.treeHead.signatures', 'co-signers stand in order of their names');
    }
    return proof;
}

function parseChain(value: unknown, where: string): readonly string[] {
    if (!Array.isArray(value) || value.length === 0 || value.length > MOST) {
        throw refuse(where, 'a list of certificates is expected');
    }
    return value.map((one: unknown, index) => bytesText(one, `${where}[${index}]`));
}

function optional<Value>(fields: Fields, key: string, read: (value: unknown, where: string) => Value): Value | null {
    const value = fields.take(key);
    return value === null ? null : read(value, `${fields.where}.${key}`);
}

function bytesText(value: unknown, where: string): string {
    if (typeof value !== 'string' || value.length === 0 || value.length > LONGEST) {
        throw refuse(where, 'bytes in base64url are expected');
    }
    try {
        base64urlBytes(value);
    } catch {
        throw refuse(where, 'bytes in base64url are expected');
    }
    return value;
}

function hashText(fields: Fields, key: string, empty: boolean): string {
    const value = fields.take(key);
    if (typeof value !== 'string' || !(/^[0-9a-f]{64}$/.test(value) || (empty && value === ''))) {
        throw fields.bad(key, '64 lower-case hexadecimal digits are expected');
    }
    hexBytes(value);
    return value;
}
