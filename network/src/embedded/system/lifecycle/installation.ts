import { peer as protos } from '@hyperledger/fabric-protos';
import type { LifecycleInvocation } from './invocation.js';

const lifecycle = protos.lifecycle;

export function installChaincode(
    invocation: LifecycleInvocation,
    args: protos.lifecycle.InstallChaincodeArgs,
): Uint8Array {
    const { packages } = invocation.services;
    const installed = packages.install(invocation.transaction.peer.name, args.getChaincodeInstallPackage_asU8());
    const result = new lifecycle.InstallChaincodeResult();
    result.setLabel(installed.label);
    result.setPackageId(installed.packageId);
    return result.serializeBinary();
}

export function queryInstalledChaincode(
    invocation: LifecycleInvocation,
    args: protos.lifecycle.QueryInstalledChaincodeArgs,
): Uint8Array {
    const packageId = args.getPackageId();
    if (!installedPackages(invocation).includes(packageId)) {
        throw new Error(`could not find chaincode with package id '${packageId}'`);
    }
    const result = new lifecycle.QueryInstalledChaincodeResult();
    result.setPackageId(packageId);
    result.setLabel(labelOf(packageId));
    const users = usersOf(invocation, packageId);
    if (users.length > 0) {
        const references = new lifecycle.QueryInstalledChaincodeResult.References();
        for (const { name, version } of users) {
            const chaincode = new lifecycle.QueryInstalledChaincodeResult.Chaincode();
            chaincode.setName(name);
            chaincode.setVersion(version);
            references.addChaincodes(chaincode);
        }
        result.getReferencesMap().set(invocation.services.ledger.channel, references);
    }
    return result.serializeBinary();
}

export function queryInstalledChaincodes(invocation: LifecycleInvocation): Uint8Array {
    const result = new lifecycle.QueryInstalledChaincodesResult();
    for (const packageId of installedPackages(invocation)) {
        const entry = new lifecycle.QueryInstalledChaincodesResult.InstalledChaincode();
        entry.setPackageId(packageId);
        entry.setLabel(labelOf(packageId));
        const users = usersOf(invocation, packageId);
        if (users.length > 0) {
            const references = new lifecycle.QueryInstalledChaincodesResult.References();
            for (const { name, version } of users) {
                const chaincode = new lifecycle.QueryInstalledChaincodesResult.Chaincode();
                chaincode.setName(name);
                chaincode.setVersion(version);
                references.addChaincodes(chaincode);
            }
            entry.getReferencesMap().set(invocation.services.ledger.channel, references);
        }
        result.addInstalledChaincodes(entry);
    }
    return result.serializeBinary();
}

export function getInstalledPackage(
    invocation: LifecycleInvocation,
    args: protos.lifecycle.GetInstalledChaincodePackageArgs,
): Uint8Array {
    const packageId = args.getPackageId();
    const installed = invocation.services.packages.get(invocation.transaction.peer.name, packageId);
    if (!installed) {
        throw new Error(`could not load cc install package: chaincode install package '${packageId}' not found`);
    }
    const result = new lifecycle.GetInstalledChaincodePackageResult();
    result.setChaincodeInstallPackage(installed.bytes);
    return result.serializeBinary();
}

function installedPackages(invocation: LifecycleInvocation): readonly string[] {
    const { deployments } = invocation.services;
    return deployments.installed(invocation.transaction.peer);
}

/** The chaincodes for which the peer's organisation approved this package. */
function usersOf(
    invocation: LifecycleInvocation,
    packageId: string,
): readonly Readonly<{ name: string; version: string }>[] {
    const { ledger, deployments } = invocation.services;
    const { peer } = invocation.transaction;
    const height = peer.height();
    return ledger
        .definitions(height)
        .filter((name) => deployments.packageOf(peer, name) === packageId)
        .map((name) => ({ name, version: ledger.definition(name, height)?.version ?? '' }));
}

function labelOf(packageId: string): string {
    return packageId.slice(0, packageId.lastIndexOf(':'));
}
