import { type Hash, type Hmac, hex, hexBytes, utf8 } from '../crypto.js';
import { leafHash, MerkleTree } from '../merkle.js';
import type { Source } from '../registry/point.js';
import type { SlotRange } from '../slot.js';
import type { CredentialStatus, DigestHex, Instant } from './credential.js';
import { type Bucket, bucketsOf, type Interval, sumIntervals } from './intervals.js';
import { jcsBytes } from './jcs.js';
import { instantOf } from './time.js';

/** Over what sums and statements stretch: buckets of the community's zone that the period holds wholly, and the period itself. */
export const DISCLOSURE_SPANS = ['hour', 'day', 'month', 'period'] as const;
export type DisclosureSpan = (typeof DISCLOSURE_SPANS)[number];

/** What a statement is about: clean energy matched in the same quarter-hour, of any plant or a narrower kind. `local`: same grid zone. */
export const DISCLOSURE_METRICS = ['matched', 'solar', 'local', 'localSolar'] as const;
export type DisclosureMetric = (typeof DISCLOSURE_METRICS)[number];

/** The ladder: a statement for each of these shares, in basis points, whether it holds or not; always all of them. */
export const DISCLOSURE_STEPS: readonly number[] = [...Array.from({ length: 20 }, (_, step) => step * 500), 9999];

/** One quarter-hour in full. */
export type IntervalLeaf = {
    readonly kind: 'interval';
    readonly start: Instant;
    readonly end: Instant;
    readonly consumedWh: number;
    readonly matchedWh: number;
    readonly unknownReadings: number;
    readonly allocations: readonly {
        readonly deviceId: string;
        readonly source: Source;
        readonly local: boolean;
        readonly quantityWh: number;
        readonly tradeId: string;
    }[];
};

/** Sums over an hour, a day, a month or the whole period, without what they are made of. */
export type SumLeaf = {
    readonly kind: 'sum';
    readonly span: DisclosureSpan;
    readonly start: Instant;
    readonly end: Instant;
    readonly consumedWh: number;
    readonly matchedWh: number;
    readonly solarWh: number;
    readonly localWh: number;
    readonly localSolarWh: number;
    readonly unknownReadings: number;
};

/**
 * Whether more than so many basis points of the consumption were of that kind: computed by the certifier over the exact sums, so that
 * no sum needs to be shown. It does not hold where nothing was consumed or a reading is unknown.
 */
export type StatementLeaf = {
    readonly kind: 'statement';
    readonly span: DisclosureSpan;
    readonly start: Instant;
    readonly end: Instant;
    readonly metric: DisclosureMetric;
    readonly moreThanBp: number;
    readonly holds: boolean;
};

export type DisclosureLeaf = IntervalLeaf | SumLeaf | StatementLeaf;

/**
 * All leaves of a period in their fixed order: intervals, sums, statements. How many there are follows from the period alone, so the size
 * of the tree tells nothing of the consumption.
 */
export function disclosureLeaves(
    intervals: readonly Interval[],
    period: SlotRange,
    utcOffsetMinutes: number,
): readonly DisclosureLeaf[] {
    const sums = DISCLOSURE_SPANS.flatMap((span) =>
        spansOf(period, span, utcOffsetMinutes).map((bucket) => sumLeaf(span, bucket, intervals, period)),
    );
    return [...intervals.map(intervalLeaf), ...sums, ...sums.flatMap(statements)];
}

function spansOf(period: SlotRange, span: DisclosureSpan, utcOffsetMinutes: number): readonly SlotRange[] {
    return span === 'period'
        ? [period]
        : bucketsOf(period, span, utcOffsetMinutes).filter(({ whole }: Bucket) => whole);
}

function intervalLeaf({ slot, consumedWh, matchedWh, unknown, allocations }: Interval): IntervalLeaf {
    const start = instantOf(slot);
    const end = endOf(slot + 1);
    return { kind: 'interval', start, end, consumedWh, matchedWh, unknownReadings: unknown, allocations };
}

function sumLeaf(
    span: DisclosureSpan,
    { from, to }: SlotRange,
    intervals: readonly Interval[],
    period: SlotRange,
): SumLeaf {
    const sums = sumIntervals(intervals.slice(from - period.from, to - period.from));
    return { kind: 'sum', span, start: instantOf(from), end: endOf(to), ...sums };
}

/** Hours are too short for statements to hide much; their sums can be shown instead. */
function statements({ span, start, end, ...sums }: SumLeaf): readonly StatementLeaf[] {
    if (span === 'hour') {
        return [];
    }
    const known = sums.unknownReadings === 0 && sums.consumedWh > 0;
    const energy = {
        matched: sums.matchedWh,
        solar: sums.solarWh,
        local: sums.localWh,
        localSolar: sums.localSolarWh,
    };
    return DISCLOSURE_METRICS.flatMap((metric) =>
        DISCLOSURE_STEPS.map((moreThanBp): StatementLeaf => {
            const holds = known && BigInt(energy[metric]) * 10_000n > BigInt(sums.consumedWh) * BigInt(moreThanBp);
            return { kind: 'statement', span, start, end, metric, moreThanBp, holds };
        }),
    );
}

/** A leaf with what proves that it belongs to the tree. */
export type DisclosedLeaf = {
    readonly leaf: DisclosureLeaf;
    /** 16 bytes, hex: keeps others from guessing the leaves that are not shown. */
    readonly salt: string;
    readonly index: number;
    /** Sibling hashes from the leaf up, hex. */
    readonly path: readonly DigestHex[];
};

/** The salted tree of a period, as the certifier signs its root and the holder shows parts of it. */
export class DisclosureTree {
    readonly #leaves: readonly DisclosureLeaf[];
    readonly #salts: readonly string[];
    readonly #tree: MerkleTree;

    /** @param key - the secret all salts derive from; whoever has it can open every leaf: certifier and holder */
    constructor(
        leaves: readonly DisclosureLeaf[],
        key: Uint8Array,
        { hash, hmac }: Readonly<{ hash: Hash; hmac: Hmac }>,
    ) {
        this.#leaves = leaves;
        this.#salts = leaves.map((_, index) => hex(hmac(key, utf8(`leaf|${index}`)).subarray(0, 16)));
        this.#tree = new MerkleTree(
            hash,
            leaves.map((leaf, index) => disclosureHash(leaf, this.#salts[index] ?? '', hash)),
        );
    }

    get root(): DigestHex {
        return hex(this.#tree.root);
    }

    get size(): number {
        return this.#tree.size;
    }

    /** The leaves that fit, each with its proof, in their order. */
    disclose(wanted: (leaf: DisclosureLeaf) => boolean): readonly DisclosedLeaf[] {
        return this.#leaves.flatMap((leaf, index) =>
            wanted(leaf)
                ? [{ leaf, salt: this.#salts[index] ?? '', index, path: this.#tree.proof(index).map(hex) }]
                : [],
        );
    }
}

/** SHA-256(0x00 ‖ canonical JSON of `{leaf, salt}`). */
export function disclosureHash(leaf: DisclosureLeaf, salt: string, hash: Hash): Uint8Array {
    return leafHash(hash, jcsBytes({ leaf, salt }));
}

/**
 * What the certifier signs of a tree, apart from the certificate: it holds no energy, so that a leaf can be shown without the totals
 * that stand in a certificate.
 */
export type DisclosureCommitment = {
    readonly v: 1;
    readonly iss: string;
    /** `certificate`: the tree of one certificate; `summary`: of a longer period, over all certificates in it. */
    readonly scope: 'certificate' | 'summary';
    readonly validFrom: Instant;
    readonly validUntil: Instant;
    readonly periodStart: Instant;
    readonly periodEnd: Instant;
    readonly intervalMinutes: 15;
    readonly timeZoneOffsetMinutes: number;
    readonly root: DigestHex;
    readonly size: number;
    readonly schemeId: string;
    readonly schemeVersion: number;
    /** Of the certificate; none in a summary, which is short-lived instead. */
    readonly credentialStatus: readonly CredentialStatus[];
    readonly simulation: boolean;
};

/** What the holder keeps beside the certificate: enough to show any part of it. Nobody else should have it. */
export type HolderCopy = {
    readonly type: 'LinguangHolderCopy';
    readonly v: 1;
    /** Token of the commitment. */
    readonly commitment: string;
    /** Hex; opens every leaf. */
    readonly key: string;
    readonly leaves: readonly DisclosureLeaf[];
};

/** The tree of a holder's copy. */
export function holderTree(
    { leaves, key }: HolderCopy,
    cryptography: Readonly<{ hash: Hash; hmac: Hmac }>,
): DisclosureTree {
    return new DisclosureTree(leaves, hexBytes(key), cryptography);
}

function endOf(to: number): Instant {
    return instantOf(to as SlotRange['to']);
}
