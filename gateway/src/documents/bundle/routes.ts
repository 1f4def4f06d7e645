import { jcs, problem } from '@linguang/chaincode/domain';
import { Router } from 'express';
import { z } from 'zod';
import type { Gateway } from '../../gateway.js';
import { allow } from '../../http/access.js';
import { parameter, parse } from '../../http/input.js';
import type { Documents } from '../credential/documents.js';
import { holderOrOfficer, numberIn } from '../credential/routes.js';
import { bundleFile } from './bundles.js';
import { networkOf } from './network.js';
import { meterProofs } from './proofs.js';

/** Anchors of the network, for everybody: the same at every organisation's gateway. */
export function networkRoutes(gateway: Gateway): Router {
    const router = Router();
    router.get('/network', async (_request, response) => {
        response.setHeader('Cache-Control', 'public, max-age=60');
        response.setHeader('Access-Control-Allow-Origin', '*');
        response.type('application/json').send(jcs(await networkOf(gateway)));
    });
    return router;
}

/** A whole block as the peers have it (`common.Block`), for members: what a bundle only names by its header. */
export function blockRoutes({ blocks, readModel, tokens }: Gateway): Router {
    const router = Router();
    const members = allow(tokens, 'community.office', 'grid.operator', 'certifier.officer');
    router.get('/blocks/:number', members, async (request, response) => {
        const written = parameter(request, 'number');
        const number = /^(0|[1-9]\d{0,14})$/.test(written) ? Number(written) : Number.NaN;
        if (!(number < readModel.height)) {
            throw problem('NOT_FOUND', { kind: 'block', id: written.slice(0, 20) });
        }
        const block = await blocks.get(number);
        response.setHeader('Cache-Control', 'private, no-store');
        response.setHeader('Content-Disposition', `attachment; filename="block-${number}.pb"`);
        response.type('application/octet-stream').send(Buffer.from(block.serializeBinary()));
    });
    return router;
}

const Query = z.object({
    /** Whether the transaction is shown as well: whoever gets the file then sees metering points and slots. */
    transaction: z.enum(['yes', 'no']).default('no'),
    access: z.string().optional(),
});

/** Bundle and proofs down to the meter: for who has the access secret of the certificate, or an officer of the certifier. */
export function bundleRoutes(gateway: Gateway, documents: Documents): Router {
    const router = Router();
    const holder = holderOrOfficer(documents, gateway.tokens);
    const named = (number: string, ending: string) =>
        `attachment; filename="${number.replace(/[^\w-]/g, '')}${ending}"`;
    router.get('/certificates/:number/bundle', holder, async (request, response) => {
        const { transaction } = parse(Query, request.query);
        const text = await bundleFile(gateway, documents, numberIn(request), transaction === 'yes');
        response.setHeader('Content-Disposition', named(parameter(request, 'number'), '.bundle.json'));
        response.type('application/json').send(text);
    });
    router.get('/certificates/:number/proofs', holder, async (request, response) => {
        const proofs = await meterProofs(gateway, documents, numberIn(request));
        response.setHeader('Content-Disposition', named(parameter(request, 'number'), '.proofs.json'));
        response.type('application/json').send(jcs(proofs));
    });
    return router;
}
