import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { z } from 'zod';
import { GatewayClient, Refusal } from './client.js';

type Seen = { readonly url: string; readonly key: string | undefined; readonly token: string | undefined };
const Any = z.looseObject({});

describe('the district’s gateway client', () => {
    const seen: Seen[] = [];
    let answers: { readonly status: number; readonly body: object; readonly location?: string }[] = [];
    let server: Server;
    let client: GatewayClient;

    before(async () => {
        server = createServer((request, response) => {
            if (request.url === '/v1/dev/tokens') {
                response.writeHead(201).end(JSON.stringify({ token: `t${seen.length}`, expiresIn: 600 }));
                return;
            }
            const { 'idempotency-key': key, authorization: token } = request.headers;
            seen.push({ url: request.url ?? '', key: typeof key === 'string' ? key : undefined, token });
            const { status, body, location } = answers.shift() ?? { status: 200, body: {} };
            response.writeHead(status, location === undefined ? {} : { Location: location }).end(JSON.stringify(body));
        });
        server.listen(0, '127.0.0.1');
        await once(server, 'listening');
        const { port } = server.address() as AddressInfo;
        client = new GatewayClient(`http://127.0.0.1:${port}`, new AbortController().signal, () => undefined);
    });
    beforeEach(() => {
        seen.length = 0;
    });
    after(() => server.close());

    it('asks again with the same idempotency key while the gateway cannot commit', async () => {
        answers = [
            { status: 503, body: { code: 'LEDGER_UNAVAILABLE', detail: '' } },
            { status: 409, body: { code: 'MVCC', detail: '', retryable: true } },
            { status: 201, body: { ok: true } },
        ];
        expect(await client.post('/zones', {}, Any, { role: 'x' })).to.deep.equal({ ok: true });
        expect(seen).to.have.length(3);
        expect(new Set(seen.map(({ key }) => key)).size).to.equal(1);
    });

    it('gives a refusal back by its code, and takes named ones for done', async () => {
        const refusal = { status: 409, body: { code: 'ALREADY_EXISTS', detail: 'x' } };
        answers = [refusal, refusal];
        expect(await client.ensure('/plants', {}, { role: 'x' }, ['ALREADY_EXISTS'])).to.equal(false);
        const failed = await client.ensure('/plants', {}, { role: 'x' }, []).catch((error: unknown) => error);
        expect(failed).to.be.instanceOf(Refusal).and.include({ code: 'ALREADY_EXISTS', status: 409 });
        answers = [{ status: 201, body: {} }];
        expect(await client.ensure('/plants', {}, { role: 'x' }, [])).to.equal(true);
    });

    it('takes a new token when the old one is refused', async () => {
        answers = [{ status: 401, body: { code: 'TOKEN_INVALID', detail: '' } }];
        await client.get('/me', Any, { role: 'y' });
        expect(seen.map(({ token }) => token)).to.deep.equal(['Bearer t0', 'Bearer t1']);
    });

    it('waits for a write that is still under way', async () => {
        answers = [
            { status: 202, body: { operation: 'o1', state: 'pending' }, location: '/v1/operations/o1' },
            { status: 200, body: { state: 'pending' } },
            { status: 200, body: { state: 'committed', result: { done: 1 } } },
        ];
        expect(await client.post('/zones', {}, Any, { role: 'x' })).to.deep.equal({ done: 1 });
        answers = [
            { status: 202, body: { operation: 'o2', state: 'pending' }, location: '/v1/operations/o2' },
            { status: 200, body: { state: 'failed', problem: { code: 'SLOT_GATED', detail: 'x' } } },
        ];
        const failed = await client.post('/zones', {}, Any, { role: 'x' }).catch((error: unknown) => error);
        expect(failed).to.be.instanceOf(Refusal).and.have.property('code', 'SLOT_GATED');
    }).timeout(5000);
});
