import { cpuTime } from './cputime.js';

/** A process whose CPU time is counted. */
export type Counted = Readonly<{ name: string; pid: number }>;

/** Milliseconds of CPU by process name, or by kind of process. */
export type Usage = Readonly<Record<string, number>>;

/** Milliseconds of CPU that each process has used so far. Empty where the system does not tell. */
export function usageOf(processes: readonly Counted[]): Usage {
    return Object.fromEntries(
        processes.flatMap(({ name, pid }) => {
            const used = cpuTime(pid);
            return used === undefined ? [] : [[name, used] as const];
        }),
    );
}

/** What was used between two readings; a process that was started between them counts from its start. */
export function used(before: Usage, after: Usage): Usage {
    return Object.fromEntries(Object.entries(after).map(([name, ms]) => [name, ms - (before[name] ?? 0)]));
}

/** Sums by kind of process. */
export function byKind(usage: Usage): Usage {
    const sums: Record<string, number> = {};
    for (const [name, ms] of Object.entries(usage)) {
        const kind = kindOf(name);
        sums[kind] = (sums[kind] ?? 0) + ms;
    }
    return sums;
}

/** Kinds by the names that supervisors give their processes: `peer0.grid`, `orderer0.grid`, `gateway.grid`, `energy.grid`. */
function kindOf(name: string): string {
    const first = name.split('.')[0] ?? name;
    if (first === 'embedded') {
        return 'network';
    }
    if (/^(peer|orderer)\d+$/.test(first)) {
        return first.startsWith('peer') ? 'peers' : 'orderers';
    }
    return first === 'gateway' ? 'gateways' : first === 'client' ? 'client' : 'chaincode';
}
