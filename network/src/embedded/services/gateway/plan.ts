import type { peer } from '@hyperledger/fabric-protos';
import type { ErrorDetail } from '../rpcerror.js';

/** How many endorsements are still wanted from each group of interchangeable endorsers. */
export type Quantities = ReadonlyMap<string, number>;

interface Layout {
    readonly wanted: Map<string, number>;
    readonly endorsements: peer.Endorsement[];
}

/** What a plan needs to know of an endorser: which group it belongs to is told by the group's list. */
export interface PlannedEndorser {
    readonly name: string;
}

/**
 * The state of one attempt to collect endorsements: alternatives ("layouts"), the endorsers not yet asked in each
 * group, and what came back. An endorser belongs to one group and is asked once. The first answer fixes the payload;
 * every other one must be byte-equal to it.
 */
export class EndorsementPlan<E extends PlannedEndorser> {
    readonly #layouts: (Layout | undefined)[];
    readonly #waiting = new Map<string, E[]>();
    readonly #groupOf = new Map<string, string>();
    readonly errors: ErrorDetail[] = [];
    #next = 0;
    #payload: Uint8Array | undefined;
    #completed: Layout | undefined;

    /**
     * @param layouts - alternatives in order of preference
     * @param endorsersByGroup - endorsers of each group, best first
     */
    constructor(layouts: readonly Quantities[], endorsersByGroup: ReadonlyMap<string, readonly E[]>) {
        this.#layouts = layouts.map((quantities) => ({ wanted: new Map(quantities), endorsements: [] }));
        for (const [group, endorsers] of endorsersByGroup) {
            this.#waiting.set(group, [...endorsers]);
            for (const endorser of endorsers) {
                this.#groupOf.set(endorser.name, group);
            }
        }
    }

    /** The endorsements of the layout that is complete, or undefined while none is. */
    get endorsements(): readonly peer.Endorsement[] | undefined {
        return this.#completed?.endorsements;
    }

    /** The payload on which all endorsers so far agree. */
    get payload(): Uint8Array | undefined {
        return this.#payload;
    }

    /** Takes the endorsers to ask for the next layout that can still be satisfied; undefined when there is none left. */
    nextEndorsers(): E[] | undefined {
        for (; this.#next < this.#layouts.length; this.#next++) {
            const layout = this.#layouts[this.#next];
            if (layout !== undefined && this.#isPossible(layout)) {
                return [...layout.wanted].flatMap(([group, quantity]) => this.#take(group, quantity));
            }
            this.#layouts[this.#next] = undefined;
        }
        return undefined;
    }

    /**
     * Records an endorsement; it counts in all layouts that want the endorser's group.
     * @returns false when its payload differs from the first one's
     */
    accept(endorser: E, response: peer.ProposalResponse): boolean {
        const group = this.#groupOf.get(endorser.name) ?? '';
        const waiting = this.#waiting.get(group);
        if (waiting !== undefined) {
            this.#waiting.set(
                group,
                waiting.filter((other) => other.name !== endorser.name),
            );
        }
        const payload = response.getPayload_asU8();
        if (this.#payload === undefined) {
            this.#payload = payload;
        } else if (Buffer.compare(this.#payload, payload) !== 0) {
            return false;
        }
        const endorsement = response.getEndorsement();
        for (let index = this.#next; index < this.#layouts.length && this.#completed === undefined; index++) {
            const layout = this.#layouts[index];
            if (layout !== undefined && endorsement !== undefined) {
                this.#count(layout, group, endorsement);
            }
        }
        return true;
    }

    /** The next endorser of the same group that has not been asked; undefined when the group is exhausted. */
    substituteFor(endorser: E): E | undefined {
        return this.#waiting.get(this.groupOf(endorser))?.shift();
    }

    /** The group to which an endorser belongs. */
    groupOf(endorser: E): string {
        return this.#groupOf.get(endorser.name) ?? '';
    }

    /** Gives up every layout that needs one of the exhausted groups and goes on to the next layout. */
    abandon(exhaustedGroups: readonly string[]): void {
        for (let index = this.#next; index < this.#layouts.length; index++) {
            const layout = this.#layouts[index];
            if (layout !== undefined && exhaustedGroups.some((group) => layout.wanted.has(group))) {
                this.#layouts[index] = undefined;
            }
        }
        this.#next++;
    }

    #isPossible(layout: Layout): boolean {
        return [...layout.wanted].every(([group, quantity]) => quantity <= (this.#waiting.get(group)?.length ?? 0));
    }

    #take(group: string, quantity: number): E[] {
        return this.#waiting.get(group)?.splice(0, quantity) ?? [];
    }

    #count(layout: Layout, group: string, endorsement: peer.Endorsement): void {
        const quantity = layout.wanted.get(group);
        if (quantity === undefined) {
            return;
        }
        layout.endorsements.push(endorsement);
        if (quantity > 1) {
            layout.wanted.set(group, quantity - 1);
            return;
        }
        layout.wanted.delete(group);
        if (layout.wanted.size === 0) {
            this.#completed = layout;
        }
    }
}
