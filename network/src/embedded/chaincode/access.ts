import { fieldKey, implicitOrganisation, LIFECYCLE } from '../ledger/definitions.js';
import type { Ledger } from '../ledger.js';
import { refusePrivateDataInInit, type TransactionContext } from './context.js';

/**
 * Checks that the creator may read or write a collection: `memberOnlyRead` and `memberOnlyWrite` against the collection's
 * member policy (`core/common/privdata/store.go`).
 * @throws Error with a real peer's text: unknown collection, or no access
 */
export function checkCollectionAccess(
    ledger: Ledger,
    context: TransactionContext,
    collection: string,
    right: 'read' | 'write',
): void {
    refusePrivateDataInInit(context);
    const { namespace } = context;
    let permission = context.permissions.get(collection);
    if (!permission) {
        permission = permissionOf(ledger, context, collection);
        context.permissions.set(collection, permission);
    }
    if (!permission[right]) {
        throw new Error(
            `tx creator does not have ${right} access permission on privatedata in chaincodeName:${namespace} collectionName: ${collection}`,
        );
    }
}

function permissionOf(
    ledger: Ledger,
    context: TransactionContext,
    name: string,
): Readonly<{ read: boolean; write: boolean }> {
    const { namespace, transaction } = context;
    readDefinition(context);
    const collection = ledger.collection(namespace, name, context.simulator.height);
    if (!collection && implicitOrganisation(name) !== undefined) {
        throw new Error(`collection [${name}] not defined in the collection config for chaincode [${namespace}]`);
    }
    if (!collection) {
        throw new Error(`collection ${transaction.channel}/${namespace}/${name} could not be found`);
    }
    const read = collection.getMemberOnlyRead();
    const write = collection.getMemberOnlyWrite();
    if (!read && !write) {
        return { read: true, write: true };
    }
    const policy = collection.getMemberOrgsPolicy()?.getSignaturePolicy();
    if (!policy) {
        throw new Error('Collection config access policy is nil');
    }
    const member = ledger.policies.signature(policy).isSatisfiedBy([transaction.identity]);
    return { read: member || !read, write: member || !write };
}

/** A real peer reads the whole definition through the simulator: a redefinition invalidates what used a collection. */
function readDefinition({ namespace, simulator }: TransactionContext): void {
    if (namespace !== LIFECYCLE) {
        simulator.getState(LIFECYCLE, `namespaces/metadata/${namespace}`);
        for (const field of ['Sequence', 'EndorsementInfo', 'ValidationInfo', 'Collections']) {
            simulator.getState(LIFECYCLE, fieldKey(namespace, field));
        }
    }
}
