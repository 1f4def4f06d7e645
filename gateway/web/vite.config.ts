import { defineConfig } from 'vite';
import { singleFile } from './singlefile.ts';

const oxc = { jsx: { runtime: 'automatic', importSource: 'preact' } } as const;

/**
 * One bundle of pages for all gateways. No inline script or style, no foreign host: the gateway sends
 * `Content-Security-Policy: default-src 'self'`. For work on the pages, `vite gateway/web` passes the API on to a
 * running gateway (`LINGUANG_GATEWAY`, default http://127.0.0.1:8080).
 */
export default defineConfig({
    oxc,
    plugins: [singleFile({ oxc })],
    build: {
        target: 'es2022',
        outDir: 'dist',
        emptyOutDir: true,
        // Which script loads which: the test of the size of each page reads it.
        manifest: true,
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        rolldownOptions: {
            // Loading the domain does nothing but define: so each page takes what it uses of it, not what any page uses.
            treeshake: { moduleSideEffects: [{ test: /[\\/]chaincode[\\/]dist[\\/]domain[\\/]/, sideEffects: false }] },
        },
    },
    server: {
        host: '127.0.0.1',
        proxy: { '/v1': process.env['LINGUANG_GATEWAY'] ?? 'http://127.0.0.1:8080' },
    },
});
