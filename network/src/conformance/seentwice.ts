import { inspect } from 'node:util';
import { type Difference, report } from './compare.js';

/** Differences of one play; a play that broke off differs in everything. */
type Play = Readonly<{ differences: readonly Difference[] } | { broke: unknown }>;

/**
 * Tells chance from difference where the network that answers is the measure itself: a play that differs or breaks off is
 * told loudly and repeated once, and only steps that differ both times count.
 * @param renew - brings a network that has seen nothing; what broke the first play may have broken the network
 * @returns differences of the second play in steps that differed in the first, too
 * @throws what breaks the second play off
 */
export async function seenTwice(
    scenario: string,
    play: () => Promise<readonly Difference[]>,
    renew: () => Promise<void>,
    say: (text: string) => void,
): Promise<readonly Difference[]> {
    const first = await attempt(play);
    if ('differences' in first && first.differences.length === 0) {
        return [];
    }
    const seen = 'broke' in first ? inspect(first.broke) : report(first.differences);
    say(`SEEN ONCE: ${scenario} did not go as recorded, and is played again on a fresh network:\n${seen}`);
    await renew();
    const second = await play();
    const counted =
        'broke' in first
            ? second
            : second.filter(({ step }) => first.differences.some((difference) => difference.step === step));
    say(
        counted.length === 0
            ? `${scenario}: the second play does not confirm it, so it counts as chance`
            : `${scenario}: SEEN AGAIN`,
    );
    return counted;
}

async function attempt(play: () => Promise<readonly Difference[]>): Promise<Play> {
    try {
        return { differences: await play() };
    } catch (broke) {
        return { broke };
    }
}
