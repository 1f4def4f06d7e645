import { ledgerDay, ledgerDayRange, parseSlot, type Slot, slotPlus } from '@linguang/chaincode/domain';
import { type Measurement, plainWorkloads, type Workload } from '@linguang/network/bench';
import { z } from 'zod';
import { CertificateWorkloads, lineQuestions } from './certificates.js';
import { choicesDirect, choicesThroughGateway } from './choices.js';
import { type Member, membersOf } from './community.js';
import { readingsWorkload } from './readings.js';
import { register } from './registry.js';
import type { Scale } from './scale.js';
import { measureSettlement } from './settlement.js';
import type { BenchSystem } from './system.js';

/** Groups of workloads, in the order in which they are measured. */
export const SUITES = ['plain', 'signers', 'readings', 'settle', 'certificates', 'rest'] as const;
export type Suite = (typeof SUITES)[number];

/** Certificates in one transaction, and the part of the members without one who get theirs so. */
const BATCHES = [
    [25, 0.3],
    [200, 1],
] as const;
const FIRST_SLOT = parseSlot('2026-03-01T00:00Z');
const ENDORSERS = ['GridMSP', 'CommunityMSP'] as const;
const Token = z.object({ token: z.string() });

/** Runs suites on one system. */
export class Suites {
    readonly #system: BenchSystem;
    readonly #scale: Scale;
    readonly #say: (line: string) => void;
    #members: readonly Member[] | undefined;

    constructor(system: BenchSystem, scale: Scale, say: (line: string) => void) {
        this.#system = system;
        this.#scale = scale;
        this.#say = say;
    }

    async run(suite: Suite): Promise<Measurement[]> {
        const suites: Readonly<Record<Suite, () => Promise<Measurement[]>>> = {
            plain: () => this.#plain(),
            signers: () => this.#signers(),
            readings: () => this.#readings(),
            settle: () => this.#settle(),
            certificates: () => this.#certificates(),
            rest: () => this.#rest(),
        };
        return await suites[suite]();
    }

    /** What the network does before a contract does anything. */
    async #plain(): Promise<Measurement[]> {
        const { bench, offices } = this.#system;
        const { inFlight, count, rounds, alone } = this.#scale;
        const plain = plainWorkloads(offices.grid, ENDORSERS);
        await bench.closed(plain.noop, inFlight, Math.ceil(count / 4));
        const { evaluate, noop, put, readModifyWrite, order, puts, hot } = plain;
        const closed = await bench.rounds(
            [
                { workload: evaluate, inFlight, count: 2 * count },
                ...[noop, put, readModifyWrite, order].map((workload) => ({ workload, inFlight, count })),
                { workload: puts, inFlight, count: Math.ceil(count / 3) },
                { workload: hot, inFlight, count: Math.ceil(count / 4) },
            ],
            rounds,
        );
        const open = await this.#saturate([noop, put, order], closed);
        return [...closed, ...open, await bench.closed(noop, 1, alone), await bench.closed(order, 1, alone)];
    }

    /** The signer that fabric-gateway brings along against the one of node:crypto. */
    async #signers(): Promise<Measurement[]> {
        const { bench, offices } = this.#system;
        const { inFlight, count, rounds } = this.#scale;
        const workloads = (['stock', 'native'] as const).map((signer): Workload => {
            const { noop } = plainWorkloads({ ...offices.grid, signer }, ENDORSERS);
            return { ...noop, name: `no-op submit, ${signer} signer` };
        });
        return await bench.rounds(
            workloads.map((workload) => ({ workload, inFlight, count })),
            rounds,
        );
    }

    async #readings(): Promise<Measurement[]> {
        const members = await this.#community();
        const { bench, offices } = this.#system;
        const { inFlight, count, rounds, batches, settleSlots } = this.#scale;
        const from = slotPlus(FIRST_SLOT, settleSlots);
        const workloads = batches.map((size) =>
            readingsWorkload(offices.grid, members, { size, from, to: this.#open }),
        );
        const closed = await bench.rounds(
            workloads.map((workload, index) => {
                const size = batches[index] ?? 1;
                return {
                    workload,
                    inFlight: Math.min(inFlight, Math.max(8, Math.ceil(1000 / size))),
                    count: Math.max(6, Math.ceil(count / (1 + size / 25))),
                };
            }),
            rounds,
        );
        closed.forEach(mustBeAccepted);
        const largest = workloads.at(-1);
        const open = largest === undefined ? [] : await this.#saturate([largest], closed);
        return [...closed, ...open].map(({ results: _, ...measurement }) => measurement);
    }

    async #settle(): Promise<Measurement[]> {
        const members = await this.#community();
        const { bench, offices, channel } = this.#system;
        const { settleSlots: slots, settleSizes } = this.#scale;
        const send = this.#system.send.bind(this.#system);
        const common = { bench, offices, send, firstSlot: FIRST_SLOT, slots };
        const found = await measureSettlement({ ...common, members, chaincode: 'energy' });
        for (const size of settleSizes) {
            const chaincode = chaincodeOfSize(size);
            const others = membersOf(size, FIRST_SLOT, `${chaincode}-`);
            const say = this.#say;
            await register({ members: others, offices, send, channel, firstSlot: FIRST_SLOT, days: 1, chaincode, say });
            found.push(...(await measureSettlement({ ...common, members: others, chaincode })));
        }
        return found;
    }

    /** Over the slots that `settle` has settled. */
    async #certificates(): Promise<Measurement[]> {
        const members = await this.#community();
        const { bench, offices } = this.#system;
        const { settleSlots, inFlight } = this.#scale;
        const questions = lineQuestions(offices, FIRST_SLOT, settleSlots);
        const { results = [] } = await bench.closed(questions, 1, settleSlots);
        const period = { from: FIRST_SLOT, to: slotPlus(FIRST_SLOT, settleSlots) };
        const workloads = new CertificateWorkloads(offices, members, period, results);
        const all = workloads.left;
        const lone = Math.min(Math.ceil(all / 16), this.#scale.alone);
        const found = [await bench.closed(workloads.of(1), 1, lone)];
        const together = Math.min(Math.ceil(all / 16), this.#scale.count);
        found.push(await bench.closed(workloads.of(1), Math.min(inFlight, 10), together));
        for (const [most, share] of BATCHES) {
            const left = Math.floor(workloads.left * share);
            const size = Math.max(1, Math.min(most, Math.floor(left / 2)));
            const batches = Math.max(1, Math.floor(left / size));
            found.push(await bench.closed(workloads.of(size), Math.min(2, batches), batches));
        }
        return found;
    }

    /** The same instruction through the community's gateway and by a client of its own. */
    async #rest(): Promise<Measurement[]> {
        const members = await this.#community();
        const { bench, offices, channel } = this.#system;
        const { inFlight, count, rounds, alone } = this.#scale;
        this.#say('starting the gateways');
        await this.#system.startGateways();
        const address = this.#system.gateway('community');
        const options = { members, channel, from: this.#open };
        const direct = choicesDirect(offices.community, options);
        const rest = choicesThroughGateway(address, await officeToken(address), options);
        await bench.closed(rest, inFlight, Math.ceil(count / 4));
        const closed = await bench.rounds(
            [direct, rest].map((workload) => ({ workload, inFlight, count })),
            rounds,
        );
        const lone = await bench.rounds(
            [direct, rest].map((workload) => ({ workload, inFlight: 1, count: alone })),
            rounds,
        );
        return [...closed, ...(await this.#saturate([direct, rest], closed)), ...lone];
    }

    async #saturate(workloads: readonly Workload[], closed: readonly Measurement[]): Promise<Measurement[]> {
        const { seconds, searches } = this.#scale;
        const found: Measurement[] = [];
        for (const workload of workloads) {
            const reached = closed.find((one) => one.workload === workload.name)?.perSecond ?? 10;
            found.push(
                searches
                    ? await this.#system.bench.saturate(workload, reached, seconds)
                    : await this.#system.bench.open(workload, reached / 2, seconds),
            );
        }
        return found;
    }

    /** The community whose registry every suite but the first two needs; set up once. */
    async #community(): Promise<readonly Member[]> {
        if (this.#members === undefined) {
            const { points, days } = this.#scale;
            const { offices, channel } = this.#system;
            this.#members = membersOf(points, FIRST_SLOT);
            await register({
                members: this.#members,
                offices,
                send: this.#system.send.bind(this.#system),
                channel,
                firstSlot: FIRST_SLOT,
                days,
                say: this.#say,
            });
        }
        return this.#members;
    }

    /** The first slot that is not gated. */
    get #open(): Slot {
        return ledgerDayRange(ledgerDay(FIRST_SLOT) + this.#scale.days - 1).to;
    }
}

/** Name of the instance of `energy` with a community of that size. */
export function chaincodeOfSize(points: number): string {
    return `energy-${points}`;
}

const Answer = z.object({ count: z.number(), accepted: z.number() });

/** Every reading must have passed the contract's checks. */
function mustBeAccepted({ workload, results = [] }: Measurement): void {
    for (const result of results) {
        const { count, accepted } = Answer.parse(JSON.parse(result));
        if (accepted !== count) {
            throw new Error(`${workload}: the contract accepted ${accepted} of ${count} readings`);
        }
    }
}

async function officeToken(address: string): Promise<string> {
    const response = await fetch(`${address}/v1/dev/tokens`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ role: 'community.office' }),
    });
    return Token.parse(await response.json()).token;
}
