import {
    type DisclosureCommitment,
    type DisclosureLeaf,
    type HolderCopy,
    hex,
    holderTree,
    intervalsBetween,
    type Presentation,
    present,
    signToken,
} from '@linguang/chaincode/domain';
import { hmac } from '@linguang/chaincode/testing';
import { DID, type Signer } from './certifier.js';
import { sha256 } from './keys.js';
import { altered, core, type Loose, leaves, list, NOT_SET, signer, statusIndex, stranger, vector } from './material.js';
import type { Made } from './vector.js';

/** The secret of the salts, as the holder's copy has it. */
const KEY = hex(new Uint8Array(32).fill(9));
const cryptography = { hash: sha256, hmac };
const tree = holderTree({ type: 'LinguangHolderCopy', v: 1, commitment: '', key: KEY, leaves }, cryptography);
const { credentialSubject: subject } = core;
const COMMITMENT: DisclosureCommitment = {
    v: 1,
    iss: DID,
    scope: 'certificate',
    validFrom: core.validFrom,
    validUntil: core.validUntil,
    periodStart: subject.periodStart,
    periodEnd: subject.periodEnd,
    intervalMinutes: 15,
    timeZoneOffsetMinutes: subject.timeZoneOffsetMinutes,
    root: tree.root,
    size: tree.size,
    schemeId: subject.schemeId,
    schemeVersion: subject.schemeVersion,
    credentialStatus: core.credentialStatus,
    simulation: subject.simulation,
};
const SUMMARY: DisclosureCommitment = {
    ...COMMITMENT,
    scope: 'summary',
    credentialStatus: [],
    validFrom: '2026-03-06T00:00:00Z',
    validUntil: '2026-04-06T00:00:00Z',
};
const holds = (leaf: DisclosureLeaf) =>
    leaf.kind === 'statement' && leaf.span === 'day' && leaf.metric === 'solar' && leaf.holds;
const strongest = leaves.findLast(holds);
const noon = intervalsBetween('2026-03-01T04:00:00Z', '2026-03-01T05:00:00Z');

/** What a holder shows in part. */
export function presentationVectors(): readonly Made[] {
    const statement = shown(COMMITMENT, (leaf) => leaf === strongest);
    const hour = shown(COMMITMENT, noon);
    const valid = { outcome: 'valid' };
    const made = (id: string, shows: string, content: object, changes: Partial<Made> & { outcome: string }) =>
        vector(`disclosure-${id}`, shows, JSON.stringify(content), changes);
    const bad = (id: string, shows: string, content: object, check: string, reason: string, outcome = 'tampered') =>
        made(id, shows, content, { outcome, fails: [[check, reason]] });
    const leafless = (id: string, shows: string, content: object) =>
        bad(id, shows, content, 'disclosure.leaves', 'DISCLOSURE_INVALID');
    const changed = (id: string, shows: string, change: (shown: Loose) => void) =>
        leafless(
            id,
            shows,
            altered(hour, ({ disclosed }: Loose) => change(disclosed[0])),
        );
    const refused = (id: string, shows: string, change: (copy: Loose) => void) =>
        bad(id, shows, altered(hour, change), 'disclosure.form', 'CREDENTIAL_SCHEMA');
    const revoked = list('revocation', 'set', [statusIndex]);
    return [
        made('statement', `More than ${percent()} of a day was solar; no energy is told.`, statement, valid),
        made('hour', 'The quarter-hours of noon.', hour, valid),
        made(
            'sum',
            'What the whole period comes to.',
            shown(COMMITMENT, ({ kind, ...leaf }: Loose) => kind === 'sum' && leaf.span === 'period'),
            valid,
        ),
        made(
            'summary',
            'Of a month’s summary: it has no status, and is valid for 31 days.',
            shown(SUMMARY, (leaf) => leaf === strongest),
            {
                ...valid,
                status: [],
            },
        ),
        made(
            'summary-ended',
            'A summary that is too old.',
            shown(SUMMARY, (leaf) => leaf === strongest),
            {
                outcome: 'expired',
                at: SUMMARY.validUntil,
                fails: [['validity', 'VALIDITY_ENDED']],
            },
        ),
        made('no-list', 'Whether the certificate behind it was revoked is not known.', statement, {
            outcome: 'status-unknown',
            status: [],
        }),
        made('revoked', 'The certificate behind it was revoked.', statement, {
            outcome: 'revoked',
            status: [revoked, NOT_SET[1] ?? ''],
            fails: [['status.revocation', 'STATUS_REVOKED']],
        }),
        made('keys-not-given', 'Nobody told the issuer’s keys.', statement, {
            outcome: 'unknown',
            trust: [],
            unknown: [['disclosure.key', 'KEY_DOCUMENT_MISSING']],
        }),
        changed('figure', 'Less consumption than it was.', ({ leaf }) => {
            leaf.consumedWh -= 1;
        }),
        leafless(
            'statement-turned',
            'A statement that does not hold, turned into one that does.',
            altered(
                shown(
                    COMMITMENT,
                    (leaf) =>
                        leaf.kind === 'statement' &&
                        leaf.span === 'day' &&
                        leaf.metric === 'solar' &&
                        leaf.moreThanBp === 9999,
                ),
                ({ disclosed }: Loose) => {
                    disclosed[0].leaf.holds = !disclosed[0].leaf.holds;
                },
            ),
        ),
        changed('salt', 'Another salt.', (one) => {
            one.salt = '0'.repeat(32);
        }),
        changed('index', 'The place of its neighbour.', (one) => {
            one.index += 1;
        }),
        changed('path-cut', 'A path without its last step.', ({ path }) => {
            path.pop();
        }),
        changed('path-long', 'A path with one step more.', ({ path }) => {
            path.push(path[0]);
        }),
        leafless(
            'leaf-twice',
            'One quarter-hour shown twice.',
            altered(hour, ({ disclosed }: Loose) => {
                disclosed.push(disclosed[0]);
            }),
        ),
        leafless(
            'outside',
            'The commitment is of a shorter period than its leaves.',
            shown({ ...COMMITMENT, periodEnd: '2026-03-01T04:00:00Z' }, noon),
        ),
        leafless(
            'summary-with-status',
            'A summary with status entries.',
            shown({ ...COMMITMENT, scope: 'summary' }, noon),
        ),
        leafless(
            'without-status',
            'A certificate’s part without status entries.',
            shown({ ...COMMITMENT, credentialStatus: [] }, noon),
        ),
        refused('extra-member', 'A member that no leaf has.', ({ disclosed }) => {
            disclosed[0].leaf.note = '';
        }),
        refused('unknown-kind', 'A leaf of a kind that is not known.', ({ disclosed }) => {
            disclosed[0].leaf.kind = 'year';
        }),
        refused('nothing', 'Nothing is shown.', (copy) => {
            copy.disclosed = [];
        }),
        bad(
            'other-token',
            'A certificate as token where the commitment belongs.',
            { ...hour, commitment: signer.token(core) },
            'disclosure.form',
            'CREDENTIAL_JWT',
        ),
        bad(
            'commitment-changed',
            'The root of another tree under the signature.',
            { ...hour, commitment: exchanged(hour.commitment) },
            'disclosure.signature',
            'CREDENTIAL_SIGNATURE',
        ),
        bad(
            'stranger',
            'A commitment by a stranger’s key.',
            shown(COMMITMENT, noon, stranger.key('documents 1')),
            'disclosure.key',
            'CREDENTIAL_KEY_UNKNOWN',
            'untrusted',
        ),
    ];
}

function shown(
    commitment: DisclosureCommitment,
    wanted: (leaf: DisclosureLeaf) => boolean,
    by: Signer = signer,
): Presentation {
    const copy: HolderCopy = {
        type: 'LinguangHolderCopy',
        v: 1,
        commitment: signToken(commitment, 'linguang-disclosure+jwt', by.methods.token, by.sign),
        key: KEY,
        leaves,
    };
    return present(copy, wanted, cryptography);
}

/** The same token with another root in it. */
function exchanged(token: string): string {
    const [header, payload = '', signature] = token.split('.');
    const text = Buffer.from(payload, 'base64url').toString().replace(tree.root, '0'.repeat(64));
    return [header, Buffer.from(text).toString('base64url'), signature].join('.');
}

function percent(): string {
    return strongest?.kind === 'statement' ? `${strongest.moreThanBp / 100} %` : '';
}
