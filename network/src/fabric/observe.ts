import { LISTEN_HOST } from '../topology.js';

const TIMEOUT_MS = 2000;

/** What a real node's operations endpoint tells about it. */
export type NodeObservation = Readonly<{
    /** Answer of /healthz. */
    healthy: boolean;
    /** Blocks of the channel it has; undefined before it joined, or when it does not answer. */
    height: number | undefined;
    /** Whether an orderer leads its cluster; undefined for peers. */
    leader: boolean | undefined;
    /** Number of the orderer that a SmartBFT orderer saw lead at its last block. */
    leaderId: number | undefined;
}>;

/** Asks a node's operations endpoint; a node that does not answer is unhealthy, not an error. */
export async function observe(operationsPort: number, channel: string): Promise<NodeObservation> {
    const base = `http://${LISTEN_HOST}:${operationsPort}`;
    const [health, metrics] = await Promise.all([fetchText(`${base}/healthz`), fetchText(`${base}/metrics`)]);
    const height = metric(metrics ?? '', 'ledger_blockchain_height', channel);
    const leader =
        metric(metrics ?? '', 'consensus_etcdraft_is_leader', channel) ??
        metric(metrics ?? '', 'consensus_BFT_is_leader', channel);
    const leaderId = metric(metrics ?? '', 'consensus_BFT_leader_id', channel);
    return { healthy: health !== undefined, height, leader: leader === undefined ? undefined : leader > 0, leaderId };
}

/** Value of a metric for a channel in Prometheus's text format. */
export function metric(text: string, name: string, channel: string): number | undefined {
    for (const line of text.split('\n')) {
        if (line.startsWith(`${name}{`) && line.includes(`channel="${channel}"`)) {
            return Number(line.slice(line.lastIndexOf(' ') + 1));
        }
    }
    return undefined;
}

async function fetchText(url: string): Promise<string | undefined> {
    try {
        const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
        const text = await response.text();
        return response.ok ? text : undefined;
    } catch {
        return undefined;
    }
}
