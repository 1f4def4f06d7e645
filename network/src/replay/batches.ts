/** Results that a peer reads at once for a chaincode. */
const PEERS_BATCH = 100;

/**
 * Results of a range as a peer reads them for a chaincode: a batch and one result more, which tells whether there is another batch. How
 * far it reads is part of a transaction's read set.
 */
export function* inPeersBatches<T>(results: Iterator<T>): Generator<T, void> {
    let waiting: T[] = [];
    for (;;) {
        while (waiting.length <= PEERS_BATCH) {
            const next = results.next();
            if (next.done === true) {
                yield* waiting;
                return;
            }
            waiting.push(next.value);
        }
        yield* waiting.slice(0, PEERS_BATCH);
        waiting = waiting.slice(PEERS_BATCH);
    }
}
