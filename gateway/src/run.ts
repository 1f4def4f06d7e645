import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readConnectionProfile } from '@linguang/network';
import type { Logger } from 'pino';
import { billActions } from './bills/routes.js';
import { keepBills } from './bills/worker.js';
import { certificateActions } from './certificates/routes.js';
import { keepCertificates } from './certificates/worker.js';
import { clockActions } from './clock/routes.js';
import { keepTime } from './clock/worker.js';
import { correctionActions } from './corrections/routes.js';
import { type DocumentIssuerOptions, openDocuments } from './documents/credential/open.js';
import { energyTagActions } from './energytag/actions.js';
import { matchingActions } from './forward/matching.js';
import { forwardActions } from './forward/routes.js';
import { keepForward } from './forward/worker.js';
import type { Gateway } from './gateway.js';
import { buildApp } from './http/app.js';
import { Tokens } from './http/tokens.js';
import { LedgerWrites } from './http/write.js';
import { readBlock } from './ledger/block.js';
import { Blocks } from './ledger/blocks.js';
import { followBlocks } from './ledger/blockstream.js';
import { linguangEndorsers } from './ledger/command.js';
import { connectPeers } from './ledger/connection.js';
import { Endorsement } from './ledger/endorsement.js';
import { Outcomes } from './ledger/outcomes.js';
import { PeerStatus } from './ledger/peerstatus.js';
import { Submission } from './ledger/submission.js';
import { logActions } from './log/actions.js';
import { keepLog, type LogTiming } from './log/worker.js';
import { mandateActions } from './mandates/routes.js';
import { marketActions } from './market/routes.js';
import { meterActions } from './meters/routes.js';
import { Metrics } from './metrics/metrics.js';
import { SharedNames } from './neighbours/sharednames.js';
import { Operations } from './operations/operations.js';
import { OperationStore } from './operations/store.js';
import { keyActions } from './participants/keys.js';
import { participantActions } from './participants/routes.js';
import { plantActions } from './plants/routes.js';
import { poolActions } from './pool/routes.js';
import { keepPool } from './pool/worker.js';
import { isDamage, ReadModel } from './readmodel/readmodel.js';
import { reservationActions } from './reservations/actions.js';
import { rulesActions } from './rules/routes.js';
import { SlotStream } from './slots/stream.js';
import { storageActions } from './storages/routes.js';
import { tariffActions } from './tariffs/routes.js';

export type GatewayOptions = Readonly<{
    /** Connection profile of the organisation. */
    profile: string;
    /** Name of the client identity in the profile. */
    identity: string;
    /** 0 takes a free one. */
    port: number;
    host?: string;
    /** Folder for operations, read model and the token issuer's key. */
    data: string;
    development?: boolean;
    simulation?: boolean;
    /** Makes the read model again from block 0. */
    rebuild?: boolean;
    /** Where the simulated district leaves its residents. */
    residents?: string;
    /** Who issues documents; only for the certifier's gateway. */
    issuer?: DocumentIssuerOptions;
    /** Told when the read model turns out to be damaged while it runs: only a start makes it again. */
    damaged?: () => void;
    /** Times of the transparency log's worker; the usual ones where left out. */
    logTiming?: LogTiming;
    logger: Logger;
}>;

export type RunningGateway = Readonly<{
    /** Where it listens. */
    port: number;
    gateway: Gateway;
    /** Stops accepting, finishes what is under way (at most `patience` ms) and closes everything. */
    stop(patience?: number): Promise<void>;
}>;

const actions = [
    ...billActions,
    ...certificateActions,
    ...clockActions,
    ...correctionActions,
    ...energyTagActions,
    ...forwardActions,
    ...matchingActions,
    ...keyActions,
    ...logActions,
    ...mandateActions,
    ...marketActions,
    ...meterActions,
    ...participantActions,
    ...plantActions,
    ...poolActions,
    ...reservationActions,
    ...rulesActions,
    ...storageActions,
    ...tariffActions,
];

/** Longer than proxies and clients keep an idle connection (60 s as a rule): else they write into one that is just being closed. */
const idleConnection = 65_000;

/** Starts a gateway. Resolves when it listens; `/readyz` tells when it has caught up. */
export async function runGateway(options: GatewayOptions): Promise<RunningGateway> {
    const { data, logger, development = false, simulation = false } = options;
    mkdirSync(data, { recursive: true, mode: 0o700 });
    const profile = await readConnectionProfile(options.profile);
    const peers = await connectPeers(profile, options.identity);
    const readModel = ReadModel.open(join(data, 'readmodel.sqlite'), {
        rebuild: options.rebuild ?? false,
        damaged: (reason) => logger.error({ reason }, 'the read model was damaged; it is made again from block 0'),
    });
    const store = new OperationStore(join(data, 'operations.sqlite'));
    const metrics = new Metrics();
    const outcomes = new Outcomes();
    const status = new PeerStatus(peers, profile.channel);
    let source: string | undefined;
    const reading = { source: () => source, height: () => readModel.height };
    const endorsement = new Endorsement(peers, linguangEndorsers, reading);
    const submission = new Submission({ peers, outcomes, known: (transactionId) => readModel.outcome(transactionId) });
    const operations = new Operations({ store, endorsement, submission, observer: metrics });
    const gateway: Gateway = {
        profile,
        simulation,
        development,
        profileFile: options.profile,
        dataDirectory: data,
        endorsement,
        operations,
        writes: new LedgerWrites(operations, actions),
        readModel,
        sharedNames: new SharedNames(join(data, 'names.sqlite')),
        peers: status,
        blocks: new Blocks(peers, profile.channel),
        tokens: await Tokens.open(join(data, 'issuer.json'), profile.organisation),
        documents: await openDocuments({
            profile,
            profileFile: options.profile,
            data,
            port: options.port,
            readModel,
            simulation,
            ...(options.issuer === undefined ? {} : { issuer: options.issuer }),
            logger,
        }),
        metrics,
        logger,
    };
    metrics.watch({
        inFlight: () => operations.inFlight,
        queued: () => operations.queued,
        height: () => readModel.height,
        lag: () => Math.max(0, status.height - readModel.height),
    });
    const stop = new AbortController();
    const following = followBlocks({
        peers,
        next: () => BigInt(readModel.height),
        accept: (event) => {
            const block = readBlock(event);
            readModel.apply(block);
            status.saw(block.number + 1);
            const awaited = block.transactions.filter(({ transactionId }) => outcomes.expects(transactionId));
            outcomes.settle(awaited.flatMap(({ transactionId }) => readModel.outcome(transactionId) ?? []));
        },
        following: (peer) => {
            source = peer;
        },
        interrupted: (peer, error) => {
            source = undefined;
            logger.warn({ peer, err: error }, 'the block stream was interrupted');
            if (isDamage(error)) {
                options.damaged?.();
            }
        },
        signal: stop.signal,
    });
    const background = caughtUp(gateway, stop.signal).then(() => {
        operations.resume();
        return Promise.all([
            keepTime(gateway, stop.signal),
            keepForward(gateway, stop.signal),
            keepBills(gateway, stop.signal),
            keepPool(gateway, stop.signal),
            keepCertificates(gateway, stop.signal),
            keepLog(gateway, stop.signal, options.logTiming),
        ]);
    });
    const pruning = setInterval(() => store.prune(), 3_600_000);
    pruning.unref();
    const stream = new SlotStream(gateway);
    let stopping = false;
    const app = buildApp(gateway, {
        stream,
        pagesFolder: fileURLToPath(new URL('../web/dist', import.meta.url)),
        residentsFiles: [
            options.residents ?? join(data, 'residents.json'),
            join(data, '..', '..', 'district', 'residents.json'),
        ],
        stopping: () => stopping,
    });
    const server = createServer({ keepAliveTimeout: idleConnection }, app);
    await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(options.port, options.host ?? '127.0.0.1', resolve);
    });
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : options.port;
    logger.info({ organisation: profile.organisation, port, height: readModel.height }, 'gateway listens');
    return {
        port,
        gateway,
        stop: async (patience = 10_000) => {
            stopping = true;
            clearInterval(pruning);
            stream.close();
            const closed = new Promise((resolve) => server.close(resolve));
            server.closeIdleConnections();
            await operations.drain(patience);
            await operations.stop();
            stop.abort();
            await Promise.race([closed, delay(1_000)]);
            server.closeAllConnections();
            await Promise.allSettled([following, background]);
            for (const peer of peers) {
                peer.close();
            }
            store.close();
            gateway.documents?.documents.close();
            readModel.close();
            gateway.sharedNames.close();
        },
    };
}

/** Resolves when the read model has reached the height its peers had at the start. */
async function caughtUp({ peers, readModel }: Gateway, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
        await peers.refresh();
        if (peers.reachable && readModel.height >= peers.height) {
            return;
        }
        await delay(200, undefined, { signal }).catch(() => undefined);
    }
}
