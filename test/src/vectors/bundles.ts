import {
    documentDigest,
    jcs,
    LogTree,
    logLeaf,
    logProof,
    networkDigest,
    type SignedTreeHead,
    signTreeHead,
    slot,
    type TreeHead,
} from '@linguang/chaincode/domain';
import { AUTHORITY } from './chains.js';
import { type BlockPart, CHANNEL, envelope, type Invocation, Organisation, signedBlock, text } from './fabric.js';
import { sha256, type TestKey, testKey } from './keys.js';
import { altered, beside, core, KEYS, type Loose, signed, signer, statusIndex, stranger, vector } from './material.js';
import type { Made } from './vector.js';

const number = core.credentialSubject.certificateNumber;
const digest = documentDigest(core, sha256);
const KEY_ON_LEDGER = `certificate~${number}`;
const certifierOrg = new Organisation('CertifierMSP', 'certifier');
const grid = new Organisation('GridMSP', 'grid');
const community = new Organisation('CommunityMSP', 'community');
/** Calls itself the grid company's, and is somebody else's. */
const falseGrid = new Organisation('GridMSP', 'grid', 'somebody');
const organisations = [certifierOrg, community, grid];
const LOG_KEYS: Readonly<Record<'certifier' | 'community' | 'grid', TestKey>> = {
    certifier: testKey('certifier log'),
    community: testKey('community log'),
    grid: testKey('grid log'),
};
type LogOrg = keyof typeof LOG_KEYS;

const network = {
    type: 'LinguangNetwork',
    v: 1,
    channel: CHANNEL,
    organisations: organisations.map(({ mspId, name, authority }) => ({ mspId, name, authorities: [text(authority)] })),
    certifier: 'CertifierMSP',
    log: {
        id: 'linguang-certificates',
        certifier: 'certifier',
        keys: Object.entries(LOG_KEYS).map(([org, { kid, jwk }]) => ({ org, kid, jwk })),
    },
} as const;
export const NETWORK = beside.put('trust/network.json', network);
const DIGEST = `sha256:${networkDigest(network, sha256)}`;

const record = { digest, number, status: 'valid' };
const [BLOCK, INDEX] = [300, 5];
const asked: Invocation = {
    chaincode: 'certificate',
    args: ['certificates:get', JSON.stringify({ number })],
    answer: JSON.stringify(record),
    reads: [{ key: KEY_ON_LEDGER, block: BLOCK, transaction: 0 }],
};
const issued: Invocation = {
    chaincode: 'certificate',
    args: ['certificates:issue', '{}'],
    answer: '{}',
    writes: [{ key: KEY_ON_LEDGER, value: JSON.stringify(record) }],
};
export const client = certifierOrg.member('client');
export const peers = [certifierOrg.member('peer'), grid.member('peer')];
const transaction = envelope(issued, client, peers);
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const header: BlockPart = {
    number: BLOCK,
    previousHash: hexOf(sha256(Buffer.from('the block before'))),
    dataHash: hexOf(sha256(transaction)),
};
const orderers = [certifierOrg, grid].map((one) => one.member('orderer'));
const ledger = {
    v: 1,
    attestation: text(envelope(asked, client, peers)),
    block: signedBlock(header, orderers),
    transaction: null,
};

const tree = new LogTree(sha256);
for (let entry = 0; entry < 11; entry++) {
    tree.append(logLeaf(sha256, entry === INDEX ? digest : hexOf(sha256(Uint8Array.of(entry)))));
}
const HEAD: TreeHead = {
    v: 1,
    type: 'LinguangTreeHead',
    log: network.log.id,
    size: tree.size,
    root: hexOf(tree.root()),
    slot: slot(1_970_000),
    previous: hexOf(sha256(Buffer.from('the head before'))),
};
const log = logProof(tree, INDEX, headBy(HEAD, 'certifier', 'grid'));

function headBy(head: TreeHead, ...orgs: readonly LogOrg[]): SignedTreeHead {
    const signatures = orgs.map((org) => signTreeHead(head, { org, kid: LOG_KEYS[org].kid, sign: LOG_KEYS[org].sign }));
    return { head, signatures };
}

const bundle = {
    type: 'LinguangBundle',
    v: 1,
    credential: signed,
    chains: [[text(signer.chain[0] ?? new Uint8Array())]],
    statusLists: [
        signer.statusList('revocation', [statusIndex - 1, statusIndex + 1]),
        signer.statusList('suspension', []),
    ],
    log,
    ledger,
    network,
};

/** Offline bundles. */
export function bundleVectors(): readonly Made[] {
    const given = { trust: [AUTHORITY], status: [], network: [NETWORK] };
    const of = (id: string, shows: string, content: unknown, changes: Partial<Made> & { outcome: string }) =>
        vector(`bundle-${id}`, shows, typeof content === 'string' ? content : jcs(content), { ...given, ...changes });
    const bad = (id: string, shows: string, content: unknown, check: string, reason: string, outcome = 'tampered') =>
        of(id, shows, content, { outcome, fails: [[check, reason]] });
    const withLedger = (evidence: object) => ({ ...bundle, ledger: { ...ledger, ...evidence } });
    const attested = (invocation: Partial<Invocation>, by = client, endorsers = peers) =>
        withLedger({ attestation: text(envelope({ ...asked, ...invocation }, by, endorsers)) });
    const onLedger = (id: string, shows: string, content: unknown, reason: string) =>
        bad(id, shows, content, 'ledger.record', reason);
    const head = (id: string, shows: string, treeHead: SignedTreeHead, reason: string) =>
        bad(id, shows, { ...bundle, log: { ...log, treeHead } }, 'log.head', reason);
    const form = (id: string, shows: string, content: unknown, reason: string) =>
        bad(id, shows, content, 'bundle.form', reason);
    const whole = withLedger({ transaction: text(transaction) });
    const [first] = log.treeHead.signatures;
    const fork = headBy({ ...HEAD, root: '0'.repeat(64) }, 'certifier', 'community');
    const forged = {
        ...fork,
        signatures: fork.signatures.map((one) => ({ ...one, signature: first?.signature ?? '' })),
    };
    return [
        of('true', 'Everything passes: certifier, log, peers of two organisations, orderers of two.', bundle, {
            outcome: 'valid',
        }),
        of('by-digest', 'The anchors are trusted by their digest.', bundle, { outcome: 'valid', network: [DIGEST] }),
        of('keys-alone', 'The key document stands in for the authority.', bundle, { outcome: 'valid', trust: [KEYS] }),
        of(
            'no-anchors',
            'Without anchors the evidence stays unknown; the certifier’s signature still stands.',
            bundle,
            {
                outcome: 'valid',
                network: [],
                unknown: [
                    ['network.trust', 'NETWORK_NOT_GIVEN'],
                    ['log.inclusion', 'NETWORK_NOT_GIVEN'],
                    ['ledger.record', 'NETWORK_NOT_GIVEN'],
                ],
            },
        ),
        of('other-anchors', 'The reader knows another network.', bundle, {
            outcome: 'untrusted',
            network: [`sha256:${'0'.repeat(64)}`],
            fails: [['network.trust', 'NETWORK_OTHER']],
        }),
        of('no-trust', 'Nobody is trusted.', bundle, {
            outcome: 'unknown',
            trust: [],
            unknown: [['credential.key', 'KEY_DOCUMENT_MISSING']],
        }),
        of('later', 'Its status lists are too old by now.', bundle, {
            outcome: 'status-unknown',
            at: '2026-03-06T10:50:00Z',
            unknown: [['status.revocation', 'STATUS_LIST_STALE']],
        }),
        of(
            'bare',
            'Not logged yet, and no evidence of the ledger.',
            { ...bundle, log: null, ledger: null },
            {
                outcome: 'valid',
                unknown: [
                    ['log.inclusion', 'LOG_NOT_YET'],
                    ['ledger.record', 'LEDGER_NOT_GIVEN'],
                ],
            },
        ),
        of('transaction', 'The holder shows the transaction, which is alone in its block.', whole, {
            outcome: 'valid',
        }),
        of('beside', 'A bundle beside the certificate that it is of.', JSON.stringify(signed), {
            outcome: 'valid',
            bundle: beside.put('beside/bundle.json', jcs(bundle)),
        }),
        of('beside-other', 'A bundle beside another certificate.', JSON.stringify(elsewhere()), {
            outcome: 'tampered',
            bundle: 'beside/bundle.json',
            fails: [
                ['bundle.document', 'BUNDLE_OTHER'],
                ['log.inclusion', 'LOG_PROOF_INVALID'],
                ['ledger.record', 'LEDGER_RECORD_OTHER'],
            ],
        }),
        bad('cut', 'The second half is missing.', jcs(bundle).slice(0, 8_000), 'document.form', 'CREDENTIAL_NOT_JSON'),
        form(
            'line-break',
            'A line break at the end is not canonical either.',
            `${jcs(bundle)}\n`,
            'BUNDLE_NOT_CANONICAL',
        ),
        form('extra-member', 'A member that no bundle has.', { ...bundle, note: '' }, 'BUNDLE_INVALID'),
        form(
            'lists-swapped',
            'The lists in another order.',
            { ...bundle, statusLists: bundle.statusLists.toReversed() },
            'BUNDLE_LISTS',
        ),
        bad(
            'stranger-chain',
            'The chain of a stranger’s key of the same name.',
            { ...bundle, chains: [[text(stranger.key('documents 1').chain[0] ?? new Uint8Array())]] },
            'bundle.chains',
            'BUNDLE_CHAINS',
            'untrusted',
        ),
        head(
            'head-one-signer',
            'A head that the certifier signed alone.',
            headBy(HEAD, 'certifier'),
            'LOG_HEAD_COSIGNER',
        ),
        head(
            'head-not-certifier',
            'A head that the certifier did not sign first.',
            headBy(HEAD, 'grid', 'community'),
            'LOG_HEAD_SIGNATURE',
        ),
        head(
            'head-forged',
            'A head with a larger tree under the old signatures.',
            { ...log.treeHead, head: { ...HEAD, size: HEAD.size + 1 } },
            'LOG_HEAD_SIGNATURE',
        ),
        bad(
            'inclusion',
            'The proof of its neighbour.',
            { ...bundle, log: { ...log, leafIndex: INDEX - 1 } },
            'log.inclusion',
            'LOG_PROOF_INVALID',
        ),
        of('split-view', 'The reader knows a head of the same size with another root: a split view.', bundle, {
            outcome: 'tampered',
            head: [beside.put('beside/head-fork.json', fork)],
            fails: [['log.head', 'LOG_VIEWS_DIFFER']],
        }),
        of('head-known', 'The reader knows the same head.', bundle, {
            outcome: 'valid',
            head: [beside.put('beside/head.json', headBy(HEAD, 'certifier', 'grid'))],
        }),
        of('head-accused', 'A head that nobody signed cannot accuse the log.', bundle, {
            outcome: 'valid',
            head: [beside.put('beside/head-forged.json', forged)],
        }),
        of(
            'revoked-on-ledger',
            'Peers attest that it was revoked, though its lists do not say so yet.',
            attested({ answer: JSON.stringify({ ...record, status: 'revoked' }) }),
            {
                outcome: 'revoked',
                fails: [['status.revocation', 'STATUS_REVOKED']],
            },
        ),
        onLedger(
            'attested-alone',
            'Only the certifier’s peers attest it.',
            attested({}, client, peers.slice(0, 1)),
            'LEDGER_ORGANISATIONS',
        ),
        onLedger(
            'attested-without-certifier',
            'Peers of the two others attest it.',
            attested({}, client, [grid.member('peer'), community.member('peer')]),
            'LEDGER_ORGANISATIONS',
        ),
        onLedger(
            'attested-by-stranger',
            'A peer of an organisation that calls itself the grid’s.',
            attested({}, client, [certifierOrg.member('peer'), falseGrid.member('peer')]),
            'LEDGER_MEMBER',
        ),
        onLedger(
            'attested-other-digest',
            'They attest another document.',
            attested({ answer: JSON.stringify({ ...record, digest: '0'.repeat(64) }) }),
            'LEDGER_RECORD_OTHER',
        ),
        onLedger(
            'attested-uncommitted',
            'Nothing was read from the ledger.',
            attested({ reads: [] }),
            'LEDGER_RECORD_OTHER',
        ),
        bad(
            'block-forged',
            'Another data hash under the orderers’ signatures.',
            withLedger({ block: { ...signedBlock(header, orderers), dataHash: '0'.repeat(64) } }),
            'ledger.block',
            'LEDGER_ORDERER',
        ),
        of('block-unsigned', 'No orderer signed.', withLedger({ block: signedBlock(header, []) }), {
            outcome: 'valid',
            unknown: [['ledger.block', 'LEDGER_ORDERERS_NOT_NAMED']],
        }),
        bad(
            'transaction-other',
            'A transaction that wrote another record.',
            withLedger({
                transaction: text(
                    envelope({ ...issued, writes: [{ key: KEY_ON_LEDGER, value: '{}' }] }, client, peers),
                ),
            }),
            'ledger.transaction',
            'LEDGER_TRANSACTION_OTHER',
        ),
    ];
}

/** Another true certificate. */
function elsewhere(): object {
    return signer.credential(
        altered(core, ({ credentialSubject }: Loose) => {
            credentialSubject.beneficiary.location = 'shekou-west';
        }),
    );
}
