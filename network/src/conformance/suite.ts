import { isDeepStrictEqual } from 'node:util';
import { EMBEDDED_ALLOWANCES, type Engine, RACES } from './allowed.js';
import { type Allowance, compare, type Difference } from './compare.js';
import { readRecording } from './recordings.js';
import type { Scenario } from './scenario.js';
import { seenTwice } from './seentwice.js';
import { Stage } from './stage.js';
import type { Target } from './targets/target.js';
import { outcomeOf, type Transcript } from './transcript/transcript.js';

/** Plays scenarios one after the other on one network, and says how each differs from the recording of its line. */
export class Suite {
    readonly #boot: () => Promise<Target>;
    #target: Target;
    #stage: Stage;

    private constructor(boot: () => Promise<Target>, target: Target) {
        this.#boot = boot;
        this.#target = target;
        this.#stage = new Stage(target);
    }

    /** @param boot - starts the network; called again where a scenario has to be played on a fresh one */
    static async start(boot: () => Promise<Target>): Promise<Suite> {
        return new Suite(boot, await boot());
    }

    get target(): Target {
        return this.#target;
    }

    async play({ name, run }: Scenario): Promise<Transcript> {
        return await this.#stage.play(name, run);
    }

    /** Differences that nothing allows; a scenario without recording differs in every step. */
    async differences(seen: Transcript): Promise<readonly Difference[]> {
        return compare(await this.#recorded(seen.scenario), seen, this.#allowances());
    }

    /**
     * Plays a scenario and tells its differences. The embedded network has to be right at once. What real Fabric answers
     * was recorded from itself: there a difference counts when it is seen twice, the second time on a fresh network.
     * @param say - gets what was seen the first time
     */
    async judge(scenario: Scenario, say: (text: string) => void): Promise<readonly Difference[]> {
        const play = async () => await this.differences(await this.play(scenario));
        if (this.#target.engine === 'embedded') {
            return await play();
        }
        return await seenTwice(scenario.name, play, () => this.#renew(), say);
    }

    /** Allowances of a scenario that were not needed: the network answered as recorded. */
    async idleAllowances(seen: Transcript): Promise<readonly string[]> {
        const recorded = await this.#recorded(seen.scenario);
        const outcome = ({ steps }: Transcript, name: string) => {
            const found = steps.find(({ step }) => step === name);
            return found === undefined ? undefined : outcomeOf(found);
        };
        return EMBEDDED_ALLOWANCES.filter(
            ({ scenario, step }) =>
                scenario === seen.scenario && isDeepStrictEqual(outcome(recorded, step), outcome(seen, step)),
        ).map(({ step }) => step);
    }

    async stop(): Promise<void> {
        this.#stage.close();
        await this.#target.stop();
    }

    async #recorded(scenario: string): Promise<Transcript> {
        return (await readRecording(this.#target.line, scenario)) ?? { scenario, steps: [] };
    }

    #allowances(): readonly Allowance[] {
        const { engine, line } = this.#target;
        const here: Engine = engine === 'embedded' ? 'embedded' : line === '2.5' ? '2.5' : '3.1';
        const races = RACES.filter(({ on }) => on.includes(here));
        return engine === 'embedded' ? [...EMBEDDED_ALLOWANCES, ...races] : races;
    }

    async #renew(): Promise<void> {
        await this.stop();
        this.#target = await this.#boot();
        this.#stage = new Stage(this.#target);
    }
}
