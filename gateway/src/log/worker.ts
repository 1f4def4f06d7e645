import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { problem } from '@linguang/chaincode/domain';
import { gateHead } from '../clock/clock.js';
import type { Gateway } from '../gateway.js';
import { LedgerFailure } from '../ledger/endorsement.js';
import { type LogSigner, openLogKey } from './key.js';
import { type LedgerLog, ledgerLog } from './ledgerlog.js';
import { SignedHeads } from './signed.js';
import { certifierStep, cosignerStep, isDisputed, type LogStep } from './steps.js';

/** Times of the log's worker, ms. */
export type LogTiming = Readonly<{
    /** Between two looks at the read model. */
    pause: number;
    /** How long certificates gather before a head is proposed over them: far below the minute within which they are to be sealed. */
    gather: number;
    /** How long a head has to wait for its second signature before the organisation that stands in for the other signs it. */
    standIn: number;
    /** After a step that the ledger did not take. */
    patience: number;
}>;

export const usualLogTiming: LogTiming = { pause: 500, gather: 2_000, standIn: 15_000, patience: 3_000 };

/**
 * Keeps the transparency log until `signal` fires. The certifier's gateway proposes a head over what was issued since; the community's
 * computes the tree from its own ledger and signs the same head, or refuses it for everybody to see; the grid's does the same where the
 * community's does not answer. Every step follows from the read model, and the contract takes it once: after a crash it goes on where it was.
 */
export async function keepLog(
    gateway: Gateway,
    signal: AbortSignal,
    { pause, gather, standIn, patience }: LogTiming = usualLogTiming,
): Promise<void> {
    const { readModel, operations, profile, logger, dataDirectory } = gateway;
    const { organisation, channel } = profile;
    const log = ledgerLog(readModel, channel);
    const folder = join(dataDirectory, 'log');
    let own: LogSigner | undefined;
    let memory: SignedHeads | undefined;
    /** What waits, and since when. */
    let waiting: Readonly<{ what: string; since: number }> | undefined;
    let disputed: number | undefined;
    while (!signal.aborted) {
        const wait = await look().catch((error: unknown) => {
            logger.warn({ err: error }, 'the transparency log has to wait');
            return patience;
        });
        await delay(wait, undefined, { signal }).catch(() => undefined);
    }
    memory?.close();

    /** Takes the next step, if it is time; answers after how many ms to look again. */
    async function look(): Promise<number> {
        const what = organisation === LOG_OWNER ? ownWait(log, distrusted()) : otherWait(log);
        if (what === undefined) {
            waiting = undefined;
            return pause;
        }
        waiting = waiting?.what === what ? waiting : { what, since: Date.now() };
        const due = organisation === LOG_OWNER ? gather : organisation === 'community' ? 0 : standIn;
        if (Date.now() - waiting.since < due) {
            return Math.min(pause, due);
        }
        const next = await nextStep();
        return next === undefined ? pause : (await write(next)) ? 20 : patience;
    }

    async function nextStep(): Promise<LogStep | undefined> {
        const gated = gateHead(readModel)?.last ?? null;
        if (organisation === LOG_OWNER) {
            const keys = gateway.documents?.documents.keys;
            const open = log.open();
            if (open !== undefined && isDisputed(open, log) && disputed !== open.position) {
                disputed = open.position;
                logger.error({ refusals: open.refusals }, 'another organisation does not agree with a tree head');
            }
            if (keys === undefined) {
                return undefined;
            }
            return certifierStep(log, { signer: certifierSigner(keys), gated, distrusted: distrusted() });
        }
        const signer = await ownKey();
        memory ??= new SignedHeads(join(folder, 'signed.sqlite'));
        const next = cosignerStep(log, { signer, gated, memory });
        if (next?.command.transaction === 'log:refuse') {
            logger.error({ refusal: next.command.argument }, 'a tree head of the certifier is refused');
        }
        return next;
    }

    /** Names of keys for documents that the certifier does not stand by any more. */
    function distrusted(): readonly string[] {
        const all = gateway.documents?.documents.keys.all ?? [];
        return all.filter(({ revoked }) => revoked !== null).map(({ kid }) => kid);
    }

    async function ownKey(): Promise<LogSigner> {
        own ??= await openLogKey(folder, { organisation, profileFile: gateway.profileFile });
        return own;
    }

    /** Whether the step is on the ledger. */
    async function write({ action, command }: LogStep): Promise<boolean> {
        try {
            const wanted = { owner: 'log', key: null, requestHash: '', action: action.name, command };
            const record = await operations.start(wanted).done;
            if (record?.state === 'failed') {
                logger.warn({ step: action.name, problem: record.problem }, 'the ledger refused a step of the log');
            }
            return record?.state === 'committed';
        } catch (error) {
            const reason = error instanceof LedgerFailure ? error.message : 'unavailable';
            logger.warn({ step: action.name, reason }, 'a step of the log has to wait');
            return false;
        }
    }
}

const LOG_OWNER = 'certifier';

/** What the certifier has to do: withdraw a key, or seal the entries after the sealed ones. */
function ownWait(log: LedgerLog, distrusted: readonly string[]): string | undefined {
    const withdrawn = distrusted.find((kid) => log.keyOf(LOG_OWNER, kid)?.revoked === null);
    if (withdrawn !== undefined) {
        return `key ${withdrawn}`;
    }
    const sealed = log.sealed()?.treeHead.head.size ?? 0;
    return log.tree.size > sealed ? `after ${sealed}` : undefined;
}

/** What others have to look at: the open head. */
function otherWait(log: LedgerLog): string | undefined {
    const open = log.open();
    return open === undefined ? undefined : `head ${open.position}`;
}

function certifierSigner({ all, current }: NonNullable<Gateway['documents']>['documents']['keys']): LogSigner {
    const { kid, sign } = current;
    const key = all.find((one) => one.kid === kid);
    if (key === undefined) {
        throw problem('LOG_KEY_UNKNOWN', { org: LOG_OWNER, kid });
    }
    return { org: LOG_OWNER, kid, jwk: key.jwk, x5c: key.x5c, sign };
}
