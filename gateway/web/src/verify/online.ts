import type { DocumentVerification } from '@linguang/chaincode/domain';
import type { CertificateDetail, Info } from '../../../src/http/api.ts';
import { asProblem, read } from '../ledger/api.ts';
import { type Anchors, isNetwork, join, keyDocument, nobody } from './anchors.ts';
import { judge } from './judge.ts';
import { logCheck } from './logproof.ts';
import { type Answer, ofDocument, type Verdict, withLog } from './verdict.ts';

/** Who certifies, as the gateway of these pages says; of that certifier alone keys and lists are fetched. */
export type Certifier = NonNullable<Info['certifier']>;

/**
 * Checks a document with what the certifier publishes now and what the ledger says of its number. The document stays on this device: asked
 * for are keys, status lists, which are the same for everybody, and, once its signature holds, the public record of its number.
 * @param certifier - undefined: nobody is believed
 * @param here - whether these pages come from the certifier's own gateway
 * @param code - what the code on the paper says, if the page was opened by it
 */
export async function verifyOnline(
    bytes: Uint8Array,
    { certifier, here, code }: Readonly<{ certifier: Certifier | undefined; here: boolean; code?: string | undefined }>,
): Promise<Verdict> {
    const at = (address: string) => (here ? address.replace(certifier?.origin ?? '', '') : address);
    const published = join(certifier ? await keysOf(certifier, at) : nobody, await consortium());
    const first = await judge(bytes, published, { code });
    const missing = listsMissing(first).filter((url) => certifier && url.startsWith(`${certifier.origin}/`));
    const statusLists = (await Promise.all(missing.map((url) => json(at(url))))).filter((list) => list !== undefined);
    const document =
        statusLists.length > 0 ? await judge(bytes, join(published, { ...nobody, statusLists }), { code }) : first;
    const answer = document.summary && (await askLedger(document.summary.number));
    const verdict = ofDocument(document, answer);
    const { record } = verdict;
    return record ? withLog(verdict, await logCheck(record.number, record.digest)) : verdict;
}

/** What this gateway's ledger says of a number. */
export async function askLedger(number: string): Promise<Answer> {
    try {
        return await read<CertificateDetail>(`/v1/certificates/${encodeURIComponent(number)}`);
    } catch (cause) {
        const { status } = asProblem(cause);
        return status === 404 || status === 400 ? 'none' : 'silent';
    }
}

async function keysOf({ did, origin }: Certifier, at: (address: string) => string): Promise<Anchors> {
    try {
        const published = keyDocument(await json(at(`${origin}/.well-known/did.json`)));
        return published.keys.has(did) ? published : nobody;
    } catch {
        return nobody;
    }
}

/** Who the consortium is, as the gateway of these pages knows it: what a bundle brings along is compared with it. */
async function consortium(): Promise<Anchors> {
    const network = await json('/v1/network');
    return isNetwork(network) ? { ...nobody, networks: [network] } : nobody;
}

/** Addresses of the status lists that a check would have needed. */
function listsMissing({ checks }: DocumentVerification): readonly string[] {
    return checks.flatMap(({ reason, params }) =>
        reason === 'STATUS_NOT_GIVEN' && typeof params['url'] === 'string' ? [params['url']] : [],
    );
}

/** Something public, read without saying who asks; undefined where it cannot be had. */
async function json(address: string): Promise<unknown> {
    try {
        const response = await fetch(address, { credentials: 'omit', cache: 'no-cache' });
        return response.ok ? await response.json() : undefined;
    } catch {
        return undefined;
    }
}
