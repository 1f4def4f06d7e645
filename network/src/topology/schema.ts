import { z } from 'zod';
import { consensus } from './consensus.js';

/*
 * The one description of a network: organisations, channel, chaincodes, policies, batches, ports. It is data, and
 * knows nothing of what the chaincodes do. Names follow Fabric's own rules, so that every accepted topology can run on
 * both engines.
 */

const organisationName = z
    .string()
    .max(63)
    .regex(
        /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i,
        'letters, digits, dots and dashes: it becomes part of host and folder names',
    );
const mspId = z
    .string()
    .max(250)
    .regex(/^[A-Za-z0-9][A-Za-z0-9.-]*$/, 'letters, digits, dots and dashes');
const clientName = z
    .string()
    .max(63)
    .regex(/^[A-Za-z0-9][A-Za-z0-9._@-]*$/, 'letters, digits, dots, dashes, underscores, @');
const channelName = z
    .string()
    .max(249)
    .regex(/^[a-z][a-z0-9.-]*$/, 'a lower-case letter, then lower-case letters, digits, dots and dashes');
const chaincodeName = z
    .string()
    .regex(/^[a-zA-Z0-9]+([-_][a-zA-Z0-9]+)*$/, 'letters and digits, joined by single dashes or underscores');
const chaincodeVersion = z.string().regex(/^[A-Za-z0-9_.+-]+$/, 'letters, digits and _ . + -');
const collectionName = z.string().regex(/^[A-Za-z0-9-]+([A-Za-z0-9_-]+)*$/, 'letters, digits, dashes, underscores');
const policy = z.string().min(1);
const address = z.string().regex(/^.+:\d{1,5}$/, 'host:port');

const organisation = z.strictObject({
    name: organisationName,
    mspId,
    peers: z.int().min(0).max(100).default(1),
    orderers: z.int().min(0).max(100).default(1),
    /** Client identities, besides `admin`, which always exists. */
    clients: z.array(clientName).default([]),
    /**
     * Where a node is known to others, `host:port` by its name (`peer0.grid`), instead of localhost and a port derived
     * from `portBase`. It listens on that port of the loopback interface; the host stands in its TLS certificate, in the
     * channel configuration and in error details.
     */
    addresses: z.record(z.string(), address).optional(),
});

const collection = z.strictObject({
    name: collectionName,
    /** Signature policy that names the organisations holding the data, e.g. `OR('GridMSP.member','CommunityMSP.member')`. */
    policy,
    memberOnlyRead: z.boolean().default(true),
    memberOnlyWrite: z.boolean().default(true),
    /** Blocks after which the data is purged; 0 keeps it for ever. */
    blockToLive: z.int().min(0).default(0),
    endorsementPolicy: policy.optional(),
    requiredPeerCount: z.int().min(0).default(0),
    maxPeerCount: z.int().min(0).default(100),
});

const chaincode = z.strictObject({
    name: chaincodeName,
    version: chaincodeVersion.default('1.0'),
    /**
     * Endorsement policy: a signature policy such as `AND('GridMSP.peer','CommunityMSP.peer')`. Left out, the channel's
     * `Endorsement` policy holds.
     */
    policy: policy.optional(),
    collections: z.array(collection).default([]),
    initRequired: z.boolean().default(false),
    /** Who runs the chaincode process: we, once per organisation or once per peer, or somebody else at `addresses`. */
    process: z.enum(['per-organisation', 'per-peer', 'external']).default('per-organisation'),
    /** Organisations that run it; all when left out. */
    organisations: z.array(organisationName).optional(),
    /** Program and arguments; `{{address}}`, `{{id}}`, `{{organisation}}` and `{{peer}}` are filled in. */
    command: z.array(z.string().min(1)).min(1).optional(),
    /** Working directory of the process; relative to the topology file's folder. */
    cwd: z.string().optional(),
    env: z.record(z.string(), z.string()).default({}),
    /** Mutual TLS between peer and process; off by default, since both are on one machine's loopback interface. */
    tls: z.boolean().default(false),
    /** For `external`: where each peer finds it. The name `*` stands for all peers not named. */
    addresses: z.record(z.string(), address).optional(),
});

/** An implicit-meta rule over the organisations' policies (`ALL Endorsement`; the bare word takes the default name) or a signature policy. */
const channelPolicy = (name: string, rule: 'ANY' | 'ALL' | 'MAJORITY') =>
    z
        .string()
        .min(1)
        .transform((text) => (/^(ANY|ALL|MAJORITY)$/i.test(text) ? `${text.toUpperCase()} ${name}` : text))
        .default(`${rule} ${name}`);

const policies = z.strictObject({
    readers: channelPolicy('Readers', 'ANY'),
    writers: channelPolicy('Writers', 'ANY'),
    admins: channelPolicy('Admins', 'ALL'),
    endorsement: channelPolicy('Endorsement', 'MAJORITY'),
    lifecycleEndorsement: channelPolicy('Endorsement', 'ALL'),
});

const batch = z.strictObject({
    maxMessages: z.int().min(1).default(500),
    absoluteMaxBytes: z
        .int()
        .min(1)
        .default(99 * 1024 * 1024),
    preferredMaxBytes: z
        .int()
        .min(1)
        .default(2 * 1024 * 1024),
    /** Milliseconds after which a block is cut though not full. */
    timeoutMs: z.int().min(1).default(250),
});

const limits = z.strictObject({
    /** Milliseconds the gateway waits for all endorsements of one transaction. */
    endorsementTimeoutMs: z.int().min(1).default(5000),
    /** Milliseconds a chaincode may take for one invocation. */
    executeTimeoutMs: z.int().min(1).default(5000),
    /** Largest gRPC message in bytes. */
    messageBytes: z
        .int()
        .min(1)
        .default(100 * 1024 * 1024),
});

/** The shape of a topology file; cross-references are checked by {@link parseTopology}. */
export const topologySchema = z.strictObject({
    channel: channelName,
    organisations: z.array(organisation).min(1),
    chaincodes: z.array(chaincode).default([]),
    consensus,
    batch: batch.prefault({}),
    policies: policies.prefault({}),
    portBase: z.int().min(1024).max(65000).default(9080),
    limits: limits.prefault({}),
});

/** A complete topology: every default filled in. */
export type Topology = z.output<typeof topologySchema>;
/** A topology as written in a file, defaults left out. */
export type TopologyInput = z.input<typeof topologySchema>;
export type Organisation = Topology['organisations'][number];
export type Chaincode = Topology['chaincodes'][number];
export type Collection = Chaincode['collections'][number];
