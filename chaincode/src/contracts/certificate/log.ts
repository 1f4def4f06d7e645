import contractApi from 'fabric-contract-api';
import {
    cosignHead,
    type HeadRecord,
    type HeadSignature,
    LOG_CERTIFIER,
    type LogKey,
    logOf,
    parseCosignRequest,
    parseHeadRequest,
    parseKeyRequest,
    parseRefuseRequest,
    parseSplitRequest,
    problem,
    proposeHead,
    refuseHead,
    type Slot,
    splitView,
    thumbprint,
    treeHeadDigest,
} from '../../domain/index.js';
import { FIRST_SLOT } from '../../ledger/keys.js';
import { allow, EVERYBODY } from '../context/access.js';
import { answer } from '../context/contract.js';
import { hash, verifyEs256 } from '../crypto.js';
import { emptyRequest, idRequest, request, rest, slotNumber } from '../request.js';
import { CertificateContext } from './context.js';
import { CertificateContract } from './contract.js';
import { settledSlots } from './energyledger.js';

const { Transaction } = contractApi;

/** Heads of the transparency log over all certificates: proposed by the certifier, sealed by another organisation's signature. */
export class LogContract extends CertificateContract {
    constructor() {
        super('log');
    }

    /** Registers a key that the caller's organisation signs heads with; again changes nothing. Reads: the key. */
    @Transaction()
    @allow('certifier.client', 'grid.client', 'community.client')
    async registerKey(context: CertificateContext, json: string): Promise<string> {
        const { jwk, x5c } = parseKeyRequest(rest(json));
        const [org, kid] = [context.caller.member, thumbprint(hash, jwk)];
        const known = await context.log.key(org, kid);
        if (known !== undefined) {
            return answer(known);
        }
        return await savedKey(context, { v: 1, org, kid, jwk, x5c, revoked: null });
    }

    /**
     * Says that a key of the caller's organisation is not to be believed from a slot on; it signs no head any more. Reads: the key.
     * What it signed stays on the ledger, with the blocks it stands in.
     */
    @Transaction()
    @allow('certifier.client', 'grid.client', 'community.client')
    async revokeKey(context: CertificateContext, json: string): Promise<string> {
        const fields = request(json);
        const kid = fields.text('kid', 100);
        const revoked = { reason: fields.text('reason', 500), slot: slotNumber(fields, 'slot') };
        fields.end();
        const known = await context.log.key(context.caller.member, kid);
        if (known === undefined) {
            throw problem('LOG_KEY_UNKNOWN', { org: context.caller.member, kid });
        }
        return known.revoked === null ? await savedKey(context, { ...known, revoked }) : answer(known);
    }

    /**
     * Takes the certifier's next head; see {@link proposeHead}. Certifier only. Reads: the log's state and open proposal, the key, each of
     * the certificates and where it is in the log; in `energy` the gate of the head's slot.
     */
    @Transaction()
    @allow('certifier.client')
    async propose(context: CertificateContext, json: string): Promise<string> {
        const asked = parseHeadRequest(rest(json));
        const { log, certificates } = context;
        const state = await log.state();
        const digests: (string | undefined)[] = [];
        const placed = [];
        for (const number of asked.entries) {
            digests.push((await certificates.find(number))?.digest);
            placed.push(await log.entry(number));
        }
        const proposal = proposeHead({
            log: logOf(context.channel),
            state,
            open: typeof state?.open === 'number' ? await log.head(state.open) : undefined,
            request: asked,
            digests,
            placed,
            isGated: await gateOf(context, asked.head.slot),
            ...(await meansOf(context, [{ org: LOG_CERTIFIER, kid: asked.kid }])),
        });
        if (proposal.state !== null) {
            await log.saveState(proposal.state);
            await log.saveHead(proposal.record);
            for (const { number, record } of proposal.entries) {
                await log.saveEntry(number, record);
            }
        }
        return told(context, 'log.proposed', proposal.record);
    }

    /**
     * Adds the caller's signature to a head; the first one seals it; see {@link cosignHead}. Grid and community. Reads: the head, the
     * log's state, the keys of its signatures.
     */
    @Transaction()
    @allow('grid.client', 'community.client')
    async cosign(context: CertificateContext, json: string): Promise<string> {
        const asked = parseCosignRequest(rest(json));
        const record = await context.log.head(asked.position);
        const org = context.caller.member;
        const signed = [...record.treeHead.signatures, { org, kid: asked.kid }];
        const { record: after, state } = cosignHead(org, asked, {
            record,
            state: await context.log.existingState(),
            ...(await meansOf(context, signed)),
        });
        if (after !== record) {
            await context.log.saveHead(after);
        }
        if (state !== null) {
            await context.log.saveState(state);
        }
        return told(context, 'log.sealed', after);
    }

    /** Records that the caller does not agree with a head; see {@link refuseHead}. Grid and community. Reads: the head, the log's state. */
    @Transaction()
    @allow('grid.client', 'community.client')
    async refuse(context: CertificateContext, json: string): Promise<string> {
        const asked = parseRefuseRequest(rest(json));
        const record = await context.log.head(asked.position);
        const state = await context.log.existingState();
        const after = refuseHead(context.caller.member, asked, { record, state });
        if (after !== record) {
            await context.log.saveHead(after);
        }
        return told(context, 'log.refused', after);
    }

    /** Puts a head on the ledger that convicts the certifier of a split view; see {@link splitView}. Reads: the sealed head, the key. */
    @Transaction()
    @allow('certifier.client', 'grid.client', 'community.client')
    async reportSplit(context: CertificateContext, json: string): Promise<string> {
        const asked = parseSplitRequest(rest(json));
        const record = await context.log.head(asked.position);
        const means = await meansOf(context, [{ org: LOG_CERTIFIER, kid: asked.kid }]);
        const found = splitView(context.caller.member, asked, { record, ...means });
        const digest = treeHeadDigest(asked.head, hash);
        await context.log.saveSplitView(digest, found);
        context.announce('log.split', { position: asked.position, digest });
        return answer(found);
    }

    @Transaction(false)
    @allow(...EVERYBODY)
    async state(context: CertificateContext, json: string): Promise<string> {
        emptyRequest(json);
        return answer({ state: (await context.log.state()) ?? null });
    }

    @Transaction(false)
    @allow(...EVERYBODY)
    async head(context: CertificateContext, json: string): Promise<string> {
        const fields = request(json);
        const position = fields.integer('position', 1);
        fields.end();
        return answer(await context.log.head(position));
    }

    /** Where a certificate stands in the log. */
    @Transaction(false)
    @allow(...EVERYBODY)
    async entry(context: CertificateContext, json: string): Promise<string> {
        const number = idRequest(json, 'number');
        const found = await context.log.entry(number);
        if (found === undefined) {
            throw problem('NOT_FOUND', { kind: 'log entry', id: number });
        }
        return answer(found);
    }
}

async function savedKey(context: CertificateContext, record: LogKey): Promise<string> {
    await context.log.saveKey(record);
    context.announce('log.key', { org: record.org, kid: record.kid });
    return answer(record);
}

function told(context: CertificateContext, event: string, { position, digest, treeHead, state }: HeadRecord): string {
    const head = { position, digest, size: treeHead.head.size, state };
    context.announce(event, head);
    return answer(head);
}

/** The gate of one slot, asked of the energy ledger without reading anything that still changes. */
async function gateOf({ stub }: CertificateContext, slot: Slot): Promise<(of: Slot) => boolean> {
    const { gated } = await settledSlots(stub, { from: FIRST_SLOT, to: FIRST_SLOT }, [slot]);
    return (of) => gated.has(of);
}

async function meansOf({ log }: CertificateContext, named: readonly Pick<HeadSignature, 'org' | 'kid'>[]) {
    const keys = new Map<string, LogKey>();
    for (const { org, kid } of named) {
        const key = await log.key(org, kid);
        if (key !== undefined) {
            keys.set(`${org} ${kid}`, key);
        }
    }
    const keyOf = (org: string, kid: string) => keys.get(`${org} ${kid}`);
    return { hash, verify: verifyEs256, keyOf };
}
