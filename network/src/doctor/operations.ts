import { metric } from '../fabric/observe.js';
import { LISTEN_HOST } from '../topology.js';
import type { Probes } from './probes.js';

/** What a real node's operations endpoint says. */
export type Operations = Readonly<{
    /** Names and reasons of the checks of /healthz that failed; empty when it is healthy. */
    failedChecks: readonly string[];
    /** `v3.1.5`; undefined where it does not say. */
    version: string | undefined;
    height: number | undefined;
    /** Whether an orderer leads; undefined for peers. */
    leads: boolean | undefined;
    /** How far its clock is ahead of ours, milliseconds, to a second; undefined where it does not say. */
    clockAheadMs: number | undefined;
}>;

/** Asks the operations endpoint of a node. @throws Error when it does not answer in time */
export async function askOperations(
    port: number,
    channel: string,
    timeoutMs: number,
    { now }: Pick<Probes, 'now'>,
): Promise<Operations> {
    const signal = AbortSignal.timeout(timeoutMs);
    const get = async (path: string) => {
        const began = now();
        const response = await fetch(`http://${LISTEN_HOST}:${port}${path}`, { signal });
        // The answer was dated somewhere between question and answer.
        const at = (began + now()) / 2;
        return { ok: response.ok, text: await response.text(), date: response.headers.get('date'), at };
    };
    const [health, version, metrics] = await Promise.all([get('/healthz'), get('/version'), get('/metrics')]);
    const leads =
        metric(metrics.text, 'consensus_etcdraft_is_leader', channel) ??
        metric(metrics.text, 'consensus_BFT_is_leader', channel);
    return {
        failedChecks: health.ok ? [] : failed(health.text),
        version: version.ok ? /"Version"\s*:\s*"([^"]+)"/.exec(version.text)?.[1] : undefined,
        height: metric(metrics.text, 'ledger_blockchain_height', channel),
        leads: leads === undefined ? undefined : leads > 0,
        clockAheadMs: health.date === null ? undefined : clockAhead(Date.parse(health.date), health.at),
    };
}

/** A Date header is cut to the second, so it stands for the middle of one. */
function clockAhead(date: number, at: number): number | undefined {
    return Number.isNaN(date) ? undefined : Math.round(date + 500 - at);
}

/** `{"status":…,"failed_checks":[{"component":"…","reason":"…"}]}` */
function failed(text: string): string[] {
    const found = [...text.matchAll(/"component"\s*:\s*"([^"]*)"\s*,\s*"reason"\s*:\s*"([^"]*)"/g)];
    return found.length === 0 ? [text.slice(0, 200)] : found.map(([, component, reason]) => `${component}: ${reason}`);
}
