import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type RequestHandler, Router } from 'express';

/**
 * Serves the built pages; every path without an extension is a page of theirs. A build without pages says so plainly.
 * @param security - what the pages may load and where they may read
 */
export function pageRoutes(folder: string, security: RequestHandler): Router {
    const router = Router();
    const index = join(folder, 'index.html');
    router.use(
        express.static(folder, {
            index: false,
            setHeaders: (response, path) => {
                const hashed = /[\\/]assets[\\/]/.test(path);
                response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
            },
        }),
    );
    const page: RequestHandler = (request, response, next) => {
        if (!request.accepts('html') || /\.\w+$/.test(request.path)) {
            next();
        } else if (existsSync(index)) {
            response.setHeader('Cache-Control', 'no-cache');
            response.sendFile(index);
        } else {
            response
                .type('text/plain')
                .send(
                    'The pages are not built; run `npm run build`. The API is at /v1.\n页面尚未构建，请运行 `npm run build`。API 位于 /v1。\n',
                );
        }
    };
    router.get('/{*path}', security, page);
    return router;
}
