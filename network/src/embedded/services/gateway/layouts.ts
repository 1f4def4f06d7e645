import type { common } from '@hyperledger/fabric-protos';
import type { Quantities } from './plan.js';

/** A principal of a policy, reduced to the group of peers that satisfy it; undefined when no peer does. */
export type GroupOf = (
    principal: ReturnType<common.SignaturePolicyEnvelope['getIdentitiesList']>[number],
) => string | undefined;

/**
 * The minimal combinations of groups that satisfy one signature policy.
 * @param groupOf - the group of peers that satisfies a principal
 */
export function layoutsOf(policy: common.SignaturePolicyEnvelope, groupOf: GroupOf): Quantities[] {
    const groups = policy.getIdentitiesList().map(groupOf);
    const rule = policy.getRule();
    return rule === undefined ? [] : minimal(satisfying(rule, groups));
}

/** The minimal combinations that satisfy all of several policies at once. One endorsement may serve several policies. */
export function combine(alternatives: readonly (readonly Quantities[])[]): Quantities[] {
    return alternatives.reduce<Quantities[]>(
        (combined, next) => minimal(combined.flatMap((left) => next.map((right) => union(left, right, Math.max)))),
        [new Map()],
    );
}

function satisfying(rule: common.SignaturePolicy, groups: readonly (string | undefined)[]): Quantities[] {
    const nested = rule.getNOutOf();
    if (nested === undefined) {
        const group = groups[rule.getSignedBy()];
        return group === undefined ? [] : [new Map([[group, 1]])];
    }
    const choices = subsets(nested.getRulesList(), nested.getN());
    return choices.flatMap((chosen) =>
        chosen.reduce<Quantities[]>(
            (combined, one) =>
                minimal(
                    combined.flatMap((left) =>
                        satisfying(one, groups).map((right) => union(left, right, (a, b) => a + b)),
                    ),
                ),
            [new Map()],
        ),
    );
}

function subsets<T>(items: readonly T[], size: number): T[][] {
    if (size <= 0) {
        return [[]];
    }
    return items.flatMap((first, index) => subsets(items.slice(index + 1), size - 1).map((rest) => [first, ...rest]));
}

function union(left: Quantities, right: Quantities, join: (a: number, b: number) => number): Quantities {
    const result = new Map(left);
    for (const [group, quantity] of right) {
        result.set(group, join(result.get(group) ?? 0, quantity));
    }
    return result;
}

/** Leaves out every combination that contains another one. */
export function minimal(combinations: readonly Quantities[]): Quantities[] {
    return combinations.filter((candidate, index) =>
        combinations.every(
            (other, otherIndex) =>
                otherIndex === index ||
                !contains(candidate, other) ||
                (contains(other, candidate) && index < otherIndex),
        ),
    );
}

function contains(larger: Quantities, smaller: Quantities): boolean {
    return [...smaller].every(([group, quantity]) => (larger.get(group) ?? 0) >= quantity);
}
