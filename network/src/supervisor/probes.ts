import { grpcAnswers } from './grpcprobe.js';
import { readFrom } from './logfile.js';
import { portAnswers } from './ports.js';
import type { Probe } from './spec.js';

/** Tries a probe once. */
export async function probe(probe: Probe, log: Readonly<{ file: string; offset: number }>): Promise<boolean> {
    switch (probe.kind) {
        case 'tcp':
            return (await Promise.all(probe.ports.map(portAnswers))).every((answers) => answers);
        case 'grpc':
            return await grpcAnswers(probe.port, probe.caFile);
        case 'http':
            return await httpAnswers(probe.url);
        case 'line':
            return readFrom(log.file, log.offset)
                .split('\n')
                .some((line) => probe.pattern.test(line));
        case 'custom':
            return await probe.check().catch(() => false);
    }
}

/** Completes the sentence "waiting for …". */
export function describeProbe(probe: Probe): string {
    switch (probe.kind) {
        case 'tcp':
            return `an answer on port ${probe.ports.join(', ')}`;
        case 'grpc':
            return `a gRPC answer on port ${probe.port}`;
        case 'http':
            return `${probe.url} to answer with 2xx`;
        case 'line':
            return `a log line matching ${probe.pattern}`;
        case 'custom':
            return probe.what;
    }
}

async function httpAnswers(url: string): Promise<boolean> {
    try {
        const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
        await response.body?.cancel();
        return response.ok;
    } catch {
        return false;
    }
}
