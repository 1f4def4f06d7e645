import { gzipSync } from 'node:zlib';
import { addProof, base64url, documentDigest, hexBytes, type SignedStatusList } from '@linguang/chaincode/domain';
import { CURRENT, keyDocument } from './certifier.js';
import { sha256 } from './keys.js';
import {
    altered,
    beside,
    certifier,
    core,
    KEYS,
    type Loose,
    list,
    NOT_SET,
    signed,
    signer,
    statusIndex,
    stranger,
    vector,
} from './material.js';
import type { Made } from './vector.js';

const text = JSON.stringify(signed);
const [CLEAR = '', RUNNING = ''] = NOT_SET;
const PAST = { validFrom: '2026-03-05T09:50:00Z', validUntil: '2026-03-05T10:50:00Z' };
const NEWER = { validFrom: '2026-03-06T09:55:00Z', validUntil: '2026-03-06T10:55:00Z' };
const COMING = { validFrom: '2026-03-06T10:00:01Z', validUntil: '2026-03-06T11:00:00Z' };

/** What became of a true certificate. */
export function statusVectors(): readonly Made[] {
    const revoked = list('revocation', 'set', [statusIndex]);
    const suspended = list('suspension', 'set', [statusIndex]);
    const status = (
        id: string,
        shows: string,
        lists: readonly string[],
        changes: Partial<Made> & { outcome: string },
    ) => vector(`status-${id}`, shows, text, { status: lists, ...changes });
    const fails = (...found: readonly ['revocation' | 'suspension', string][]) =>
        found.map(([purpose, reason]) => [`status.${purpose}`, reason] as const);
    const unknown = (id: string, shows: string, lists: readonly string[], reason: string) =>
        status(id, shows, lists, { outcome: 'status-unknown', unknown: [['status.revocation', reason]] });
    const bad = (id: string, shows: string, made: object, reason: string) =>
        unknown(id, shows, [beside.put(`status/revocation-${id}.json`, made), RUNNING], reason);
    const suspension = list('suspension', 'newer', [], NEWER);
    return [
        status('revoked', 'Revoked: its bit is set.', [revoked, RUNNING], {
            outcome: 'revoked',
            fails: fails(['revocation', 'STATUS_REVOKED']),
        }),
        status('suspended', 'Suspended: its bit is set for now.', [CLEAR, suspended], {
            outcome: 'suspended',
            fails: fails(['suspension', 'STATUS_SUSPENDED']),
        }),
        status('both', 'Revoked while it was suspended.', [revoked, suspended], {
            outcome: 'revoked',
            fails: fails(['revocation', 'STATUS_REVOKED'], ['suspension', 'STATUS_SUSPENDED']),
        }),
        status('one-array', 'Both lists as an array in one file.', [bothInOne()], { outcome: 'valid' }),
        status('suspension-ended', 'Of two current lists the newer counts.', [CLEAR, suspended, suspension], {
            outcome: 'valid',
        }),
        status(
            'revoked-once',
            'A newer list that knows nothing of it cannot undo a revocation.',
            [revoked, list('revocation', 'newer', [], NEWER), RUNNING],
            { outcome: 'revoked', fails: fails(['revocation', 'STATUS_REVOKED']) },
        ),
        status(
            'revoked-long-ago',
            'A list out of its time still proves a revocation.',
            [list('revocation', 'set-past', [statusIndex], PAST), RUNNING],
            { outcome: 'revoked', fails: fails(['revocation', 'STATUS_REVOKED']) },
        ),
        status(
            'suspended-long-ago',
            'But not a suspension, which may have ended.',
            [CLEAR, list('suspension', 'set-past', [statusIndex], PAST)],
            { outcome: 'status-unknown', unknown: [['status.suspension', 'STATUS_LIST_STALE']] },
        ),
        unknown('none', 'No list.', [RUNNING], 'STATUS_NOT_GIVEN'),
        unknown('stale', 'A list of yesterday.', [list('revocation', 'past', [], PAST), RUNNING], 'STATUS_LIST_STALE'),
        unknown(
            'future',
            'A list of tomorrow.',
            [list('revocation', 'coming', [], COMING), RUNNING],
            'STATUS_LIST_STALE',
        ),
        unknown('other-purpose', 'The same list twice, none for revocation.', [RUNNING, RUNNING], 'STATUS_NOT_GIVEN'),
        bad(
            'stranger',
            'A list by a stranger.',
            stranger.key('documents 1').statusList('revocation', []),
            'CREDENTIAL_KEY_UNKNOWN',
        ),
        bad('forged', 'A list by a stranger, under the issuer’s key’s name.', forgedList(), 'CREDENTIAL_SIGNATURE'),
        bad(
            'cleared',
            'The bits of a list exchanged for those of another.',
            altered(signer.statusList('revocation', [statusIndex]), ({ credentialSubject }: Loose) => {
                credentialSubject.encodedList = signer.statusList('revocation', []).credentialSubject.encodedList;
            }),
            'CREDENTIAL_SIGNATURE',
        ),
        bad('renamed', 'The suspension list called revocation.', renamed(), 'CREDENTIAL_SIGNATURE'),
        bad('extra-member', 'A member that no list has.', extra(), 'CREDENTIAL_SCHEMA'),
        bad(
            'short',
            'A list of 65,536 entries, signed by mistake.',
            packed(new Uint8Array(8_192)),
            'STATUS_LIST_INVALID',
        ),
        bad('bomb', 'Bits that unpack to megabytes.', packed(new Uint8Array(4_000_000)), 'STATUS_LIST_INVALID'),
        bad('not-packed', 'Bits that were not packed.', unpacked(), 'STATUS_LIST_INVALID'),
        status(
            'key-revoked',
            'A list by a key that was revoked later may be dated back.',
            [
                beside.put('status/revocation-second.json', certifier.key('documents 2').statusList('revocation', [])),
                RUNNING,
            ],
            {
                outcome: 'status-unknown',
                trust: [
                    beside.put(
                        'trust/did-second-revoked.json',
                        keyDocument(
                            signer.entry(),
                            certifier.key('documents 2').entry({ revoked: '2026-03-06T09:59:00Z' }),
                        ),
                    ),
                ],
                unknown: [['status.revocation', 'STATUS_KEY_REVOKED']],
            },
        ),
        ...times(),
        ...codes(),
    ];
}

function times(): readonly Made[] {
    const at = (id: string, shows: string, moment: string, outcome: string, reason: string) =>
        vector(`time-${id}`, shows, text, { at: moment, outcome, fails: [['validity', reason]], trust: [KEYS] });
    return [
        at('expired', 'Not maintained any more.', core.validUntil, 'expired', 'VALIDITY_ENDED'),
        at(
            'not-yet',
            'A second before it begins.',
            secondBefore(core.validFrom),
            'not-yet-valid',
            'VALIDITY_NOT_BEGUN',
        ),
        vector('time-first', 'From its first second on.', text, { at: core.validFrom, outcome: 'status-unknown' }),
    ];
}

/** The code on the paper. */
function codes(): readonly Made[] {
    const { certificateNumber } = core.credentialSubject;
    const digest = base64url(hexBytes(documentDigest(core, sha256)));
    const page = `https://certifier.example/verify/${certificateNumber}`;
    const other = { outcome: 'tampered', fails: [['document.code', 'CODE_OTHER']] } as const;
    return [
        vector('code-true', 'The code on the paper is this certificate’s.', text, {
            code: `${page}#sha256=${digest}`,
            outcome: 'valid',
        }),
        vector('code-other-content', 'The code names another content.', text, {
            code: `${page}#sha256=${base64url(new Uint8Array(32))}`,
            ...other,
        }),
        vector('code-other-number', 'The code names another number.', text, {
            code: `https://certifier.example/verify/LG-OTHER#sha256=${digest}`,
            ...other,
        }),
        vector('code-no-content', 'The code names no content.', text, { code: page, ...other }),
    ];
}

function bothInOne(): string {
    return beside.put('status/both.json', [
        signer.statusList('revocation', [statusIndex - 1, statusIndex + 1]),
        signer.statusList('suspension', []),
    ]);
}

function forgedList(): object {
    const { proof: _, ...bare } = stranger.key('documents 1').statusList('revocation', []);
    const options = { created: CURRENT.validFrom, verificationMethod: signer.methods.proof };
    return addProof(bare, options, { hash: sha256, sign: stranger.key('documents 1').sign });
}

function renamed(): object {
    const suspension = JSON.stringify(signer.statusList('suspension', []));
    return JSON.parse(suspension.replaceAll('suspension', 'revocation'));
}

function extra(): object {
    return resigned((copy: Loose) => {
        copy.name = 'list';
    });
}

function packed(bits: Uint8Array): object {
    return resigned(({ credentialSubject }: Loose) => {
        credentialSubject.encodedList = `u${base64url(gzipSync(bits))}`;
    });
}

function unpacked(): object {
    return resigned(({ credentialSubject }: Loose) => {
        credentialSubject.encodedList = `u${base64url(new Uint8Array(16_384))}`;
    });
}

/** A list with a fault that the issuer signed. */
function resigned(change: (copy: Loose) => void): SignedStatusList {
    const { proof: _, ...bare } = altered(signer.statusList('revocation', []), change);
    const options = { created: CURRENT.validFrom, verificationMethod: signer.methods.proof };
    return addProof(bare, options, { hash: sha256, sign: signer.sign });
}

function secondBefore(instant: string): string {
    return `${new Date(Date.parse(instant) - 1_000).toISOString().slice(0, 19)}Z`;
}
