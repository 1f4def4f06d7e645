import { z } from 'zod';

/** SmartBFT needs 3f+1 orderers to bear f that fail or lie, so four to bear one. */
export const LEAST_BFT_ORDERERS = 4;

/** Raft: bears orderers that stop, as long as more than half run. */
const raft = z.strictObject({
    type: z.literal('raft'),
    /** Milliseconds between two heartbeats of the leader. */
    tickMs: z.int().min(10).max(10_000).default(500),
    /** Heartbeats that may be missing before another orderer stands for election. */
    electionTicks: z.int().min(2).max(100).default(10),
});

/** SmartBFT (Fabric 3): bears also orderers that lie, as long as more than two thirds are honest and run. */
const bft = z.strictObject({
    type: z.literal('bft'),
    /** Milliseconds without a sign of life from the leader until the others choose another. */
    leaderTimeoutMs: z.int().min(500).max(600_000).default(5000),
    /** Milliseconds after which an orderer hands the leader a transaction that it has not ordered. */
    requestForwardMs: z.int().min(100).max(600_000).default(3000),
    /** Milliseconds from then on until it complains about the leader. */
    requestComplainMs: z.int().min(100).max(600_000).default(10_000),
    /** Milliseconds that choosing another leader may take before the one after is tried. */
    viewChangeMs: z.int().min(500).max(600_000).default(10_000),
});

/**
 * How orderers agree. Timeouts are those of a network within a city; Fabric's own for SmartBFT (a minute until a leader is
 * missed) are for the world. The embedded engine has one orderer behind all addresses and does not need to agree.
 */
export const consensus = z
    .discriminatedUnion('type', [raft, bft])
    .superRefine((value, context) => {
        if (value.type === 'bft' && value.requestForwardMs > value.requestComplainMs) {
            context.addIssue({
                code: 'custom',
                path: ['requestForwardMs'],
                message: 'must not be above requestComplainMs',
            });
        }
    })
    .prefault({ type: 'raft' });
