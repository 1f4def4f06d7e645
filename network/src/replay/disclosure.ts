import { ledger } from '@hyperledger/fabric-protos';
import { sameBytes, sha256 } from '../embedded/ledger/bytes.js';
import { Code } from '../embedded/ledger/codes.js';
import type { CollectionRwset, NamespaceRwset } from '../embedded/ledger/rwset.js';
import type { Judged } from '../embedded/ledger/validate.js';
import type { DisclosedSet } from './chainreplay.js';
import { ChainDifference } from './difference.js';

type PrivateSets = ReadonlyMap<number, readonly ledger.rwset.TxPvtReadWriteSet[]>;

/** What organisations disclose of the private data of one block. */
export class Disclosure {
    readonly #block: number;
    readonly #judged: readonly Judged[];
    readonly #sets = new Map<number, DisclosedSet[]>();
    readonly #places = new Map<string, number>();

    constructor(block: number, judged: readonly Judged[], disclosed: PrivateSets) {
        this.#block = block;
        this.#judged = judged;
        judged.forEach(({ head }, tx) => {
            this.#places.set(head.txId, this.#places.get(head.txId) ?? tx);
        });
        for (const [tx, sets] of disclosed) {
            this.#sets.set(tx, sets.flatMap(partsOf));
        }
    }

    /** For the state: the set as it was disclosed. Whether it is the one that was committed, `mustMatch` says. */
    find(txId: string, namespace: string, collection: string): Uint8Array | undefined {
        return this.#find(this.#places.get(txId) ?? -1, namespace, collection);
    }

    /** @throws ChainDifference where something disclosed is not what was committed */
    mustMatch(): void {
        for (const [tx, sets] of this.#sets) {
            const judged = this.#judged[tx];
            for (const set of judged?.code === Code.VALID ? sets : []) {
                this.#mustMatch(tx, judged?.head.txId ?? '', set, judged?.rwset ?? []);
            }
        }
    }

    /** What of a transaction's private writes is disclosed, and what is not. */
    of(
        tx: number,
        rwset: readonly NamespaceRwset[],
    ): { readonly disclosed: readonly DisclosedSet[]; readonly undisclosed: readonly string[] } {
        const written = rwset.flatMap(({ namespace, collections }) =>
            collections
                .filter(({ privateHash }) => privateHash.length > 0)
                .map(({ collection }) => ({ namespace, collection })),
        );
        const missing = written.filter(
            ({ namespace, collection }) => this.#find(tx, namespace, collection) === undefined,
        );
        return {
            disclosed: written.flatMap(({ namespace, collection }) => {
                const found = this.#find(tx, namespace, collection);
                return found === undefined ? [] : [{ namespace, collection, rwset: found }];
            }),
            undisclosed: missing.map(({ namespace, collection }) => `${namespace}/${collection}`),
        };
    }

    #find(tx: number, namespace: string, collection: string): Uint8Array | undefined {
        return this.#sets.get(tx)?.find((set) => set.namespace === namespace && set.collection === collection)?.rwset;
    }

    #mustMatch(tx: number, txId: string, set: DisclosedSet, rwset: readonly NamespaceRwset[]): void {
        const { namespace, collection } = set;
        const committed = rwset
            .find((one) => one.namespace === namespace)
            ?.collections.find((one) => one.collection === collection);
        if (committed !== undefined && sameBytes(sha256(set.rwset), committed.privateHash)) {
            return;
        }
        const wrong = committed === undefined ? 'its whole content' : wrongKey(set.rwset, committed);
        if (wrong !== undefined) {
            throw new ChainDifference({
                check: 'PRIVATE_DATA',
                block: this.#block,
                transaction: tx,
                transactionId: txId,
                chaincode: namespace,
                collection,
                key: wrong,
                expected: committed === undefined ? 'nothing private' : 'what the hashes in the block are of',
                found: 'something else in the disclosed private data',
            });
        }
    }
}

/** A key that was committed otherwise. Keys that were purged since are missing, which is no difference. */
function wrongKey(bytes: Uint8Array, { hashed }: CollectionRwset): string | undefined {
    const name = (hash: Uint8Array): string => Buffer.from(hash).toString('hex');
    const values = new Map(
        hashed
            .getHashedWritesList()
            .map((write) => [name(write.getKeyHash_asU8()), write.getValueHash_asU8()] as const),
    );
    let writes: readonly ledger.rwset.kvrwset.KVWrite[];
    try {
        writes = ledger.rwset.kvrwset.KVRWSet.deserializeBinary(bytes).getWritesList();
    } catch {
        return 'its whole content';
    }
    return writes
        .find((write) => {
            const committed = values.get(name(sha256(write.getKey())));
            const value = write.getValue_asU8();
            return committed === undefined || (!write.getIsDelete() && !sameBytes(sha256(value), committed));
        })
        ?.getKey();
}

function partsOf(set: ledger.rwset.TxPvtReadWriteSet): DisclosedSet[] {
    return set.getNsPvtRwsetList().flatMap((namespace) =>
        namespace.getCollectionPvtRwsetList().map((collection) => ({
            namespace: namespace.getNamespace(),
            collection: collection.getCollectionName(),
            rwset: collection.getRwset_asU8(),
        })),
    );
}
