import { peer, ledger as protos } from '@hyperledger/fabric-protos';
import type { Ledger, SignedData } from '../../ledger.js';

/**
 * The private write sets of a block that this organisation holds and the client may see: collections read by members
 * only are left out for others.
 * @param mspId - organisation of the serving peer
 * @returns write sets by position of their transaction
 */
export function visiblePrivateData(
    ledger: Ledger,
    number: number,
    mspId: string,
    client: SignedData,
): Map<number, protos.rwset.TxPvtReadWriteSet> {
    const visible = new Map<number, protos.rwset.TxPvtReadWriteSet>();
    for (const [index, bytes] of ledger.privateData(number, mspId)) {
        const full = protos.rwset.TxPvtReadWriteSet.deserializeBinary(bytes);
        const namespaces = full.getNsPvtRwsetList().flatMap((namespace) => {
            const collections = namespace
                .getCollectionPvtRwsetList()
                .filter((set) => maySee(ledger, number, namespace.getNamespace(), set.getCollectionName(), client));
            namespace.setCollectionPvtRwsetList(collections);
            return collections.length > 0 ? [namespace] : [];
        });
        if (namespaces.length > 0) {
            full.setNsPvtRwsetList(namespaces);
            visible.set(index, full);
        }
    }
    return visible;
}

/** The message of `DeliverWithPrivateData`. */
export function blockAndPrivateData(
    block: ReturnType<Ledger['block']>,
    data: ReadonlyMap<number, protos.rwset.TxPvtReadWriteSet>,
): peer.BlockAndPrivateData {
    const message = new peer.BlockAndPrivateData();
    message.setBlock(block);
    for (const [index, set] of data) {
        message.getPrivateDataMapMap().set(index, set);
    }
    return message;
}

function maySee(ledger: Ledger, block: number, namespace: string, collection: string, client: SignedData): boolean {
    const config = ledger.collection(namespace, collection, block + 1);
    if (config === undefined) {
        return false;
    }
    if (!config.getMemberOnlyRead()) {
        return true;
    }
    const policy = config.getMemberOrgsPolicy()?.getSignaturePolicy();
    if (policy === undefined) {
        return false;
    }
    try {
        ledger.policies.signature(policy).evaluateSignedData([client]);
        return true;
    } catch {
        return false;
    }
}
