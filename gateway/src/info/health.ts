import { Router } from 'express';
import type { Gateway } from '../gateway.js';

/** How many blocks the read model may be behind the peer and still be called ready. */
const tolerated = 20;

/**
 * Probes: `/livez` says only that the process answers, `/readyz` that a peer is reachable and the read model has caught up, and
 * `/metrics` is Prometheus text.
 */
export function healthRoutes({ peers, readModel, metrics }: Gateway, stopping: () => boolean): Router {
    const router = Router();
    router.get('/livez', (_request, response) => {
        response.type('text/plain').send('ok\n');
    });
    router.get('/readyz', async (_request, response) => {
        await peers.refresh();
        const lag = Math.max(0, peers.height - readModel.height);
        const ready = peers.reachable && readModel.height > 0 && lag <= tolerated && !stopping();
        response.status(ready ? 200 : 503).json({ ready, peer: peers.reachable, height: readModel.height, lag });
    });
    router.get('/metrics', async (_request, response) => {
        response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
    });
    return router;
}
