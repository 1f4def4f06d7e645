import { digestText } from '../certificates/digest.js';
import { Fields } from '../fields.js';
import { type PublicJwk, parsePublicJwk } from '../jwk.js';
import { problem } from '../problems.js';
import { parseTreeHead, type TreeHead } from './head.js';
import { HEAD_REFUSALS, type HeadRefusalCode } from './published.js';

/** Entries that one head may add: as many as one transaction issues. */
export const MOST_ENTRIES = 500;
const MOST_CERTIFICATES = 5;
const LONGEST_CERTIFICATE = 8000;

/** An organisation's key for heads. */
export type KeyRequest = { readonly jwk: PublicJwk; readonly x5c: readonly string[] };

/** The certifier's next head, with the numbers of the certificates that it adds, in order. */
export type HeadRequest = {
    readonly head: TreeHead;
    readonly kid: string;
    readonly signature: string;
    readonly entries: readonly string[];
};

export type CosignRequest = { readonly position: number; readonly kid: string; readonly signature: string };

export type RefuseRequest = {
    readonly position: number;
    readonly code: HeadRefusalCode;
    readonly root: string | null;
};

/** Another head of the certifier's than the one at a position. */
export type SplitRequest = {
    readonly position: number;
    readonly head: TreeHead;
    readonly kid: string;
    readonly signature: string;
};

/** @throws REQUEST_INVALID, KEY_INVALID */
export function parseKeyRequest(value: unknown): KeyRequest {
    const fields = new Fields(value, 'request');
    const key = {
        jwk: parsePublicJwk(fields.take('jwk'), 'request.jwk'),
        x5c: fields.list('x5c', certificate, MOST_CERTIFICATES),
    };
    fields.end();
    return key;
}

/** @throws REQUEST_INVALID, LOG_HEAD_INVALID */
export function parseHeadRequest(value: unknown): HeadRequest {
    const fields = new Fields(value, 'request');
    const request = {
        head: parseTreeHead(fields.take('head'), 'request.head'),
        ...signatureOf(fields),
        entries: fields.ids('entries', MOST_ENTRIES),
    };
    fields.end();
    return request;
}

/** @throws REQUEST_INVALID */
export function parseCosignRequest(value: unknown): CosignRequest {
    const fields = new Fields(value, 'request');
    const request = { position: fields.integer('position', 1), ...signatureOf(fields) };
    fields.end();
    return request;
}

/** @throws REQUEST_INVALID */
export function parseRefuseRequest(value: unknown): RefuseRequest {
    const fields = new Fields(value, 'request');
    const request = {
        position: fields.integer('position', 1),
        code: fields.oneOf('code', HEAD_REFUSALS),
        root: fields.take('root') === null ? null : digestText(fields, 'root'),
    };
    fields.end();
    return request;
}

/** @throws REQUEST_INVALID, LOG_HEAD_INVALID */
export function parseSplitRequest(value: unknown): SplitRequest {
    const fields = new Fields(value, 'request');
    const request = {
        position: fields.integer('position', 1),
        head: parseTreeHead(fields.take('head'), 'request.head'),
        ...signatureOf(fields),
    };
    fields.end();
    return request;
}

function signatureOf(fields: Fields): { readonly kid: string; readonly signature: string } {
    return { kid: fields.text('kid', 100), signature: fields.text('signature', 86) };
}

function certificate(value: unknown, where: string): string {
    if (typeof value !== 'string' || value.length > LONGEST_CERTIFICATE || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) {
        throw problem('REQUEST_INVALID', { where, reason: 'base64 of a certificate is expected' });
    }
    return value;
}
