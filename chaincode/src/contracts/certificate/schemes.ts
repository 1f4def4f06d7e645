import contractApi from 'fabric-contract-api';
import { parseScheme, problem } from '../../domain/index.js';
import { allow, EVERYBODY } from '../context/access.js';
import { answer } from '../context/contract.js';
import { emptyRequest, request, rest } from '../request.js';
import { CertificateContext } from './context.js';
import { CertificateContract } from './contract.js';

const { Transaction } = contractApi;

/** Versions of certification schemes: the rules a certificate was issued under stay on the ledger for ever. */
export class SchemesContract extends CertificateContract {
    constructor() {
        super('schemes');
    }

    /** Publishes the next version of a scheme. Certifier only. Reads: the scheme's versions. */
    @Transaction()
    @allow('certifier.client')
    async publish(context: CertificateContext, json: string): Promise<string> {
        const scheme = parseScheme(rest(json));
        const before = await context.certificates.schemes(scheme.scheme);
        const last = before.at(-1);
        const next = (last?.version ?? 0) + 1;
        if (scheme.version !== next || (last !== undefined && scheme.from <= last.from)) {
            throw problem('REQUEST_INVALID', {
                where: 'scheme.version',
                reason: `version ${next}, from a later slot than the one before, is expected`,
            });
        }
        await context.certificates.saveScheme(scheme);
        const { version, from } = scheme;
        context.announce('scheme.published', { scheme: scheme.scheme, version, from });
        return answer({ scheme: scheme.scheme, version, from });
    }

    /** Switches automatic issue on or off for a version. Certifier only. Reads: the version. */
    @Transaction()
    @allow('certifier.client')
    async setAutomatic(context: CertificateContext, json: string): Promise<string> {
        const fields = request(json);
        const reference = { scheme: fields.id('scheme'), version: fields.integer('version', 1) };
        const automatic = fields.boolean('automatic');
        fields.end();
        const found = await existing(context, reference);
        await context.certificates.saveScheme({ ...found, automatic });
        context.announce('scheme.switched', { ...reference, automatic });
        return answer({ ...reference, automatic });
    }

    @Transaction(false)
    @allow(...EVERYBODY)
    async get(context: CertificateContext, json: string): Promise<string> {
        const fields = request(json);
        const reference = { scheme: fields.id('scheme'), version: fields.integer('version', 1) };
        fields.end();
        return answer(await existing(context, reference));
    }

    @Transaction(false)
    @allow(...EVERYBODY)
    async list(context: CertificateContext, json: string): Promise<string> {
        emptyRequest(json);
        return answer({ schemes: await context.certificates.schemes() });
    }
}

async function existing(context: CertificateContext, reference: { scheme: string; version: number }) {
    const found = await context.certificates.scheme(reference);
    if (found === undefined) {
        throw problem('NOT_FOUND', { kind: 'scheme version', id: `${reference.scheme} ${reference.version}` });
    }
    return found;
}
