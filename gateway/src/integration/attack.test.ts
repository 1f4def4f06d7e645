import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { importJWK, SignJWT } from 'jose';
import { pino } from 'pino';
import * as api from '../http/api.js';
import type { RunningGateway } from '../run.js';
import { ApiClient } from '../testing/apiclient.js';
import { Consortium } from '../testing/consortium.js';
import { firstSlot, Village } from '../testing/settlement.js';
import { TestKey } from '../testing/village.js';

const hostile = [
    "' OR 1=1 --",
    "'; DROP TABLE lines; --",
    '"><script>alert(1)</script>',
    '../../../etc/passwd',
    '\0',
    '\u202e',
    '{{7*7}}',
    '$where',
    '__proto__',
    'a'.repeat(5_000),
];

describe('an attacker at the gateways', function () {
    this.timeout(180_000);
    const log: string[] = [];
    const logger = pino({ level: 'trace' }, { write: (line: string) => log.push(line) });
    let consortium: Consortium;
    let village: Village;
    let community: RunningGateway;
    let grid: RunningGateway;
    let anna: ApiClient;

    before(async () => {
        consortium = await Consortium.start();
        community = await consortium.gateway('community', { logger });
        grid = await consortium.gateway('grid', { logger });
        const offices = {
            grid: await consortium.officer('grid', grid),
            community: await consortium.officer('community', community),
        };
        village = new Village({ ...offices, certifier: offices.grid });
        await village.setUp();
        anna = await new ApiClient(community.port).signIn({ role: 'resident', participant: 'anna' });
    });
    after(async () => {
        await consortium.stop();
    });

    it('gets nowhere with tokens that are forged, altered, expired or made for something else', async () => {
        const [head = '', , signature = ''] = (anna.token ?? '').split('.');
        const now = Math.floor(Date.now() / 1000);
        const claims = {
            role: 'community.office',
            sub: 'x',
            iss: 'linguang-development',
            aud: 'community',
            exp: now + 99,
        };
        const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
        const file = join(consortium.options('community').data, 'issuer.json');
        const issuer = await importJWK(JSON.parse(readFileSync(file, 'utf8')), 'ES256');
        const stranger = await importJWK({ kty: 'oct', k: randomBytes(32).toString('base64url') }, 'HS256');
        const signed = async (changed: object, key = issuer, alg = 'ES256') =>
            await new SignJWT({ ...claims, ...changed }).setProtectedHeader({ alg }).sign(key);
        const status = async (token: string) =>
            (await new ApiClient(community.port, token).request('GET', '/v1/participants')).status;
        expect(await status(await signed({}))).to.equal(200);
        for (const token of [
            `${encode({ alg: 'none' })}.${encode(claims)}.`,
            `${encode({ alg: 'none' })}.${encode(claims)}.x`,
            `${head}.${encode(claims)}.${signature}`,
            await signed({}, stranger, 'HS256'),
            await signed({ exp: now - 1 }),
            await signed({ exp: undefined }),
            await signed({ aud: 'grid' }),
            await signed({ iss: 'somebody' }),
            await signed({ role: 'king' }),
            await signed({ role: undefined }),
            await signed({ nbf: now + 99 }),
        ]) {
            expect(await status(token), token).to.equal(401);
        }
        const nameless = new ApiClient(community.port, await signed({ role: 'resident' }));
        expect((await nameless.problem('GET', '/v1/participants/anna')).code).to.equal('NOT_YOURS');
    });

    it('does not get large, broken, deep or foreign bodies read', async () => {
        const send = async (port: number, path: string, body: string, headers: Record<string, string> = {}) => {
            const init = { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body };
            const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
            return api.Problem.parse(await response.json()).code;
        };
        const member = { Authorization: `Bearer ${anna.token}`, 'Idempotency-Key': randomUUID() };
        const operator = { Authorization: `Bearer ${village.offices.grid.token}`, 'Idempotency-Key': randomUUID() };
        const large = JSON.stringify({ jws: 'x'.repeat(2_000_000) });
        expect(await send(community.port, '/v1/choices', large)).to.equal('BODY_TOO_LARGE');
        expect(await send(grid.port, '/v1/readings', large)).to.equal('TOKEN_MISSING');
        expect(await send(grid.port, '/v1/readings', large, operator)).to.equal('REQUEST_INVALID');
        for (const [body, headers, code] of [
            ['{"a":', member, 'BODY_INVALID'],
            ['null', member, 'BODY_INVALID'],
            ['['.repeat(100_000) + ']'.repeat(100_000), member, 'BODY_INVALID'],
            [`${'{"jws":'.repeat(100_000)}1${'}'.repeat(100_000)}`, member, 'BODY_INVALID'],
            ['{"__proto__":{"jws":"a.b.c"}}', member, 'REQUEST_INVALID'],
            ['{"jws":"a.b.c","extra":1}', member, 'REQUEST_INVALID'],
            ['jws=a.b.c', { ...member, 'Content-Type': 'application/x-www-form-urlencoded' }, 'MEDIA_TYPE_UNSUPPORTED'],
            ['{}', { ...member, 'Content-Encoding': 'nonsense' }, 'BODY_INVALID'],
        ] as const) {
            expect(await send(community.port, '/v1/choices', body, headers), body.slice(0, 30)).to.equal(code);
        }
    });

    it('finds no query, page or path into which a hostile text breaks', async () => {
        const { offices } = village;
        const before = [...community.gateway.readModel.dump()].length;
        for (const text of hostile) {
            const word = encodeURIComponent(text);
            for (const path of [
                `/v1/participants/${word}`,
                `/v1/participants/anna/energy?from=${word}&to=${word}`,
                `/v1/slots/${word}`,
                `/v1/slots?after=${word.slice(0, 190)}`,
                `/v1/slots?limit=${word}`,
                `/v1/certificates/${word}`,
                `/v1/operations/${word}`,
                `/problems/${word}`,
                `/v1/${word}`,
            ]) {
                const answer = await offices.community.request('GET', path, undefined, {
                    'Accept-Language': 'xx;q=NaN, *',
                });
                expect(answer.status, path).to.be.below(500);
                expect(answer.headers.get('x-content-type-options'), path).to.equal('nosniff');
                expect(answer.headers.get('content-type'), path).to.match(/json|html/);
                expect(JSON.stringify(answer.body), path).not.to.match(/SQLITE|node_modules|at \w+ \(/);
            }
        }
        for (const cursor of ['[{"a":1}]', '[1e400]', '[99999999999999999999]', '[null]', '"x"', '[1,2]']) {
            const after = Buffer.from(cursor).toString('base64url');
            expect((await anna.request('GET', `/v1/slots?after=${after}`)).status, cursor).to.equal(200);
        }
        expect([...community.gateway.readModel.dump()].length).to.equal(before);
    });

    it('reads no file outside the pages, by no spelling of a path', async () => {
        for (const path of [
            '/../../../../../../etc/passwd',
            '/..%2f..%2f..%2f..%2fetc/passwd',
            '/%2e%2e/%2e%2e/package.json',
            '/assets/../../../package.json',
            '/assets/..%2f..%2f..%2fpackage.json',
            '/\\..\\..\\package.json',
            '/....//package.json',
            '//etc/passwd',
            '/index.html%00.js',
            '/.git/config',
        ]) {
            const answer = await raw(community.port, path);
            expect(answer, path).to.match(/^HTTP\/1\.1 (200|301|400|403|404) /);
            expect(answer, path).not.to.match(/root:|"devDependencies"|\[core\]/);
        }
    });

    it('is given no page of ours to a script of another site', async () => {
        const headers = { Origin: 'https://elsewhere.example', 'Access-Control-Request-Method': 'POST' };
        for (const method of ['GET', 'OPTIONS']) {
            const answer = await anna.request(method, '/v1/info', undefined, headers);
            expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).to.deep.equal([]);
        }
    });

    it('cannot make 200 writes at once lose or double one', async () => {
        const { community: office } = village.offices;
        const wanted = Array.from({ length: 200 }, (_, index) => ({
            participant: `crowd-${index}`,
            jwk: new TestKey().jwk,
            roles: ['resident'],
        }));
        const created = await Promise.all(
            wanted.map((body) => office.post('/v1/participants', body, api.ParticipantCreated)),
        );
        expect(new Set(created.map(({ transactionId }) => transactionId)).size).to.equal(200);
        const listed = await office.get('/v1/participants?limit=500', api.ParticipantPage);
        expect(listed.items.filter(({ participant }) => participant.startsWith('crowd-'))).to.have.length(200);
    });

    it('finds no token, signature, key, reading or name of a person in the logs', async () => {
        await anna.post('/v1/choices', { jws: village.choice(firstSlot + 9) }, api.IntentCreated);
        await village.forgedReading(firstSlot).catch(() => undefined);
        const text = log.join('');
        expect(text).to.match(/gateway listens/);
        expect(text.length).to.be.greaterThan(1_000);
        expect(text).not.to.match(/eyJ|OCMF|PRIVATE KEY|"d":|\banna\b|crowd-/);
    });
});

function raw(port: number, path: string): Promise<string> {
    return new Promise((resolve, reject) => {
        const socket = connect(port, '127.0.0.1', () => {
            socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
        });
        let text = '';
        socket.setEncoding('utf8');
        socket.on('data', (part) => {
            text += part;
        });
        socket.on('end', () => resolve(text));
        socket.on('error', reject);
    });
}
