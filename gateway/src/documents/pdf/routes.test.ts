import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PdfVerification, verifyPdf } from '@linguang/chaincode/domain';
import { sampleCertificate, verifyEs256 } from '@linguang/chaincode/testing';
import { createKeyMaterial, defineTopology, NetworkLayout } from '@linguang/network';
import { expect } from 'chai';
import express from 'express';
import { pino } from 'pino';
import { sha256 } from '../../crypto/sha256.js';
import { problemHandler } from '../../http/problem.js';
import { Tokens } from '../../http/tokens.js';
import { Documents } from '../credential/documents.js';
import { DocumentKeys } from '../credential/keys.js';
import { DocumentStore } from '../credential/store.js';
import { wallInstant } from '../credential/wallinstant.js';
import { pdfRoutes } from './routes.js';

const { issuer: _, ...facts } = sampleCertificate().facts;
const { number } = facts.basis;

describe('the route of a certificate’s PDF', function () {
    this.timeout(120_000);
    let folder: string;
    let documents: Documents;
    let tokens: Tokens;
    let server: Server;
    let address = '';
    let authority: Uint8Array;

    before(async () => {
        folder = await mkdtemp(join(tmpdir(), 'linguang-pdfroute-'));
        const organisations = [{ name: 'certifier', mspId: 'CertifierMSP' }];
        await createKeyMaterial(defineTopology({ channel: 'linguang', organisations, chaincodes: [] }), folder);
        const keys = await DocumentKeys.open(
            {
                folder: join(folder, 'documents'),
                local: 'http://localhost:8082',
                issuer: { name: 'Certifier', accreditationId: 'CNAS-1' },
                organisation: 'certifier',
                authority: new NetworkLayout(folder).ca('certifier'),
            },
            wallInstant(),
        );
        authority = keys.current.chain.at(-1) ?? new Uint8Array();
        let digest = '';
        documents = new Documents(keys, new DocumentStore(join(folder, 'documents.sqlite')), {
            certificate: (asked) => (asked === number ? { facts, digest } : undefined),
            statuses: () => [],
            lists: () => 0,
            month: () => undefined,
        });
        digest = documents.prepare(facts).digest;
        tokens = await Tokens.open(join(folder, 'tokens.json'), 'certifier');
        const app = express();
        app.use('/v1', pdfRoutes(documents, tokens));
        app.use(problemHandler(pino({ level: 'silent' })));
        server = app.listen(0, '127.0.0.1');
        await new Promise((resolve) => server.once('listening', resolve));
        const bound = server.address();
        address = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}/v1/certificates`;
    });
    after(async () => {
        await new Promise((resolve) => server.close(resolve));
        documents.close();
        await rm(folder, { recursive: true, force: true });
    });

    const get = async (query: string, asked = number, token?: string): Promise<Response> =>
        await fetch(`${address}/${asked}/pdf?${query}`, {
            headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        });
    const verified = async (response: Response): Promise<PdfVerification> =>
        verifyPdf(new Uint8Array(await response.arrayBuffer()), {
            authorities: [authority],
            now: Date.now(),
            hash: sha256,
            verify: verifyEs256,
        });

    it('gives the holder her certificate in both languages: signed, and with the very credential inside', async () => {
        for (const lang of ['zh', 'en']) {
            const response = await get(`lang=${lang}&access=${documents.access(number)}`);
            expect(response.status).to.equal(200);
            expect(response.headers.get('content-type')).to.equal('application/pdf');
            expect(response.headers.get('content-disposition')).to.include(`.${lang}.pdf`);
            expect(response.headers.get('cache-control')).to.include('no-store');
            const { checks, credential, signer } = await verified(response);
            expect(checks.map(({ result }) => result)).to.deep.equal(checks.map(() => 'pass'));
            expect(credential).to.deep.equal(documents.certificate(number));
            expect(documents.keys.all.map(({ jwk }) => jwk)).to.deep.include(signer?.key);
        }
    });

    it('gives the same bytes when asked again, and a picture of her hours only if she asks for it', async () => {
        const access = documents.access(number);
        const digestOf = async (query: string) =>
            createHash('sha256')
                .update(new Uint8Array(await (await get(`access=${access}${query}`)).arrayBuffer()))
                .digest('hex');
        const first = await digestOf('');
        expect(await digestOf('&lang=zh&profile=no')).to.equal(first);
        expect(await digestOf('&profile=yes')).not.to.equal(first);
    });

    it('gives it to an officer of the certifier, and to nobody else', async () => {
        const officer = await tokens.issue({ role: 'certifier.officer' });
        expect((await get('lang=en', number, officer)).status).to.equal(200);
        expect((await get('')).status).to.equal(401);
        const resident = await tokens.issue({ role: 'resident', participant: 'anna' });
        expect((await get('', number, resident)).status).to.equal(403);
        expect((await get('access=wrong')).status).to.equal(404);
        const other = `${number.slice(0, -1)}${number.endsWith('0') ? '1' : '0'}`;
        expect((await get(`access=${documents.access(number)}`, other)).status).to.equal(404);
    });

    it('refuses languages there are not', async () => {
        expect((await get(`lang=fr&access=${documents.access(number)}`)).status).to.equal(400);
    });
});
