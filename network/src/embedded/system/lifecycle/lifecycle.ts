import { peer as protos } from '@hyperledger/fabric-protos';
import { textOf } from '../../chaincode/messages.js';
import type { Transaction } from '../../chaincode/transaction.js';
import { checkChannelAccess, checkLocalAccess } from '../../endorser/access.js';
import { failure, type SystemChaincode, success, text } from '../systemchaincode.js';
import { approveForMyOrg, queryAllApproved, queryApproved } from './approval.js';
import { checkCommitReadiness, commitDefinition, NotDefined, queryDefinition, queryDefinitions } from './commitment.js';
import {
    getInstalledPackage,
    installChaincode,
    queryInstalledChaincode,
    queryInstalledChaincodes,
} from './installation.js';
import { LifecycleInvocation, type LifecycleServices } from './invocation.js';
import { LIFECYCLE } from './records.js';

const messages = protos.lifecycle;

/** A function: who may call it, and what it does with its one argument. */
type LifecycleFunction = Readonly<{
    /** `local`: administrators of the peer's organisation. `channel`: the resource's policy on the channel. */
    access: 'local' | 'channel';
    run: (invocation: LifecycleInvocation, argument: Uint8Array) => Uint8Array;
}>;

/** The chaincode that manages chaincode definitions (`core/chaincode/lifecycle/scc.go`). */
export function lifecycle(services: LifecycleServices): SystemChaincode {
    return { name: LIFECYCLE, invoke: (transaction, args) => invoke(services, transaction, args) };
}

function invoke(services: LifecycleServices, transaction: Transaction, args: readonly Uint8Array[]): protos.Response {
    const [name, argument] = args;
    if (name === undefined) {
        return failure('lifecycle scc must be invoked with arguments');
    }
    if (argument === undefined || args.length !== 2) {
        return failure(`lifecycle scc operations require exactly two arguments but received ${args.length}`);
    }
    const called = text(name);
    const found = functions.get(called);
    try {
        checkAccess(services, transaction, called, found);
    } catch (error) {
        return failure(`Failed to authorize invocation due to failed ACL check: ${textOf(error)}`);
    }
    try {
        return success(found?.run(new LifecycleInvocation(transaction, services), argument));
    } catch (error) {
        return error instanceof NotDefined
            ? failure(error.message, 404)
            : failure(`failed to invoke backing implementation of '${called}': ${textOf(error)}`);
    }
}

function checkAccess(
    services: LifecycleServices,
    transaction: Transaction,
    name: string,
    found: LifecycleFunction | undefined,
): void {
    const resource = `${LIFECYCLE}/${name}`;
    if (!found) {
        throw new Error(`Unmapped policy for ${resource}`);
    }
    if (found.access === 'local') {
        checkLocalAccess(services.ledger, 'Admins', transaction);
    } else if (transaction.channel === '') {
        throw new Error(
            'Failed getting local MSP principal during channelless check policy with policy [/Channel/Application/Writers]: [CheckPolicyNoChannel: invalid role /Channel/Application/Writers]',
        );
    } else {
        checkChannelAccess(services.ledger, resource, transaction);
    }
}

function of<T>(
    access: LifecycleFunction['access'],
    name: string,
    parse: (bytes: Uint8Array) => T,
    run: (invocation: LifecycleInvocation, args: T) => Uint8Array,
): readonly [string, LifecycleFunction] {
    const decode = (argument: Uint8Array): T => {
        try {
            return parse(argument);
        } catch {
            throw new Error(
                `could not decode input arg for *lifecycle.Invocation.${name}: proto: cannot parse invalid wire-format data`,
            );
        }
    };
    return [name, { access, run: (invocation, argument) => run(invocation, decode(argument)) }];
}

const functions: ReadonlyMap<string, LifecycleFunction> = new Map([
    of('local', 'InstallChaincode', messages.InstallChaincodeArgs.deserializeBinary, installChaincode),
    of(
        'local',
        'QueryInstalledChaincode',
        messages.QueryInstalledChaincodeArgs.deserializeBinary,
        queryInstalledChaincode,
    ),
    of(
        'local',
        'QueryInstalledChaincodes',
        messages.QueryInstalledChaincodesArgs.deserializeBinary,
        queryInstalledChaincodes,
    ),
    of(
        'local',
        'GetInstalledChaincodePackage',
        messages.GetInstalledChaincodePackageArgs.deserializeBinary,
        getInstalledPackage,
    ),
    of(
        'local',
        'ApproveChaincodeDefinitionForMyOrg',
        messages.ApproveChaincodeDefinitionForMyOrgArgs.deserializeBinary,
        approveForMyOrg,
    ),
    of(
        'local',
        'QueryApprovedChaincodeDefinition',
        messages.QueryApprovedChaincodeDefinitionArgs.deserializeBinary,
        queryApproved,
    ),
    of(
        'local',
        'QueryApprovedChaincodeDefinitions',
        messages.QueryApprovedChaincodeDefinitionsArgs.deserializeBinary,
        queryAllApproved,
    ),
    of('channel', 'CheckCommitReadiness', messages.CheckCommitReadinessArgs.deserializeBinary, checkCommitReadiness),
    of(
        'channel',
        'CommitChaincodeDefinition',
        messages.CommitChaincodeDefinitionArgs.deserializeBinary,
        commitDefinition,
    ),
    of('channel', 'QueryChaincodeDefinition', messages.QueryChaincodeDefinitionArgs.deserializeBinary, queryDefinition),
    of(
        'channel',
        'QueryChaincodeDefinitions',
        messages.QueryChaincodeDefinitionsArgs.deserializeBinary,
        queryDefinitions,
    ),
]);
