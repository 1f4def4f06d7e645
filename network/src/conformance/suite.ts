import { EMBEDDED_ALLOWANCES, RACES } from './allowed.js';
import { compare, type Difference } from './compare.js';
import { readRecording } from './recordings.js';
import type { Scenario } from './scenario.js';
import { Stage } from './stage.js';
import type { Target } from './targets/target.js';
import type { Transcript } from './transcript/transcript.js';

/** Plays scenarios one after the other on one network, and says how each differs from the recording of its line. */
export class Suite {
    readonly target: Target;
    readonly #stage: Stage;

    constructor(target: Target) {
        this.target = target;
        this.#stage = new Stage(target);
    }

    async play({ name, run }: Scenario): Promise<Transcript> {
        return await this.#stage.play(name, run);
    }

    /** Differences that nothing allows; a scenario without recording differs in every step. */
    async differences(seen: Transcript): Promise<readonly Difference[]> {
        const { engine, line } = this.target;
        const recorded = (await readRecording(line, seen.scenario)) ?? { scenario: seen.scenario, steps: [] };
        return compare(recorded, seen, [...(engine === 'embedded' ? EMBEDDED_ALLOWANCES : []), ...racesOf(line)]);
    }

    async stop(): Promise<void> {
        this.#stage.close();
        await this.target.stop();
    }
}

/** 3.1 answers a status request without transaction at once; only 2.5 lets it run into the deadline. */
function racesOf(line: string) {
    return RACES.filter(({ scenario }) => scenario !== 'commit-status' || line === '2.5');
}
