import { join } from 'node:path';
import { localDayRange, type Slot } from '@linguang/chaincode/domain';
import {
    type Actor,
    DISTRICT_SEED,
    FIRST_DAY,
    Info,
    loadActors,
    ORGANISATIONS,
    Simulation,
    TemporaryInstance,
    type TemporaryOptions,
    UTC_OFFSET_MINUTES,
    writeResidents,
} from '@linguang/cli';

/** The simulated district's first day on an instance of its own, whose clock moves only when a test says so. */
export class Stage {
    readonly day = localDayRange(FIRST_DAY, UTC_OFFSET_MINUTES);

    private constructor(
        readonly running: TemporaryInstance,
        readonly actors: readonly Actor[],
    ) {}

    /** @param options - what plays peers and orderers; the embedded engine by default */
    static async open(options: Pick<TemporaryOptions, 'engine' | 'fabricVersion'> = {}): Promise<Stage> {
        const running = await TemporaryInstance.start(options);
        const folder = join(running.instance.folder, 'district');
        const actors = await loadActors(folder);
        await writeResidents(folder, actors);
        return new Stage(running, actors);
    }

    /** Lives through a slot: gates, meters, closes and settles; resolves when all gateways show it. Nobody issues certificates. */
    async liveThrough(until: Slot): Promise<void> {
        const { gateways } = this.running;
        const options = { seed: DISTRICT_SEED, slotSeconds: 0, until, certificates: false };
        await new Simulation(gateways, this.actors, options).run(new AbortController().signal);
        for (const name of ORGANISATIONS) {
            while (((await gateways[name].get('/info', Info)).clock.settledThrough ?? 0) < until) {
                await new Promise((resolve) => setTimeout(resolve, 50));
            }
        }
    }

    /** A member by the key in the cast. */
    actor(key: string): Actor {
        const found = this.actors.find(({ member }) => member.key === key);
        if (found === undefined) {
            throw new Error(`nobody is ${key}`);
        }
        return found;
    }

    async close(): Promise<void> {
        await this.running.stop();
    }
}
