import type { Engine } from '@linguang/network';
import { InvalidArgumentError } from 'commander';
import { PROFILES, type Profile } from '../../start/linguangtopology.js';
import { FULL, type Scale, SHORT } from './scale.js';
import { SUITES, type Suite } from './suites.js';

/** What was asked for on the command line. */
export type Options = Readonly<{
    engine: Engine | 'both';
    profile: Profile | 'both';
    fabricVersion?: string;
    peers?: number;
    only?: string;
    points?: number;
    settle?: string;
    slots?: number;
    rounds?: number;
    count?: number;
    short: boolean;
    json: boolean;
    cpuProf?: string;
}>;

/** One network to boot and to measure on. */
export type Plan = Readonly<{ name: string; engine: Engine; profile: Profile }>;

/** The networks in the order in which they are booted. @throws InvalidArgumentError where the embedded engine is to run BFT */
export function plansOf({ engine, profile, fabricVersion, peers }: Options): Plan[] {
    if (engine === 'embedded' && profile !== 'raft') {
        throw new InvalidArgumentError(
            'the embedded engine has one orderer and no consensus: --profile bft needs --engine fabric',
        );
    }
    const more = peers === undefined ? '' : `, peers ${peers} each`;
    const real = (how: Profile): Plan => {
        const name = ['fabric', fabricVersion, how].filter((part) => part !== undefined).join(' ');
        return { name: name + more, engine: 'fabric', profile: how };
    };
    const profiles = profile === 'both' ? PROFILES : [profile];
    const embedded: Plan = { name: `embedded${more}`, engine: 'embedded', profile: 'raft' };
    return [...(engine === 'fabric' ? [] : [embedded]), ...(engine === 'embedded' ? [] : profiles.map(real))];
}

/** @throws InvalidArgumentError where a size is no number of metering points */
export function scaleOf({ short, points, settle, slots, rounds, count }: Options): Scale {
    const sizes = settle === 'none' ? [] : settle?.split(',').map(Number);
    if (sizes?.some((size) => !Number.isInteger(size) || size < 10 || size > 20_000)) {
        throw new InvalidArgumentError('--settle takes numbers of metering points, 10 to 20000, with commas between');
    }
    return {
        ...(short ? SHORT : FULL),
        ...(points === undefined ? {} : { points }),
        ...(slots === undefined ? {} : { settleSlots: slots }),
        ...(sizes === undefined ? {} : { settleSizes: sizes }),
        ...(rounds === undefined ? {} : { rounds }),
        ...(count === undefined ? {} : { count }),
    };
}

/** @throws InvalidArgumentError naming the suites there are */
export function suitesOf({ only }: Options): readonly Suite[] {
    const asked = only?.split(',') ?? [...SUITES];
    const unknown = asked.filter((name) => !SUITES.some((suite) => suite === name));
    if (unknown.length > 0) {
        throw new InvalidArgumentError(`there is no suite ${unknown.join(', ')}; there are ${SUITES.join(', ')}`);
    }
    if (asked.includes('certificates') && !asked.includes('settle')) {
        throw new InvalidArgumentError(
            'certificates are issued on what "settle" has settled: --only settle,certificates',
        );
    }
    return SUITES.filter((suite) => asked.includes(suite));
}
