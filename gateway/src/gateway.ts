import type { ConnectionProfile } from '@linguang/network';
import type { Logger } from 'pino';
import type { OpenDocuments } from './documents/credential/open.js';
import type { Tokens } from './http/tokens.js';
import type { LedgerWrites } from './http/write.js';
import type { Blocks } from './ledger/blocks.js';
import type { Endorsement } from './ledger/endorsement.js';
import type { PeerStatus } from './ledger/peerstatus.js';
import type { Metrics } from './metrics/metrics.js';
import type { SharedNames } from './neighbours/sharednames.js';
import type { Operations } from './operations/operations.js';
import type { ReadModel } from './readmodel/readmodel.js';

/** What the capabilities of a running gateway share. */
export type Gateway = Readonly<{
    profile: ConnectionProfile;
    /** Shown by pages: this is a simulation. */
    simulation: boolean;
    /** Tokens may be had for the asking. */
    development: boolean;
    /** The connection profile's file. */
    profileFile: string;
    dataDirectory: string;
    endorsement: Endorsement;
    operations: Operations;
    writes: LedgerWrites;
    readModel: ReadModel;
    /** Names that members share with one another. */
    sharedNames: SharedNames;
    peers: PeerStatus;
    /** Whole blocks, for evidence. */
    blocks: Blocks;
    tokens: Tokens;
    /** Signed documents; only the certifier's gateway makes them. */
    documents: OpenDocuments | undefined;
    metrics: Metrics;
    logger: Logger;
}>;
