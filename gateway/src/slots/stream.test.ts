import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { slot } from '@linguang/chaincode/domain';
import { keys, records } from '@linguang/chaincode/ledger';
import { expect } from 'chai';
import express from 'express';
import { pino } from 'pino';
import { problemHandler } from '../http/problem.js';
import { ReadModel } from '../readmodel/readmodel.js';
import { TestChain, write } from '../testing/chain.js';
import { SlotStream } from './stream.js';

describe('the stream of settled slots', () => {
    let folder: string;
    let readModel: ReadModel;
    let stream: SlotStream;
    let server: Server;

    async function serve(limits: Readonly<{ readers?: number; waiting?: number }>): Promise<string> {
        folder = mkdtempSync(join(tmpdir(), 'linguang-stream-'));
        readModel = ReadModel.open(join(folder, 'readmodel.sqlite'));
        stream = new SlotStream({ readModel }, limits);
        server = createServer(
            express()
                .get('/', stream.handler)
                .use(problemHandler(pino({ level: 'silent' }))),
        );
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        const address = server.address();
        return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    }
    afterEach(() => {
        stream.close();
        server.closeAllConnections();
        server.close();
        readModel.close();
        rmSync(folder, { recursive: true, force: true });
    });

    it('takes no more readers than it can serve', async () => {
        const url = await serve({ readers: 2 });
        const first = await fetch(url);
        expect([first.status, (await fetch(url)).status]).to.deep.equal([200, 200]);
        expect((await fetch(url)).status).to.equal(503);
        await first.body?.cancel();
        for (let status = 0; status !== 200; ) {
            status = (await fetch(url)).status;
        }
    });

    it('cuts off a reader for whom more waits than the limit, so that nobody fills the memory', async () => {
        const url = await serve({ waiting: -1 });
        const { body } = await fetch(url);
        const ended = (async () => {
            for await (const _ of body ?? []) {
                // the head comes before the cut
            }
        })().then(
            () => 'ended',
            () => 'cut off',
        );
        const gate = { v: 1, last: slot(8), basis: slot(8) } as const;
        readModel.apply(new TestChain().block({ writes: [write(records.gateHead, keys.gateHead.build({}), gate)] }));
        expect(await ended).to.equal('cut off');
    });
});
