import { createServer } from 'node:net';
import { expect } from 'chai';
import { LISTEN_HOST } from '../topology.js';
import { freePortBase, freePortRange } from './freeports.js';

describe('free ports for a network of a test', () => {
    const share = process.env['LINGUANG_TEST_PORTS'];
    afterEach(() => {
        if (share === undefined) {
            delete process.env['LINGUANG_TEST_PORTS'];
        } else {
            process.env['LINGUANG_TEST_PORTS'] = share;
        }
    });

    it('lie within the share of the process, those far above the first too', async () => {
        process.env['LINGUANG_TEST_PORTS'] = '41000-41019';
        for (let attempt = 0; attempt < 30; attempt++) {
            expect(await freePortBase([0, 10])).to.be.within(41_000, 41_009);
        }
    });

    it('are none that somebody listens on', async () => {
        process.env['LINGUANG_TEST_PORTS'] = '41020-41021';
        const server = createServer();
        await new Promise<void>((resolve) => server.listen(41_020, LISTEN_HOST, resolve));
        try {
            expect(await freePortRange(1)).to.equal(41_021);
            const error = await freePortRange(2).catch((cause: unknown) => cause);
            expect(error).to.have.property('message', 'found no free range of ports within 41020-41021');
        } finally {
            await new Promise((resolve) => server.close(resolve));
        }
    });

    it('need a share that is one', async () => {
        for (const wrong of ['none', '41000', '41000-40000', '41000-41003']) {
            process.env['LINGUANG_TEST_PORTS'] = wrong;
            expect(await freePortRange(5).catch((cause: unknown) => cause), wrong).to.be.instanceOf(RangeError);
        }
    });
});
