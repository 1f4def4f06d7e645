import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { parameter, parse } from '../../http/input.js';
import type { Tokens } from '../../http/tokens.js';
import { gatewayProblem } from '../../problems.js';
import type { Documents } from '../credential/documents.js';
import { holderOrOfficer, numberIn } from '../credential/routes.js';
import { certificatePdf } from './certificatepdf.js';
import type { QuarterHour } from './rosette.js';

const Query = z.object({
    lang: z.enum(['zh', 'en']).default('zh'),
    /** Whether the picture shows when she used energy; whoever sees the page then sees it, too. */
    profile: z.enum(['yes', 'no']).default('no'),
    access: z.string().optional(),
});

/** A certificate as signed PDF: for who has the access secret of the certificate, or an officer of the certifier. */
export function pdfRoutes(documents: Documents, tokens: Tokens): Router {
    const router = Router();
    router.get('/certificates/:number/pdf', holderOrOfficer(documents, tokens), pdf(documents));
    return router;
}

function pdf(documents: Documents): RequestHandler {
    return async (request, response) => {
        const { lang: language, profile } = parse(Query, request.query);
        const number = numberIn(request);
        const credential = documents.certificate(number);
        const signer = documents.keys.current;
        if (signer.chain.length === 0) {
            throw gatewayProblem('DOCUMENT_NOT_CERTIFIED', {});
        }
        const quarters = profile === 'yes' ? { profile: profileOf(documents, number) } : {};
        const bytes = await certificatePdf(credential, signer, { language, ...quarters });
        const name = `${parameter(request, 'number').replace(/[^\w-]/g, '')}.${language}.pdf`;
        response.setHeader('Content-Disposition', `attachment; filename="${name}"`);
        response.type('application/pdf').send(Buffer.from(bytes));
    };
}

function profileOf(documents: Documents, number: string): readonly QuarterHour[] {
    return documents
        .holderCopy(number)
        .leaves.flatMap((leaf) =>
            leaf.kind === 'interval' ? [{ consumedWh: leaf.consumedWh, matchedWh: leaf.matchedWh }] : [],
        );
}
