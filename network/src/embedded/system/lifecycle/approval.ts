import { peer as protos } from '@hyperledger/fabric-protos';
import {
    APPROVED,
    approvalName,
    approvedRecord,
    type Definition,
    definitionOf,
    difference,
    LOCAL_PACKAGE,
    packageRecord,
    readDefinition,
    show,
} from './definition.js';
import { validateDefinition } from './input.js';
import type { LifecycleInvocation } from './invocation.js';
import { NAMESPACES, readField, readMetadata, SOURCES, writeRecord } from './records.js';

const { ChaincodeSource } = protos.lifecycle;

/** Records that the peer's organisation agrees to a definition, and which package it runs for it. */
export function approveForMyOrg(
    invocation: LifecycleInvocation,
    args: protos.lifecycle.ApproveChaincodeDefinitionForMyOrgArgs,
): Uint8Array {
    const name = args.getName();
    validateDefinition(invocation, name, args.getVersion(), args.getCollections());
    const packageId = args.getSource()?.getLocalPackage()?.getPackageId() ?? '';
    const current = currentSequence(invocation, name);
    checkSequence(current, args.getSequence());
    const definition = definitionOf(args);
    if (definition.sequence === current) {
        checkSameAsCommitted(invocation, name, definition);
        if (isApproved(invocation, name, definition, packageId)) {
            throw new Error(`attempted to redefine the current committed sequence (${current}) for namespace ${name}`);
        }
    } else if (isApproved(invocation, name, definition, packageId)) {
        throw new Error(
            `attempted to redefine uncommitted sequence (${definition.sequence}) for namespace ${name} with unchanged content`,
        );
    }
    const approval = approvalName(name, definition.sequence);
    writeRecord(invocation.ownState, NAMESPACES, approval, approvedRecord(definition));
    writeRecord(invocation.ownState, SOURCES, approval, packageRecord(packageId));
    return new protos.lifecycle.ApproveChaincodeDefinitionForMyOrgResult().serializeBinary();
}

/** One approval; sequence 0 asks for the newest. */
export function queryApproved(
    invocation: LifecycleInvocation,
    args: protos.lifecycle.QueryApprovedChaincodeDefinitionArgs,
): Uint8Array {
    const name = args.getName();
    const sequence = args.getSequence() || newestApproved(invocation, name);
    const approval = approvalName(name, sequence);
    if (!readMetadata(invocation.ownState, NAMESPACES, approval)) {
        throw new Error(
            `could not fetch approved chaincode definition (name: '${name}', sequence: '${sequence}') on channel '${invocation.transaction.channel}'`,
        );
    }
    const result = new protos.lifecycle.QueryApprovedChaincodeDefinitionResult();
    result.setSource(sourceOf(invocation, approval));
    return show(result, readApproval(invocation, name, sequence)).serializeBinary();
}

/** All approvals of the peer's organisation. */
export function queryAllApproved(invocation: LifecycleInvocation): Uint8Array {
    const result = new protos.lifecycle.QueryApprovedChaincodeDefinitionsResult();
    for (const approval of invocation.approvedNames(APPROVED)) {
        const [name = '', sequence] = approval.split('#');
        const entry = new protos.lifecycle.QueryApprovedChaincodeDefinitionsResult.ApprovedChaincodeDefinition();
        entry.setName(name);
        entry.setSource(sourceOf(invocation, approval));
        result.addApprovedChaincodeDefinitions(show(entry, readApproval(invocation, name, Number(sequence))));
    }
    return result.serializeBinary();
}

/** The sequence of the committed definition; 0 where there is none. */
export function currentSequence(invocation: LifecycleInvocation, name: string): number {
    return readField(invocation.publicState, NAMESPACES, name, 'Sequence').getInt64();
}

function checkSequence(current: number, requested: number): void {
    if (requested === 0 && current === 0) {
        throw new Error('requested sequence is 0, but first definable sequence number is 1');
    }
    if (requested < current) {
        throw new Error(`currently defined sequence ${current} is larger than requested sequence ${requested}`);
    }
    if (requested > current + 1) {
        throw new Error(
            `requested sequence ${requested} is larger than the next available sequence number ${current + 1}`,
        );
    }
}

function checkSameAsCommitted(invocation: LifecycleInvocation, name: string, definition: Definition): void {
    const differs = difference(readDefinition(invocation.publicState, name), definition);
    if (differs !== undefined) {
        throw new Error(
            `attempted to redefine the current committed sequence (${definition.sequence}) for namespace ${name} with different parameters: ${differs}`,
        );
    }
}

/** Whether exactly this, package included, was approved before. */
function isApproved(invocation: LifecycleInvocation, name: string, definition: Definition, packageId: string): boolean {
    const approval = approvalName(name, definition.sequence);
    if (!readMetadata(invocation.ownState, NAMESPACES, approval)) {
        return false;
    }
    return (
        difference(readApproval(invocation, name, definition.sequence), definition) === undefined &&
        packageOf(invocation, approval) === packageId
    );
}

function newestApproved(invocation: LifecycleInvocation, name: string): number {
    const current = currentSequence(invocation, name);
    const next = readMetadata(invocation.ownState, NAMESPACES, approvalName(name, current + 1));
    return next ? current + 1 : current;
}

function readApproval(invocation: LifecycleInvocation, name: string, sequence: number): Definition {
    return readDefinition(invocation.ownState, approvalName(name, sequence), sequence);
}

function packageOf(invocation: LifecycleInvocation, approval: string): string | undefined {
    const metadata = readMetadata(invocation.ownState, SOURCES, approval);
    return metadata?.datatype === LOCAL_PACKAGE
        ? readField(invocation.ownState, SOURCES, approval, 'PackageID').getString()
        : undefined;
}

function sourceOf(invocation: LifecycleInvocation, approval: string): protos.lifecycle.ChaincodeSource {
    const source = new ChaincodeSource();
    const packageId = packageOf(invocation, approval);
    if (packageId) {
        const local = new ChaincodeSource.Local();
        local.setPackageId(packageId);
        source.setLocalPackage(local);
    } else {
        source.setUnavailable(new ChaincodeSource.Unavailable());
    }
    return source;
}
