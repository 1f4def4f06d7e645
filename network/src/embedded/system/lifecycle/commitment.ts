import { peer as protos } from '@hyperledger/fabric-protos';
import { currentSequence } from './approval.js';
import {
    approvalName,
    approvedRecord,
    COMMITTED,
    committedRecord,
    type Definition,
    type DefinitionArguments,
    definitionOf,
    readDefinition,
    show,
} from './definition.js';
import { validateDefinition } from './input.js';
import type { LifecycleInvocation } from './invocation.js';
import { mismatches, NAMESPACES, readMetadata, writeRecord } from './records.js';

/** A chaincode that was asked for is not defined: status 404. */
export class NotDefined extends Error {
    override readonly name = 'NotDefined';
}

/** Which organisations agreed to a definition, and where those that did not differ. */
type Agreement = ReadonlyMap<string, readonly string[]>;

export function checkCommitReadiness(
    invocation: LifecycleInvocation,
    args: protos.lifecycle.CheckCommitReadinessArgs,
): Uint8Array {
    const agreement = readiness(invocation, args.getName(), args);
    const result = new protos.lifecycle.CheckCommitReadinessResult();
    for (const [mspId, differences] of agreement) {
        result.getApprovalsMap().set(mspId, differences.length === 0);
        if (differences.length > 0) {
            const items = new protos.lifecycle.CheckCommitReadinessResult.Mismatches();
            items.setItemsList([...differences]);
            result.getMismatchesMap().set(mspId, items);
        }
    }
    return result.serializeBinary();
}

/** Makes a definition the one in force. A peer endorses it only if its own organisation approved exactly this. */
export function commitDefinition(
    invocation: LifecycleInvocation,
    args: protos.lifecycle.CommitChaincodeDefinitionArgs,
): Uint8Array {
    const name = args.getName();
    validateDefinition(invocation, name, args.getVersion(), args.getCollections());
    const agreement = readiness(invocation, name, args);
    writeRecord(invocation.publicState, NAMESPACES, name, committedRecord(definitionOf(args)));
    if (agreement.get(invocation.mspId)?.length !== 0) {
        throw new Error(`chaincode definition not agreed to by this org (${invocation.mspId})`);
    }
    return new protos.lifecycle.CommitChaincodeDefinitionResult().serializeBinary();
}

export function queryDefinition(
    invocation: LifecycleInvocation,
    args: protos.lifecycle.QueryChaincodeDefinitionArgs,
): Uint8Array {
    const definition = committed(invocation, args.getName());
    const result = new protos.lifecycle.QueryChaincodeDefinitionResult();
    for (const [mspId, differences] of approvals(invocation, args.getName(), definition)) {
        result.getApprovalsMap().set(mspId, differences.length === 0);
    }
    return show(result, definition).serializeBinary();
}

export function queryDefinitions(invocation: LifecycleInvocation): Uint8Array {
    const result = new protos.lifecycle.QueryChaincodeDefinitionsResult();
    for (const name of invocation.definedNames(COMMITTED)) {
        const entry = new protos.lifecycle.QueryChaincodeDefinitionsResult.ChaincodeDefinition();
        entry.setName(name);
        result.addChaincodeDefinitions(show(entry, committed(invocation, name)));
    }
    return result.serializeBinary();
}

function readiness(invocation: LifecycleInvocation, name: string, args: DefinitionArguments): Agreement {
    const next = currentSequence(invocation, name) + 1;
    if (args.getSequence() !== next) {
        throw new Error(`requested sequence is ${args.getSequence()}, but new definition must be sequence ${next}`);
    }
    return approvals(invocation, name, definitionOf(args));
}

function approvals(invocation: LifecycleInvocation, name: string, definition: Definition): Agreement {
    const approval = approvalName(name, definition.sequence);
    const record = approvedRecord(definition);
    return new Map(
        invocation.organisations.map((mspId) => [
            mspId,
            mismatches(invocation.opaqueState(mspId), NAMESPACES, approval, record),
        ]),
    );
}

function committed(invocation: LifecycleInvocation, name: string): Definition {
    if (!readMetadata(invocation.publicState, NAMESPACES, name)) {
        throw new NotDefined(`namespace ${name} is not defined`);
    }
    return readDefinition(invocation.publicState, name);
}
