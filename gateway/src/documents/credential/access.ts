import { problem } from '@linguang/chaincode/domain';
import { Router } from 'express';
import type { Gateway } from '../../gateway.js';
import { allowOwn } from '../../http/access.js';
import { parameter } from '../../http/input.js';
import { documentAccess, documentSecret } from './documents.js';

/**
 * The community's gateway tells a holder the secret with which the certifier's gateway gives her documents out. Both derive it from
 * the private seed of the certificate's first slot, which the consortium holds; nobody else can.
 */
export function documentAccessRoutes({ readModel, tokens }: Gateway): Router {
    const router = Router();
    router.get('/participants/:id/certificates/:number/access', ...allowOwn(tokens), (request, response) => {
        const [participant, number] = [parameter(request, 'id'), parameter(request, 'number')];
        const row = readModel.one(
            'SELECT seed FROM certificates c JOIN seeds s ON s.slot = c.first WHERE c.number = ? AND c.participant = ?',
            number,
            participant,
        );
        const seed = row?.['seed'];
        if (typeof seed !== 'string') {
            throw problem('NOT_FOUND', { kind: 'certificate', id: number.slice(0, 60) });
        }
        const access = documentAccess(documentSecret(seed, number));
        const at = (what: string) => `/v1/certificates/${number}/${what}?access=${access}`;
        response.setHeader('Cache-Control', 'private, no-store');
        response.json({
            number,
            access,
            /** Below the certifier's origin. */
            paths: {
                credential: at('credential'),
                jwt: at('credential.jwt'),
                holder: at('holder'),
                pdf: at('pdf'),
                bundle: at('bundle'),
                proofs: at('proofs'),
            },
            asOf: readModel.asOf,
        });
    });
    return router;
}
