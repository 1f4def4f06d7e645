import type { TopologyInput } from '@linguang/network';
import type { Programs } from './builds.js';

export const VAULT = 'vault';
const BOTH = "AND('AlphaMSP.peer','BetaMSP.peer')";

/** Where the processes listen that the test starts itself. */
export type ExternalPorts = Readonly<{ mixedGo: number; mixedJava: number; open: number }>;

/**
 * Two trading firms. The same contract is there in Go, Java and Node, with and without mutual TLS between peer and
 * process; `mixed` is one chaincode of which one firm runs the Go build and the other the Java build.
 */
export function foreignTopology(programs: Programs, external: ExternalPorts, portBase: number): TopologyInput {
    const collections = [{ name: VAULT, policy: "OR('AlphaMSP.member','BetaMSP.member')" }];
    const quiet = { CORE_CHAINCODE_LOGGING_LEVEL: 'ERROR', CORE_CHAINCODE_LOGGING_SHIM: 'ERROR' };
    const alone = { organisations: ['alpha'], policy: "OR('AlphaMSP.peer')", tls: true, env: quiet };
    return {
        channel: 'fair',
        organisations: [
            { name: 'alpha', mspId: 'AlphaMSP', clients: ['trader'] },
            { name: 'beta', mspId: 'BetaMSP', orderers: 0, clients: ['trader'] },
        ],
        chaincodes: [
            { name: 'go', command: programs.goContract, policy: BOTH, collections },
            { name: 'go-tls', command: programs.goContract, collections, ...alone },
            { name: 'depot', command: programs.goShim, policy: BOTH },
            { name: 'depot-tls', command: programs.goShim, ...alone },
            { name: 'java', command: programs.javaContract, policy: BOTH, collections, env: quiet },
            { name: 'java-tls', command: programs.javaContract, collections, ...alone },
            { name: 'node', command: programs.nodeContract, policy: BOTH, env: quiet },
            { name: 'node-tls', command: programs.nodeContract, ...alone },
            {
                name: 'mixed',
                process: 'external',
                addresses: {
                    'peer0.alpha': `127.0.0.1:${external.mixedGo}`,
                    'peer0.beta': `127.0.0.1:${external.mixedJava}`,
                },
                policy: BOTH,
                collections,
                tls: true,
            },
            { name: 'open', process: 'external', addresses: { '*': `127.0.0.1:${external.open}` }, policy: BOTH },
        ],
        batch: { timeoutMs: 30 },
        limits: { endorsementTimeoutMs: 20_000, executeTimeoutMs: 20_000 },
        portBase,
    };
}
