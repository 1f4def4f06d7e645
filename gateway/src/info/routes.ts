import { Router } from 'express';
import { clockOf, currentRules } from '../clock/clock.js';
import { certifierOf } from '../documents/certifier.js';
import type { Gateway } from '../gateway.js';
import type { Info } from '../http/api.js';
import { reply } from '../http/reply.js';

/** Which gateway this is and how far the ledger has come. */
export function infoRoutes(gateway: Gateway): Router {
    const { profile, readModel, peers, simulation, development } = gateway;
    const router = Router();
    router.get('/info', (_request, response) => {
        const body: Info = {
            organisation: profile.organisation,
            mspId: profile.mspId,
            channel: profile.channel,
            simulation,
            development,
            height: Math.max(peers.height, readModel.height),
            clock: clockOf(readModel),
            rules: currentRules(readModel),
            certifier: certifierOf(gateway) ?? null,
            asOf: readModel.asOf,
        };
        reply(response, body);
    });
    return router;
}
