import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { formatSlot, type Line, type SlotRecord } from '@linguang/chaincode/domain';
import { ORGANISATIONS, type OrganisationName, type TemporaryInstance } from '@linguang/cli';
import { audit } from '@linguang/cli/audit';
import { contentOf, readAgain } from '@linguang/gateway/testing/readmodels';
import { type ConnectedClient, connectClient, peersOf, readConnectionProfile } from '@linguang/network';
import { exportLedger } from '@linguang/network/replay';
import { z } from 'zod';
import { imbalances } from '../scenario/accounts.js';
import { Chain } from './chain.js';
import { acceptedWrongly, type Compared, compared, unresolved } from './compare.js';
import type { History } from './history.js';
import { insistently } from './insist.js';
import { sendAgain } from './lateenvelopes.js';
import { SCHEME } from './neighbourhood.js';
import type { Random } from './random.js';
import type { Requester } from './requester.js';

/** What a check came to. */
export type Judgement = Readonly<{
    /** Operations that ended since the check before. */
    operations: number;
    /** Acknowledged and not on the ledger. */
    lost: number;
    /** On the ledger more often than acknowledged, or though somebody was told that they never would be. */
    doubled: number;
    /** Everything that is wrong, those included, in words. */
    faults: readonly string[];
}>;

export type OracleOptions = Readonly<{
    running: TemporaryInstance;
    history: History;
    requester: Requester;
    random: Random;
    /** Folder for second readings and exports. */
    folder: string;
    patienceMs: number;
}>;

const Certificates = z.object({
    items: z.array(z.object({ number: z.string(), participant: z.string().nullable() })),
    next: z.string().nullish(),
});

/** How many envelopes are sent again at each check. */
const SENT_AGAIN = 5;

/** Compares what the gateways said with what the ledger holds, and the ledger with itself. No operation may be under way. */
export class Oracle {
    readonly #options: OracleOptions;
    readonly #chain: Chain;
    readonly #checkedSlots = new Set<number>();
    #judged = 0;

    constructor(options: OracleOptions) {
        this.#options = options;
        this.#chain = new Chain(options.running.network);
    }

    get chain(): Chain {
        return this.#chain;
    }

    /** All checks but those of {@link closing}. Sends some envelopes again first, which must change nothing. */
    async judge(): Promise<Judgement> {
        const { history, patienceMs, random, running } = this.#options;
        const faults = [...(await this.#chain.read(patienceMs))];
        const known = [...this.#chain.transactions.values()];
        const invalid = known.filter(({ code }) => code !== 0).slice(-SENT_AGAIN);
        const sample = known.length === 0 ? [] : Array.from({ length: SENT_AGAIN }, () => random.pick(known));
        for (const organisation of ['grid', 'community'] as const) {
            await sendAgain(running.network, organisation, organisation === 'grid' ? sample : invalid);
        }
        await this.#quiet();
        faults.push(...(await this.#chain.read(patienceMs)));
        const ended = history.operations.slice(this.#judged);
        this.#judged = history.operations.length;
        const { lost, doubled, words } = await this.#exactlyOnce();
        faults.push(...words, ...unresolved(ended), ...acceptedWrongly(ended));
        faults.push(...(await this.#conserved()), ...(await this.#readModels()));
        history.note('judged', { operations: ended.length, lost, doubled, faults });
        return { operations: ended.length, lost, doubled, faults };
    }

    /** At the end: every read model against one made from block 0, and an audit of the whole ledger from organisations' exports. */
    async closing(): Promise<string[]> {
        const { folder, running, history } = this.#options;
        const faults = await this.#readModels('again');
        const files: string[] = [];
        for (const organisation of ORGANISATIONS) {
            const file = join(folder, `${organisation}.export`);
            const profile = await readConnectionProfile(running.network.layout.profile(organisation));
            await exportLedger({ profile, identity: 'gateway', file, private: true });
            files.push(file);
        }
        const [file = '', community = '', against] = files;
        const result = await audit({ file, private: [community], against, threads: 1 });
        history.note('audited', { ok: result.ok, blocks: result.blocks, difference: result.difference });
        if (!result.ok || result.against?.same !== true) {
            faults.push(`the audit found ${JSON.stringify(result.difference ?? result.truncated)}`);
        }
        return faults;
    }

    /** Each operation on the ledger as often as somebody was told so: once, or never. */
    async #exactlyOnce(): Promise<Compared> {
        const holders = await this.#holders();
        return compared(this.#options.history.operations, this.#chain.transactions, (number) => holders.get(number));
    }

    /** Whose each certificate is, as the certifier knows. */
    async #holders(): Promise<ReadonlyMap<string, string>> {
        const { requester } = this.#options;
        const holders = new Map<string, string>();
        let after = '';
        do {
            const page: z.output<typeof Certificates> = await requester.read(
                'certifier',
                `/certificates?limit=200${after}`,
                Certificates,
            );
            for (const { number, participant } of page.items) {
                holders.set(number, participant ?? '');
            }
            after = page.next ? `&after=${encodeURIComponent(page.next)}` : '';
        } while (after !== '');
        return holders;
    }

    /** Energy and money of every newly settled slot, as each organisation's own chaincode tells it. */
    async #conserved(): Promise<string[]> {
        const { running } = this.#options;
        const settled = this.#chain
            .valid()
            .filter(({ transaction }) => transaction === 'settlement:settle')
            .map(({ argument }) => Number(argument['slot']));
        const fresh = [...new Set(settled)].filter((slot) => !this.#checkedSlots.has(slot));
        const faults: string[] = [];
        const told = new Map<number, string>();
        for (const organisation of ORGANISATIONS) {
            const { client, evaluate } = await asking(running, organisation);
            try {
                for (const slot of fresh) {
                    const record = (await evaluate('energy', 'settlement:getSlot', { slot })) as SlotRecord;
                    const text = JSON.stringify(record);
                    if ((told.get(slot) ?? text) !== text) {
                        faults.push(`${organisation} tells ${formatSlot(record.slot)} otherwise`);
                    }
                    told.set(slot, text);
                }
                if (organisation !== 'certifier') {
                    continue;
                }
                for (const slot of fresh) {
                    const { lines } = (await evaluate('energy', 'settlement:getLines', { slot })) as {
                        lines: readonly Line[];
                    };
                    faults.push(...imbalances(lines).map((fault) => `slot ${slot}: ${fault}`));
                    const { plants } = (await evaluate('certificate', 'conservation:slot', { slot, ...SCHEME })) as {
                        plants: readonly { plant: string; holds: boolean }[];
                    };
                    faults.push(
                        ...plants
                            .filter(({ holds }) => !holds)
                            .map(({ plant }) => `slot ${slot}: ${plant} is certified otherwise`),
                    );
                    this.#checkedSlots.add(slot);
                }
            } finally {
                client.close();
            }
        }
        return faults;
    }

    /** Every gateway's read model against a second reading of the blocks, from another peer where there is one. */
    async #readModels(name = 'second'): Promise<string[]> {
        const { running, folder } = this.#options;
        await mkdir(folder, { recursive: true });
        const faults: string[] = [];
        for (const organisation of ORGANISATIONS) {
            const own = peersOf(running.network.topology).filter((node) => node.organisation === organisation);
            const peer = own.at(-1)?.name;
            const live = join(running.instance.folder, 'gateways', organisation, 'readmodel.sqlite');
            for (let attempt = 0; ; attempt++) {
                const kept = contentOf(live);
                const made = await readAgain(
                    {
                        profile: running.network.layout.profile(organisation),
                        identity: 'gateway',
                        ...(peer === undefined ? {} : { peer }),
                        file: join(folder, `${organisation}.${name}.sqlite`),
                    },
                    kept.height,
                );
                // Gateways go on by themselves now and then: a block more is no difference.
                if (made.height !== kept.height || kept.height < this.#chain.height) {
                    if (attempt < 300) {
                        await delay(200);
                        continue;
                    }
                    faults.push(`the read model of ${organisation} has ${kept.height} blocks of ${made.height}`);
                    break;
                }
                faults.push(...differences(organisation, kept.rows, made.rows));
                break;
            }
        }
        return faults;
    }

    /** Resolves once the ledger has not grown for a moment: what gateways do by themselves is done. */
    async #quiet(): Promise<void> {
        let height = -1;
        for (let still = 0, rounds = 0; still < 3 && rounds < 100; rounds++) {
            await this.#chain.read(this.#options.patienceMs);
            still = this.#chain.height === height ? still + 1 : 0;
            height = this.#chain.height;
            await delay(400);
        }
    }
}

type Asking = {
    client: ConnectedClient;
    evaluate: (chaincode: string, name: string, request: object) => Promise<unknown>;
};

/** Asks an organisation's own peer, so that its own chaincode computes the answer. */
async function asking(running: TemporaryInstance, organisation: OrganisationName): Promise<Asking> {
    const profile = await readConnectionProfile(running.network.layout.profile(organisation));
    const client = await connectClient(profile, 'gateway');
    const network = client.gateway.getNetwork(profile.channel);
    return {
        client,
        evaluate: async (chaincode, name, request) => {
            const options = { arguments: [JSON.stringify(request)], endorsingOrganizations: [profile.mspId] };
            const answer = await insistently(() => network.getContract(chaincode).evaluate(name, options));
            return JSON.parse(Buffer.from(answer).toString());
        },
    };
}

function differences(organisation: string, kept: readonly string[], made: readonly string[]): string[] {
    const [inKept, inMade] = [new Set(kept), new Set(made)];
    const wrong = [
        ...kept.filter((row) => !inMade.has(row)).map((row) => `only in the read model: ${row}`),
        ...made.filter((row) => !inKept.has(row)).map((row) => `missing in the read model: ${row}`),
    ];
    return wrong.slice(0, 3).map((row) => `${organisation}: ${row.slice(0, 200)} (${wrong.length} rows in all)`);
}
