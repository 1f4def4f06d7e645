import type { DisclosureLeaf, DisclosureMetric, DisclosureSpan, HolderCopy } from '@linguang/chaincode/domain';

/** A statement of the certifier's about a share. */
export type Statement = Extract<DisclosureLeaf, { kind: 'statement' }>;

/** Of what a copy is: a month of hers, a day, or a shorter period. */
export function wholeSpan({ leaves }: HolderCopy): DisclosureSpan | undefined {
    const spans = new Set(leaves.flatMap((leaf) => (leaf.kind === 'statement' ? [leaf.span] : [])));
    return (['month', 'day', 'period'] as const).find((span) => spans.has(span));
}

/** The statements about all of the period that hold for a kind of energy, the largest share first. */
export function holding(copy: HolderCopy, metric: DisclosureMetric): readonly Statement[] {
    const span = wholeSpan(copy);
    return copy.leaves
        .filter((leaf) => leaf.kind === 'statement')
        .filter((leaf) => leaf.span === span && leaf.metric === metric && leaf.holds)
        .toSorted((a, b) => b.moreThanBp - a.moreThanBp);
}
