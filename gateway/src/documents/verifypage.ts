import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DidDocument, type Network, type SignedStatusList, STATUS_PURPOSES } from '@linguang/chaincode/domain';
import { Router } from 'express';
import type { Gateway } from '../gateway.js';
import { networkOf } from './bundle/network.js';
import type { Documents } from './credential/documents.js';
import { wallInstant } from './credential/wallinstant.js';

/** Whom the page believes, written into it where the certifier's own gateway serves it. */
export type PastedAnchors = Readonly<{
    v: 1;
    /** When it was written. */
    at: string;
    keyDocuments: readonly DidDocument[];
    /** How certificates stood then; each list says how long it may be used. */
    statusLists: readonly SignedStatusList[];
    /** Who the consortium is; none where this gateway cannot tell just now. */
    networks: readonly Network[];
}>;

const PLACE = '<script type="application/json" id="anchors">null</script>';
/** The policy that the build wrote into the page: its own script and style by their digests, and no connection to anywhere. */
const POLICY = /<meta http-equiv="Content-Security-Policy" content="([^"]+)"/;

/**
 * `GET /verify.html`: the page that verifies documents, as one file that also works from a disk without any network. The certifier's
 * gateway writes its keys and status lists into it; others serve it without, and who uses it says whom to believe.
 * @param folder - of the built pages
 */
export function verifyPageRoutes(folder: string, gateway: Gateway): Router {
    const router = Router();
    const file = join(folder, 'verify.html');
    router.get('/verify.html', async (request, response, next) => {
        if (!existsSync(file)) {
            next();
            return;
        }
        const text = readFileSync(file, 'utf8');
        const policy = POLICY.exec(text)?.[1] ?? "default-src 'none'";
        response.setHeader('Content-Security-Policy', `${policy}; frame-ancestors 'none'`);
        response.setHeader('Cache-Control', 'no-cache');
        if (request.query['save'] !== undefined) {
            response.setHeader('Content-Disposition', 'attachment; filename="linguang-verify.html"');
        }
        const documents = gateway.documents?.documents;
        const networks = documents === undefined ? [] : await networkOf(gateway).then(only, () => []);
        const pasted = documents === undefined ? 'null' : inScript(anchorsOf(documents, networks));
        response.type('html').send(text.replace(PLACE, () => PLACE.replace('null', () => pasted)));
    });
    return router;
}

const only = (network: Network): readonly Network[] => [network];

function anchorsOf({ keys, statusLists }: Documents, networks: readonly Network[]): PastedAnchors {
    const lists = STATUS_PURPOSES.flatMap((purpose) => {
        const found: SignedStatusList[] = [];
        for (let list = statusLists.list(purpose, 0); list !== undefined; ) {
            found.push(list);
            list = statusLists.list(purpose, found.length);
        }
        return found;
    });
    return { v: 1, at: wallInstant(), keyDocuments: [keys.document], statusLists: lists, networks };
}

/** JSON that ends no script element and begins no comment, whatever the texts in it say. */
function inScript(value: unknown): string {
    return JSON.stringify(value).replaceAll('<', '\\u003c');
}
