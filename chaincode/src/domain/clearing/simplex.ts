/** The arcs of a network, column by column; all columns are equally long. */
export interface Arcs {
    readonly from: Int32Array;
    readonly to: Int32Array;
    /** Of a unit; integers. */
    readonly cost: Float64Array;
    /** How many units it can take; Infinity where there is no limit. */
    readonly capacity: Float64Array;
    /** 1 for an arc that is full in the first circulation looked at; a good guess saves most of the work. */
    readonly full: Uint8Array;
}

const LOWER = 1;
const TREE = 0;
const UPPER = -1;

/** Arcs worth entering that one search collects, and how many pivots they serve before the next. */
const CANDIDATES = 64;
const PIVOTS_A_SEARCH = 20;

/**
 * The circulation of least cost in a network whose arcs may all be empty: the primal network simplex method with
 * strongly feasible spanning trees (Cunningham 1976), which cannot cycle, and a list of candidates for the entering arc.
 * Exact: integers in, integers out. Deterministic: depends on nothing but the order of the arcs and the first guess.
 * @param nodes - nodes are numbered 0 … nodes − 1; node 0 is the root
 * @param longest - most arcs that a path without repeated nodes can have
 * @returns the flow of each arc, in the order given
 */
export function cheapestCirculation(nodes: number, arcs: Arcs, longest: number): Float64Array {
    const network = new SpanningTree(nodes, arcs, longest);
    for (let entering = network.entering(); entering >= 0; entering = network.entering()) {
        network.pivot(entering);
    }
    return network.flow.subarray(0, arcs.from.length);
}

/** The tree of basic arcs with the potentials that make their reduced costs vanish. */
class SpanningTree {
    readonly flow: Float64Array;
    readonly #from: Int32Array;
    readonly #to: Int32Array;
    readonly #cost: Float64Array;
    readonly #capacity: Float64Array;
    readonly #state: Int8Array;
    readonly #potential: Float64Array;
    readonly #parent: Int32Array;
    /** The basic arc between a node and its parent. */
    readonly #link: Int32Array;
    readonly #depth: Int32Array;
    /** Children of a node as a doubly linked list; −1 ends it. */
    readonly #child: Int32Array;
    readonly #right: Int32Array;
    readonly #left: Int32Array;
    readonly #arcs: number;
    readonly #candidates = new Int32Array(CANDIDATES);
    #listed = 0;
    #served = 0;
    #next = 0;

    constructor(nodes: number, arcs: Arcs, longest: number) {
        const count = arcs.from.length;
        const total = count + nodes;
        this.#arcs = count;
        this.flow = new Float64Array(total);
        this.#from = extended(arcs.from, new Int32Array(total));
        this.#to = extended(arcs.to, new Int32Array(total));
        this.#cost = extended(arcs.cost, new Float64Array(total));
        this.#capacity = extended(arcs.capacity, new Float64Array(total).fill(Number.POSITIVE_INFINITY));
        this.#state = new Int8Array(total).fill(LOWER);
        this.#potential = new Float64Array(nodes);
        this.#parent = new Int32Array(nodes);
        this.#parent[0] = -1;
        this.#link = new Int32Array(nodes);
        this.#depth = new Int32Array(nodes).fill(1);
        this.#depth[0] = 0;
        this.#child = new Int32Array(nodes).fill(-1);
        this.#right = new Int32Array(nodes).fill(-1);
        this.#left = new Int32Array(nodes).fill(-1);
        const excess = this.#fill(arcs, nodes);
        const dearest = arcs.cost.reduce((most, cost) => Math.max(most, Math.abs(cost)), 0);
        this.#plant(excess, (dearest + 1) * (longest + 1));
    }

    /** Fills the arcs of the first guess; what they leave too much at each node. */
    #fill(arcs: Arcs, nodes: number): Float64Array {
        const excess = new Float64Array(nodes);
        arcs.full.forEach((full, arc) => {
            if (full === 1) {
                const units = at(arcs.capacity, arc);
                this.#state[arc] = UPPER;
                this.flow[arc] = units;
                excess[at(arcs.to, arc)] = at(excess, at(arcs.to, arc)) + units;
                excess[at(arcs.from, arc)] = at(excess, at(arcs.from, arc)) - units;
            }
        });
        return excess;
    }

    /**
     * The first tree: artificial arcs between root and nodes, dearer than any path, which carry what the first guess leaves too much or
     * too little and are empty in the end. Empty ones point to the root.
     */
    #plant(excess: Float64Array, prohibitive: number): void {
        for (let node = 1; node < excess.length; node += 1) {
            const arc = this.#arcs + node;
            const units = at(excess, node);
            this.#from[arc] = units < 0 ? 0 : node;
            this.#to[arc] = units < 0 ? node : 0;
            this.flow[arc] = Math.abs(units);
            this.#cost[arc] = prohibitive;
            this.#potential[node] = units < 0 ? prohibitive : -prohibitive;
            this.#state[arc] = TREE;
            this.#link[node] = arc;
            this.#adopt(0, node);
        }
    }

    /**
     * An arc along which sending more (or less, where it is full) makes the circulation cheaper: the best of a list of
     * candidates, collected from where the last search ended. −1: the circulation is the cheapest.
     */
    entering(): number {
        if (this.#listed > 0 && this.#served < PIVOTS_A_SEARCH) {
            this.#served += 1;
            const best = this.#bestListed();
            if (best >= 0) {
                return best;
            }
        }
        return this.#search();
    }

    /** The best of the candidates that are still worth it; the others leave the list. */
    #bestListed(): number {
        let [best, gain, kept] = [-1, 0, 0];
        for (let position = 0; position < this.#listed; position += 1) {
            const arc = this.#candidates[position] ?? 0;
            const change = this.#change(arc);
            if (change < 0) {
                this.#candidates[kept] = arc;
                kept += 1;
                if (change < gain) {
                    gain = change;
                    best = arc;
                }
            }
        }
        this.#listed = kept;
        return best;
    }

    #search(): number {
        let [arc, best, gain, kept] = [this.#next, -1, 0, 0];
        for (let seen = 0; seen < this.#arcs && kept < CANDIDATES; seen += 1) {
            const change = this.#change(arc);
            if (change < 0) {
                this.#candidates[kept] = arc;
                kept += 1;
                if (change < gain) {
                    gain = change;
                    best = arc;
                }
            }
            arc = arc + 1 === this.#arcs ? 0 : arc + 1;
        }
        this.#next = arc;
        this.#listed = kept;
        this.#served = 0;
        return best;
    }

    /** What a unit more (less, where the arc is full) costs; 0 for arcs of the tree. */
    #change(arc: number): number {
        const reduced =
            (this.#cost[arc] ?? 0) +
            (this.#potential[this.#from[arc] ?? 0] ?? 0) -
            (this.#potential[this.#to[arc] ?? 0] ?? 0);
        return (this.#state[arc] ?? 0) * reduced;
    }
    /** Sends as much as possible around the cycle that the arc closes and exchanges it for the arc that blocks. */
    pivot(entering: number): void {
        const state = at(this.#state, entering);
        const tail = state === LOWER ? at(this.#from, entering) : at(this.#to, entering);
        const head = state === LOWER ? at(this.#to, entering) : at(this.#from, entering);
        const apex = this.#apex(tail, head);
        const { amount, leaving } = this.#bottleneck(entering, tail, head, apex);
        if (amount > 0) {
            this.flow[entering] = at(this.flow, entering) + state * amount;
            for (let node = tail; node !== apex; node = at(this.#parent, node)) {
                this.#send(node, -amount);
            }
            for (let node = head; node !== apex; node = at(this.#parent, node)) {
                this.#send(node, amount);
            }
        }
        if (leaving < 0) {
            this.#state[entering] = -state;
            return;
        }
        const blocked = at(this.#link, leaving);
        this.#state[blocked] = at(this.flow, blocked) === 0 ? LOWER : UPPER;
        this.#state[entering] = TREE;
        const inTail = this.#within(leaving, tail, apex);
        this.#rehang(inTail ? tail : head, inTail ? head : tail, leaving, entering);
    }

    /** Adds to the flow from a node towards its parent. */
    #send(node: number, amount: number): void {
        const arc = at(this.#link, node);
        this.flow[arc] = at(this.flow, arc) + (at(this.#from, arc) === node ? amount : -amount);
    }

    #apex(a: number, b: number): number {
        let [left, right] = [a, b];
        while (left !== right) {
            if (at(this.#depth, left) >= at(this.#depth, right)) {
                left = at(this.#parent, left);
            } else {
                right = at(this.#parent, right);
            }
        }
        return left;
    }

    /** The last blocking arc on the cycle from the apex in its direction: this keeps the tree strongly feasible. */
    #bottleneck(entering: number, tail: number, head: number, apex: number): { amount: number; leaving: number } {
        let amount = at(this.#capacity, entering);
        let leaving = -1;
        for (let node = tail; node !== apex; node = at(this.#parent, node)) {
            const arc = at(this.#link, node);
            const room =
                at(this.#from, arc) === node ? at(this.flow, arc) : at(this.#capacity, arc) - at(this.flow, arc);
            if (room < amount) {
                amount = room;
                leaving = node;
            }
        }
        for (let node = head; node !== apex; node = at(this.#parent, node)) {
            const arc = at(this.#link, node);
            const room =
                at(this.#from, arc) === node ? at(this.#capacity, arc) - at(this.flow, arc) : at(this.flow, arc);
            if (room <= amount) {
                amount = room;
                leaving = node;
            }
        }
        return { amount, leaving };
    }

    #within(node: number, start: number, apex: number): boolean {
        for (let walk = start; walk !== apex; walk = at(this.#parent, walk)) {
            if (walk === node) {
                return true;
            }
        }
        return false;
    }

    /** Cuts the subtree at `cut` off and hangs it, turned over, from `stem` by the entering arc at `graft`. */
    #rehang(graft: number, stem: number, cut: number, entering: number): void {
        let [node, parent, link] = [graft, stem, entering];
        for (;;) {
            const above = at(this.#parent, node);
            const through = at(this.#link, node);
            this.#release(above, node);
            this.#parent[node] = parent;
            this.#link[node] = link;
            this.#adopt(parent, node);
            if (node === cut) {
                break;
            }
            [node, parent, link] = [above, node, through];
        }
        for (let visited = graft; visited >= 0; visited = this.#after(visited, graft)) {
            const above = at(this.#parent, visited);
            const arc = at(this.#link, visited);
            const cost = at(this.#cost, arc);
            this.#depth[visited] = at(this.#depth, above) + 1;
            this.#potential[visited] = at(this.#potential, above) + (at(this.#from, arc) === visited ? -cost : cost);
        }
    }

    /** The node after this one in a walk through the subtree, parents first; −1 at its end. */
    #after(node: number, root: number): number {
        const child = at(this.#child, node);
        if (child >= 0) {
            return child;
        }
        for (let up = node; up !== root; up = at(this.#parent, up)) {
            const right = at(this.#right, up);
            if (right >= 0) {
                return right;
            }
        }
        return -1;
    }

    #adopt(parent: number, node: number): void {
        const first = at(this.#child, parent);
        this.#right[node] = first;
        this.#left[node] = -1;
        if (first >= 0) {
            this.#left[first] = node;
        }
        this.#child[parent] = node;
    }

    #release(parent: number, node: number): void {
        const [left, right] = [at(this.#left, node), at(this.#right, node)];
        if (left >= 0) {
            this.#right[left] = right;
        } else {
            this.#child[parent] = right;
        }
        if (right >= 0) {
            this.#left[right] = left;
        }
    }
}

function at(array: Int8Array | Int32Array | Float64Array, index: number): number {
    const value = array[index];
    if (value === undefined) {
        throw new RangeError(`no element ${index}`);
    }
    return value;
}

function extended<Of extends Int32Array | Float64Array>(values: Of, target: Of): Of {
    target.set(values);
    return target;
}
