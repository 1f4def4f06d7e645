import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { OperationObserver } from '../operations/operations.js';

/** What the gauges ask when they are read. */
export type MetricSources = Readonly<{
    inFlight: () => number;
    queued: () => number;
    height: () => number;
    lag: () => number;
}>;

/** Prometheus metrics of a gateway. */
export class Metrics implements OperationObserver {
    readonly registry = new Registry();
    readonly #phases: Histogram<'phase'>;
    readonly #ends: Counter<'state'>;
    readonly #requests: Histogram<'method' | 'route' | 'status'>;

    constructor() {
        const registers = [this.registry];
        collectDefaultMetrics({ register: this.registry });
        this.#phases = new Histogram({
            name: 'linguang_transaction_phase_seconds',
            help: 'Duration of the phases of a transaction: endorse, and submit until the block',
            labelNames: ['phase'],
            buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
            registers,
        });
        this.#ends = new Counter({
            name: 'linguang_transactions_total',
            help: 'Transactions by how they ended',
            labelNames: ['state'],
            registers,
        });
        this.#requests = new Histogram({
            name: 'linguang_http_request_seconds',
            help: 'Duration of requests by route',
            labelNames: ['method', 'route', 'status'],
            buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
            registers,
        });
    }

    /** Adds gauges that read the running gateway. */
    watch(sources: MetricSources): void {
        const gauge = (name: string, help: string, value: () => number): void => {
            new Gauge({
                name,
                help,
                registers: [this.registry],
                collect() {
                    this.set(value());
                },
            });
        };
        gauge('linguang_transactions_in_flight', 'Transactions under way', sources.inFlight);
        gauge('linguang_transactions_queued', 'Transactions waiting for a place', sources.queued);
        gauge('linguang_read_model_height', 'Blocks in the read model', sources.height);
        gauge('linguang_read_model_lag_blocks', 'Blocks of the peer that the read model lacks', sources.lag);
    }

    phase(phase: 'endorse' | 'submit', seconds: number): void {
        this.#phases.observe({ phase }, seconds);
    }

    ended(state: 'committed' | 'failed' | 'refused' | 'unavailable'): void {
        this.#ends.inc({ state });
    }

    request(method: string, route: string, status: number, seconds: number): void {
        this.#requests.observe({ method, route, status: String(status) }, seconds);
    }
}
