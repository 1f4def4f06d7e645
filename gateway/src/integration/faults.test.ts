import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt, randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type MandateTerms, price, slot } from '@linguang/chaincode/domain';
import { expect } from 'chai';
import * as api from '../http/api.js';
import { linguangEndorsers } from '../ledger/command.js';
import { connectPeers } from '../ledger/connection.js';
import { Endorsement, LedgerFailure } from '../ledger/endorsement.js';
import { ApiClient } from '../testing/apiclient.js';
import { Consortium } from '../testing/consortium.js';
import { firstSlot, retail, Village } from '../testing/settlement.js';

const main = fileURLToPath(new URL('../main.js', import.meta.url));

describe('a gateway among faults', function () {
    this.timeout(180_000);
    let consortium: Consortium;
    let village: Village;
    let office: ApiClient;
    const children = new Set<ChildProcess>();

    before(async () => {
        consortium = await Consortium.start();
        const [grid, community] = await Promise.all([consortium.gateway('grid'), consortium.gateway('community')]);
        const offices = {
            grid: await consortium.officer('grid', grid),
            community: await consortium.officer('community', community),
        };
        office = offices.community;
        village = new Village({ ...offices, certifier: offices.grid });
        await village.setUp();
    });
    after(async () => {
        for (const child of children) {
            child.kill('SIGKILL');
        }
        await consortium.stop();
    });

    it('does not notice that one of two peers of each organisation is down', async () => {
        const { controls } = consortium.network;
        await controls.stopPeer('peer0.grid');
        await controls.stopPeer('peer0.community');
        for (let index = 0; index < 5; index++) {
            await office.post('/v1/choices', { jws: village.choice(firstSlot + 5) }, api.IntentCreated);
        }
        await controls.startPeer('peer0.grid');
        await controls.startPeer('peer0.community');
    });

    it('writes nothing while the other organisation is wholly down, says so, and takes the same request afterwards', async () => {
        const { controls } = consortium.network;
        await controls.stopPeer('peer0.grid');
        await controls.stopPeer('peer1.grid');
        const key = { 'Idempotency-Key': randomUUID() };
        const body = { jws: village.choice(firstSlot + 6) };
        const problem = await office.problem('POST', '/v1/choices', body, key);
        expect(problem).to.include({ status: 503, code: 'LEDGER_UNAVAILABLE', retryable: true });
        await controls.startPeer('peer0.grid');
        await controls.startPeer('peer1.grid');
        const { items } = await office.get('/v1/participants/anna/choices', api.IntentPage);
        expect(items.filter(({ from }) => from === firstSlot + 6)).to.have.length(0);
        for (;;) {
            const answer = await office.request('POST', '/v1/choices', body, key);
            if (answer.status === 201) {
                break;
            }
            expect(answer.status).to.equal(503);
        }
    });

    it('tries another peer when results differ, and commits no lie', async () => {
        const { controls } = consortium.network;
        controls.lie('peer0.grid', (action) => action.setResults(Buffer.from('lies')));
        await office.post('/v1/choices', { jws: village.choice(firstSlot + 7) }, api.IntentCreated);
        controls.lie('peer0.grid', undefined);
    });

    it('keeps an acknowledged write through an outage of all orderers, with the same envelope', async () => {
        const { controls } = consortium.network;
        const orderers = ['orderer0.grid', 'orderer0.community', 'orderer0.certifier'];
        for (const orderer of orderers) {
            await controls.stopOrderer(orderer);
        }
        const body = { jws: village.choice(firstSlot + 8) };
        const accepted = await office.request('POST', '/v1/choices', body, { Prefer: 'respond-async' });
        expect(accepted.status).to.equal(202);
        const location = accepted.headers.get('location') ?? '';
        const submitted = await office.until(location, api.Operation, ({ transactionId }) => transactionId !== null);
        await delay(1_000);
        expect((await office.get(location, api.Operation)).state).to.equal('pending');
        for (const orderer of orderers) {
            await controls.startOrderer(orderer);
        }
        const done = await office.until(location, api.Operation, ({ state }) => state !== 'pending');
        expect(done).to.include({ state: 'committed', transactionId: submitted.transactionId });
    });

    it('survives kill -9 amid submissions: all that was acknowledged is there, and a retry doubles nothing', async () => {
        const wanted = Array.from({ length: 120 }, (_, index) => ({
            from: firstSlot + 100 + index,
            key: randomUUID(),
            body: { jws: village.choice(firstSlot + 100 + index) },
            acknowledged: false,
        }));
        const port = await freePort();
        const kills = 4;
        for (let round = 0; round <= kills; round++) {
            const child = spawnGateway(consortium, port);
            children.add(child);
            const client = new ApiClient(port);
            await client.untilReady();
            const member = await client.signIn({ role: 'community.office' });
            const open = wanted.filter(({ acknowledged }) => !acknowledged);
            const part = round < kills ? open.slice(0, 40) : open;
            const sending = part.map(async (item) => {
                for (let attempt = 0; attempt < 100; attempt++) {
                    const answer = await member.request('POST', '/v1/choices', item.body, {
                        'Idempotency-Key': item.key,
                    });
                    if (answer.status === 201) {
                        item.acknowledged = true;
                        return;
                    }
                    expect([202, 409, 503]).to.include(answer.status);
                    await delay(50);
                }
            });
            if (round < kills) {
                await delay(randomInt(20, 200));
                child.kill('SIGKILL');
                await Promise.allSettled(sending);
            } else {
                await Promise.all(sending);
                child.kill('SIGTERM');
                await new Promise((resolve) => child.once('exit', resolve));
                expect(child.exitCode).to.equal(0);
            }
            children.delete(child);
        }
        expect(wanted.every(({ acknowledged }) => acknowledged)).to.equal(true);
        const counts = new Map<number, number>();
        for (let after = ''; ; ) {
            const page = await office.get(`/v1/participants/anna/choices?limit=100${after}`, api.IntentPage);
            for (const { from } of page.items) {
                counts.set(from, (counts.get(from) ?? 0) + 1);
            }
            if (page.next === null) {
                break;
            }
            after = `&after=${page.next}`;
        }
        expect(wanted.map(({ from }) => counts.get(from))).to.deep.equal(wanted.map(() => 1));
    });

    it('does not pass on the refusal of peers that have not read what the gateway has told already', async () => {
        const { controls } = consortium.network;
        const common = { v: 1, channel: 'linguang', participant: 'anna', point: '*', from: slot(firstSlot) } as const;
        const powers: MandateTerms = {
            delegate: 'CommunityMSP',
            scope: ['choice'],
            until: slot(firstSlot + 9),
            maxPrice: price(retail),
        };
        const granted = village.anna.signIntent({ ...common, kind: 'mandate', sequence: 5_000, terms: powers });
        const revoked = village.anna.signIntent({
            ...common,
            kind: 'mandate-revocation',
            sequence: 5_001,
            terms: { mandate: 'anna.5000' },
        });
        const behind = ['peer1.community', 'peer0.grid', 'peer1.grid'];
        for (const name of behind) {
            controls.holdHeight(name);
        }
        const atTheTip = await consortium.network.connect('community', 'gateway', { peer: 'peer0.community' });
        await atTheTip
            .getNetwork('linguang')
            .getContract('energy')
            .submit('market:grantMandate', {
                arguments: [JSON.stringify({ jws: granted })],
                endorsingOrganizations: ['GridMSP', 'CommunityMSP'],
            });
        const peers = await connectPeers(await consortium.network.profile('community'), 'gateway');
        try {
            const revocation = {
                chaincode: 'energy',
                transaction: 'market:revokeMandate',
                argument: { jws: revoked },
            };
            const through = (source: string) =>
                new Endorsement(peers.toReversed(), linguangEndorsers, { source: () => source, height: () => 1 });
            const patience = { patience: 20_000 };
            // All three lack the block, and so does the peer whose blocks were read: the mandate is unknown indeed.
            const refused = await through('peer1.community')
                .endorse(revocation, patience)
                .catch((error: unknown) => error);
            expect(refused).to.be.instanceOf(LedgerFailure).with.nested.property('failure.kind', 'refused');
            const endorsed = through('peer0.community').endorse(revocation, patience);
            for (const name of behind) {
                controls.release(name);
            }
            expect((await endorsed).transactionId).to.have.length(64);
        } finally {
            for (const { close } of peers) {
                close();
            }
        }
    });
});

function spawnGateway(consortium: Consortium, port: number): ChildProcess {
    const { profile, data } = consortium.options('community');
    return spawn(
        process.execPath,
        [
            main,
            '--profile',
            profile,
            '--identity',
            'gateway',
            '--port',
            String(port),
            '--data',
            `${data}-child`,
            '--development',
        ],
        { stdio: 'inherit', env: { ...process.env, LOG_LEVEL: 'silent' } },
    );
}

async function freePort(): Promise<number> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    await new Promise((resolve) => server.close(resolve));
    return typeof address === 'object' && address !== null ? address.port : 0;
}
