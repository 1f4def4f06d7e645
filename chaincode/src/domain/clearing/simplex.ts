/** An arc of the network: from, to, cost of a unit and how many units it can take. */
export interface Arc {
    readonly from: number;
    readonly to: number;
    readonly cost: number;
    readonly capacity: number;
}

const LOWER = 1;
const TREE = 0;
const UPPER = -1;

/**
 * The circulation of least cost in a network whose arcs may all be empty: the primal network simplex method with
 * strongly feasible spanning trees (Cunningham 1976), which cannot cycle, and block search for the entering arc.
 * Exact: integers in, integers out. Deterministic: depends on nothing but the order of the arcs.
 * @param nodes - nodes are numbered 0 … nodes − 1; node 0 is the root
 * @returns the flow of each arc, in the order given
 */
export function cheapestCirculation(nodes: number, arcs: readonly Arc[]): Float64Array {
    const network = new SpanningTree(nodes, arcs);
    for (let entering = network.entering(); entering >= 0; entering = network.entering()) {
        network.pivot(entering);
    }
    return network.flow.subarray(0, arcs.length);
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
    readonly #block: number;
    #next = 0;

    constructor(nodes: number, arcs: readonly Arc[]) {
        const total = arcs.length + nodes;
        this.flow = new Float64Array(total);
        this.#arcs = arcs.length;
        this.#block = Math.max(20, Math.ceil(Math.sqrt(arcs.length)));
        this.#from = new Int32Array(total);
        this.#to = new Int32Array(total);
        this.#cost = new Float64Array(total);
        this.#capacity = new Float64Array(total).fill(Number.POSITIVE_INFINITY);
        this.#state = new Int8Array(total).fill(LOWER);
        let dearest = 0;
        arcs.forEach((arc, index) => {
            this.#from[index] = arc.from;
            this.#to[index] = arc.to;
            this.#cost[index] = arc.cost;
            this.#capacity[index] = arc.capacity;
            dearest = Math.max(dearest, Math.abs(arc.cost));
        });
        // Artificial arcs to the root, dearer than any path, hold the first tree together and stay empty.
        const prohibitive = (dearest + 1) * (nodes + 1);
        this.#potential = new Float64Array(nodes).fill(-prohibitive);
        this.#potential[0] = 0;
        this.#parent = new Int32Array(nodes);
        this.#parent[0] = -1;
        this.#link = new Int32Array(nodes);
        this.#depth = new Int32Array(nodes).fill(1);
        this.#depth[0] = 0;
        this.#child = new Int32Array(nodes).fill(-1);
        this.#right = new Int32Array(nodes).fill(-1);
        this.#left = new Int32Array(nodes).fill(-1);
        for (let node = 1; node < nodes; node += 1) {
            const arc = arcs.length + node;
            this.#from[arc] = node;
            this.#cost[arc] = prohibitive;
            this.#state[arc] = TREE;
            this.#link[node] = arc;
            this.#adopt(0, node);
        }
    }

    /**
     * An arc along which sending more (or less, where it is full) makes the circulation cheaper: the best of the
     * first block that has one, searched from where the last search ended. −1: the circulation is the cheapest.
     */
    entering(): number {
        const [from, to, cost, state, potential] = [this.#from, this.#to, this.#cost, this.#state, this.#potential];
        const arcs = this.#arcs;
        let arc = this.#next;
        let [best, gain] = [-1, 0];
        for (let seen = 0; seen < arcs && best < 0; ) {
            for (const end = Math.min(seen + this.#block, arcs); seen < end; seen += 1) {
                const side = state[arc] ?? 0;
                if (side !== TREE) {
                    const reduced =
                        (cost[arc] ?? 0) + (potential[from[arc] ?? 0] ?? 0) - (potential[to[arc] ?? 0] ?? 0);
                    if (side * reduced < gain) {
                        gain = side * reduced;
                        best = arc;
                    }
                }
                arc = arc + 1 === arcs ? 0 : arc + 1;
            }
        }
        this.#next = arc;
        return best;
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
