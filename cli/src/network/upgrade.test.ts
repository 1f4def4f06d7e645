import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { slot } from '@linguang/chaincode/domain';
import { type Engine, examine, readTopology, upgradeFromOutside } from '@linguang/network';
import { describeLines } from '@linguang/network/testing/fabric';
import { expect } from 'chai';
import { z } from 'zod';
import { agreeOnRules } from '../district/setup.js';
import { TemporaryInstance } from '../temporary/instance.js';
import { copyBuild } from './testing/builds.js';

const Token = z.object({ token: z.string() });
const Page = z.object({ items: z.array(z.object({ participant: z.string() })), next: z.string().nullish() });
const OLD_TEXT = 'participant';
const NEW_TEXT = 'participant, says the new version,';

describe('an upgrade under a running gateway', () => {
    describe('on the embedded network', function () {
        suite.call(this, 'embedded');
    });
});

describeLines('an upgrade under a running gateway', function (line) {
    suite.call(this, 'fabric', line);
});

function suite(this: Mocha.Suite, engine: Engine, fabricVersion?: string): void {
    this.timeout(300_000);
    let folder: string;
    let instance: TemporaryInstance | undefined;

    before(async () => {
        folder = await mkdtemp(join(tmpdir(), 'linguang-upgrade-rest-'));
        instance = await TemporaryInstance.start({
            engine,
            ...(fabricVersion === undefined ? {} : { fabricVersion }),
        });
    });
    after(async () => {
        await instance?.stop();
        await rm(folder, { recursive: true, force: true });
    });

    it('answers every write of residents with a commit, each on the ledger once, and the new version afterwards', async () => {
        if (instance === undefined) {
            throw new Error('nothing runs');
        }
        const { layout } = instance.network;
        await agreeOnRules(instance.gateways, slot(2_000_000), 480);
        const office = await Office.signIn(instance.address('community'));
        const first = await office.admit();
        expect(await whenAdmittedAgain(office, first))
            .to.include(OLD_TEXT)
            .and.not.include(NEW_TEXT);
        const writers = new Writers(office, 6);
        await writers.more(20);

        await copyBuild(join(folder, 'next'), 'contracts/energy/participants.js', {
            [`kind: '${OLD_TEXT}'`]: `kind: '${NEW_TEXT}'`,
        });
        const running = await readTopology(layout.topology);
        const result = await upgradeFromOutside({
            dataDirectory: layout.root,
            chaincode: 'energy',
            topology: {
                ...running,
                chaincodes: running.chaincodes.map((one) => ({ ...one, cwd: join(folder, 'next') })),
            },
        });
        expect(result).to.deep.include({ outcome: 'upgraded', sequence: 2 });
        await writers.more(20);
        await writers.stop();

        expect(writers.refused, 'none failed for the upgrade').to.deep.equal([]);
        const participants = await office.participants();
        expect([...participants].sort()).to.deep.equal([first, ...writers.admitted].sort());
        expect(await whenAdmittedAgain(office, first)).to.include(NEW_TEXT);
        const names = instance.processes.map(({ name }) => name).filter((name) => name.startsWith('energy.'));
        expect(names).to.deep.equal(result.processes);
        const { findings } = await examine(layout.root);
        const named = findings.map(({ code, seen }) => `${code}: ${seen}`);
        console.log(`      the doctor finds ${named.length === 0 ? 'nothing' : named.join('; ')}`);
        expect(named.filter((one) => /PACKAGE|DEFINITION|APPROVAL|CODE|PROCESS/.test(one))).to.deep.equal([]);
        const committed = await office.metric(/^linguang_transactions_total\{[^}]*committed[^}]*\} (\d+)/m);
        console.log(`      ${writers.admitted.length} writes, ${committed ?? '?'} committed operations`);
    });
}

async function whenAdmittedAgain(office: Office, participant: string): Promise<string> {
    const answer = await office.tryToAdmit(participant);
    expect(answer.status).to.equal(409);
    return await answer.text();
}

/** Clients of the community's gateway that admit one participant after the other, each once and without trying again. */
class Writers {
    readonly admitted: string[] = [];
    readonly refused: string[] = [];
    readonly #stop = new AbortController();
    readonly #work: Promise<void>[];

    constructor(office: Office, count: number) {
        this.#work = Array.from({ length: count }, () => this.#write(office));
    }

    async more(count: number): Promise<void> {
        const target = this.admitted.length + count;
        const deadline = Date.now() + 60_000;
        while (this.admitted.length < target) {
            if (Date.now() > deadline) {
                throw new Error(`the writers stand still: ${this.refused.join('\n')}`);
            }
            await delay(20);
        }
    }

    async stop(): Promise<void> {
        this.#stop.abort();
        await Promise.all(this.#work);
    }

    async #write(office: Office): Promise<void> {
        while (!this.#stop.signal.aborted) {
            const participant = randomUUID();
            const answer = await office.tryToAdmit(participant);
            const text = await answer.text();
            if (answer.status === 201) {
                this.admitted.push(participant);
            } else {
                this.refused.push(`${answer.status} ${text}`);
            }
        }
    }
}

/** The community's office at its gateway, over plain REST. */
class Office {
    readonly #base: string;
    readonly #token: string;

    private constructor(base: string, token: string) {
        this.#base = base;
        this.#token = token;
    }

    static async signIn(base: string): Promise<Office> {
        const answer = await fetch(`${base}/v1/dev/tokens`, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() },
            body: JSON.stringify({ role: 'community.office' }),
        });
        return new Office(base, Token.parse(await answer.json()).token);
    }

    async admit(): Promise<string> {
        const participant = randomUUID();
        const answer = await this.tryToAdmit(participant);
        expect(answer.status, await answer.text()).to.equal(201);
        return participant;
    }

    async tryToAdmit(participant: string): Promise<Response> {
        return await fetch(`${this.#base}/v1/participants`, {
            method: 'POST',
            headers: {
                Authorization: `Bearer ${this.#token}`,
                'Content-Type': 'application/json',
                'Idempotency-Key': randomUUID(),
            },
            body: JSON.stringify({ participant, jwk: newJwk(), roles: ['resident'] }),
        });
    }

    /** All participants that the gateway's read model has from blocks. */
    async participants(): Promise<string[]> {
        const found: string[] = [];
        for (let after = ''; ; ) {
            const answer = await fetch(`${this.#base}/v1/participants?limit=100${after}`, {
                headers: { Authorization: `Bearer ${this.#token}` },
            });
            const { items, next } = Page.parse(await answer.json());
            found.push(...items.map(({ participant }) => participant));
            if (next === undefined || next === null) {
                return found;
            }
            after = `&after=${encodeURIComponent(next)}`;
        }
    }

    async metric(pattern: RegExp): Promise<string | undefined> {
        return pattern.exec(await (await fetch(`${this.#base}/metrics`)).text())?.[1];
    }
}

function newJwk() {
    const { kty, crv, x, y } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
    return { kty, crv, x, y };
}
