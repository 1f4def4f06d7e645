import { generateKeyPairSync, sign } from 'node:crypto';
import { expect } from 'chai';
import { hex, utf8 } from '../crypto.js';
import { parsePublicJwk, thumbprint } from '../jwk.js';
import { slot } from '../slot.js';
import { hash, verifyEs256 } from '../testing/crypto.js';
import { signTreeHead, type TreeHead, treeHead, treeHeadDigest } from './head.js';
import { judgeHead, type OwnView } from './judging.js';
import type { LogKey } from './published.js';
import type { HeadRecord, LogEntryRecord, LogState } from './records.js';
import { parseHeadRequest, parseKeyRequest, parseRefuseRequest } from './requests.js';
import { cosignHead, type Proposal, proposeHead, refuseHead, splitView } from './sealing.js';
import { LogTree, logLeaf } from './tree.js';

const LOG = 'linguang-certificates';
const GATED = slot(200);
const digestOf = (number: string) => hex(hash(utf8(`core of ${number}`)));

/** The ledger as far as the log goes, in memory. */
class Ledger {
    readonly certificates = new Map<string, string>();
    readonly entries = new Map<string, LogEntryRecord>();
    readonly heads = new Map<number, HeadRecord>();
    readonly keys = new Map<string, LogKey>();
    state: LogState | undefined;

    constructor(...organisations: readonly Organisation[]) {
        for (const { org, kid, jwk } of organisations) {
            this.keys.set(`${org} ${kid}`, { v: 1, org, kid, jwk, x5c: [], revoked: null });
        }
    }

    issue(...numbers: readonly string[]): void {
        for (const number of numbers) {
            this.certificates.set(number, digestOf(number));
        }
    }

    get means() {
        return { hash, verify: verifyEs256, keyOf: (org: string, kid: string) => this.keys.get(`${org} ${kid}`) };
    }

    propose(head: TreeHead, entries: readonly string[], by: Organisation): Proposal {
        const { kid, signature } = signTreeHead(head, by);
        const open = this.state?.open ?? null;
        const proposal = proposeHead({
            log: LOG,
            state: this.state,
            open: open === null ? undefined : this.head(open),
            request: { head, kid, signature, entries },
            digests: entries.map((number) => this.certificates.get(number)),
            placed: entries.map((number) => this.entries.get(number)),
            isGated: (at) => at <= GATED,
            ...this.means,
        });
        this.heads.set(proposal.record.position, proposal.record);
        this.state = proposal.state ?? this.state;
        for (const { number, record } of proposal.entries) {
            this.entries.set(number, record);
        }
        return proposal;
    }

    cosign(position: number, by: Organisation): HeadRecord {
        const record = this.head(position);
        const { kid, signature } = signTreeHead(record.treeHead.head, by);
        const signed = cosignHead(
            by.org,
            { position, kid, signature },
            { record, state: this.existing, ...this.means },
        );
        this.heads.set(position, signed.record);
        this.state = signed.state ?? this.state;
        return signed.record;
    }

    refuse(position: number, org: string): HeadRecord {
        const record = refuseHead(
            org,
            { position, code: 'ROOT', root: null },
            { record: this.head(position), state: this.existing },
        );
        this.heads.set(position, record);
        return record;
    }

    /** The head over the given entries after the sealed one, as an honest or a dishonest certifier computes it. */
    next(all: readonly string[], changes: Partial<TreeHead> = {}): TreeHead {
        const previous = this.state?.sealed?.head ?? null;
        return { ...treeHead(treeOf(all), { log: LOG, slot: slot(150), previous }, hash), ...changes };
    }

    head(position: number): HeadRecord {
        return this.heads.get(position) ?? expect.fail(`no head ${position}`);
    }

    get existing(): LogState {
        return this.state ?? expect.fail('no state');
    }
}

describe('sealing tree heads', () => {
    const [certifier, community] = [organisation('certifier'), organisation('community')];
    const [grid, thief] = [organisation('grid'), organisation('certifier')];
    let ledger: Ledger;

    beforeEach(() => {
        ledger = new Ledger(certifier, community, grid);
        ledger.issue('c1', 'c2', 'c3', 'c4', 'c5');
    });

    it('goes on from head to head, each over the entries since, and keeps where every certificate stands', () => {
        ledger.propose(ledger.next(['c1', 'c2', 'c3']), ['c1', 'c2', 'c3'], certifier);
        expect(ledger.head(1)).to.include({ state: 'proposed', position: 1 });
        expect(ledger.state).to.include({ open: 1, sealed: null, count: 1 });
        expect(ledger.cosign(1, community).state).to.equal('sealed');
        const second = ledger.next(['c1', 'c2', 'c3', 'c4', 'c5']);
        ledger.propose(second, ['c4', 'c5'], certifier);
        ledger.cosign(2, grid);
        expect(ledger.state?.sealed).to.deep.equal({ position: 2, head: second });
        expect(second.previous).to.equal(ledger.head(1).digest);
        expect(['c1', 'c3', 'c5'].map((number) => ledger.entries.get(number)?.index)).to.deep.equal([0, 2, 4]);
        expect(ledger.head(2).treeHead.signatures.map(({ org }) => org)).to.deep.equal(['certifier', 'grid']);
        const tree = treeOf(['c1', 'c2', 'c3', 'c4', 'c5']);
        expect(ledger.state?.peaks).to.deep.equal(tree.frontier.peaks.map(hex));
    });

    it('takes the same proposal and the same signature again without a change, and a third signature besides', () => {
        const head = ledger.next(['c1']);
        ledger.propose(head, ['c1'], certifier);
        expect(ledger.propose(head, ['c1'], certifier)).to.deep.include({ state: null, entries: [] });
        const sealed = ledger.cosign(1, community);
        expect(ledger.cosign(1, community)).to.equal(sealed);
        expect(ledger.cosign(1, grid).treeHead.signatures.map(({ org }) => org)).to.deep.equal([
            'certifier',
            'community',
            'grid',
        ]);
        expect(ledger.state).to.include({ open: null, count: 1 });
    });

    it('refuses another head while one waits, and one that does not continue the sealed head', () => {
        ledger.propose(ledger.next(['c1']), ['c1'], certifier);
        const other = ledger.next(['c2']);
        expect(() => ledger.propose(other, ['c2'], certifier)).to.throw('LOG_HEAD_OPEN');
        ledger.cosign(1, community);
        // Signed before the first was sealed: it names no head before it.
        expect(() => ledger.propose(other, ['c2'], certifier)).to.throw('LOG_HEAD_ORDER');
        const all = ['c1', 'c2'];
        for (const changes of [{ size: 1 }, { size: 3 }, { slot: slot(149) }, { slot: slot(201) }, { log: 'other' }]) {
            const head = ledger.next(all, changes);
            expect(() => ledger.propose(head, ['c2'], certifier), JSON.stringify(changes)).to.throw('LOG_HEAD_ORDER');
        }
        expect(() => ledger.propose(ledger.next(['c1']), [], certifier)).to.throw('LOG_HEAD_ORDER');
        ledger.propose(ledger.next(all), ['c2'], certifier);
    });

    it('refuses a root that is not that of its entries, and an entry that is none or was logged before', () => {
        const wrong = ledger.next(['c1', 'c2'], { root: digestOf('something else') });
        expect(() => ledger.propose(wrong, ['c1', 'c2'], certifier)).to.throw('LOG_PROOF_INVALID');
        expect(() => ledger.propose(ledger.next(['c1', 'c2']), ['c2', 'c1'], certifier)).to.throw('LOG_PROOF_INVALID');
        expect(() => ledger.propose(ledger.next(['x1']), ['x1'], certifier)).to.throw('LOG_ENTRY_INVALID');
        ledger.propose(ledger.next(['c1']), ['c1'], certifier);
        ledger.cosign(1, community);
        const twice = ledger.next(['c1', 'c1']);
        expect(() => ledger.propose(twice, ['c1'], certifier)).to.throw('it is entry 0 already');
    });

    it('refuses signatures that are not good, of keys that are unknown or revoked, and of the certifier twice', () => {
        const head = ledger.next(['c1']);
        expect(() => ledger.propose(head, ['c1'], thief)).to.throw('LOG_KEY_UNKNOWN');
        expect(() => ledger.propose(head, ['c1'], { ...thief, kid: certifier.kid })).to.throw('LOG_HEAD_SIGNATURE');
        expect(() => ledger.propose(head, ['c1'], community)).to.throw('LOG_KEY_UNKNOWN');
        ledger.propose(head, ['c1'], certifier);
        expect(() => ledger.cosign(1, { ...thief, org: 'grid' })).to.throw('LOG_KEY_UNKNOWN');
        expect(() => ledger.cosign(1, { ...thief, org: 'grid', kid: grid.kid })).to.throw('LOG_HEAD_SIGNATURE');
        // The certifier's own key under another name.
        const { kid, jwk } = certifier;
        ledger.keys.set(`grid ${kid}`, { v: 1, org: 'grid', kid, jwk, x5c: [], revoked: null });
        expect(() => ledger.cosign(1, { ...certifier, org: 'grid' })).to.throw('LOG_HEAD_COSIGNER');
        const known = ledger.keys.get(`grid ${grid.kid}`) ?? expect.fail();
        ledger.keys.set(`grid ${grid.kid}`, { ...known, revoked: { reason: 'lost', slot: GATED } });
        expect(() => ledger.cosign(1, grid)).to.throw('LOG_KEY_UNKNOWN');
        expect(ledger.head(1).state).to.equal('proposed');
    });

    it('lets a refused head be replaced, keeps it for everybody to see, and nobody can sign it any more', () => {
        ledger.propose(ledger.next(['c2', 'c1']), ['c2', 'c1'], certifier);
        expect(ledger.refuse(1, 'community')).to.deep.include({
            state: 'refused',
            refusals: [{ org: 'community', code: 'ROOT', root: null }],
        });
        expect(ledger.refuse(1, 'community').refusals).to.have.length(1);
        ledger.propose(ledger.next(['c1', 'c2']), ['c1', 'c2'], certifier);
        expect(ledger.state).to.include({ open: 2, sealed: null, count: 2 });
        expect(() => ledger.cosign(1, grid)).to.throw('LOG_HEAD_CLOSED');
        expect(() => ledger.refuse(1, 'grid')).to.throw('LOG_HEAD_CLOSED');
        ledger.cosign(2, community);
        expect(() => ledger.refuse(2, 'community')).to.throw('LOG_HEAD_CLOSED');
        expect(ledger.entries.get('c1')).to.include({ index: 0, position: 2 });
        expect(ledger.head(1).state).to.equal('refused');
    });

    it('seals a head that one organisation refused as soon as another signs it; the refusal stays', () => {
        ledger.propose(ledger.next(['c1']), ['c1'], certifier);
        ledger.refuse(1, 'grid');
        expect(ledger.cosign(1, community)).to.deep.include({
            state: 'sealed',
            refusals: [{ org: 'grid', code: 'ROOT', root: null }],
        });
        expect(ledger.state).to.include({ open: null });
    });

    it('keeps two heads that convict the certifier, and no accusation that does not', () => {
        const head = ledger.next(['c1']);
        ledger.propose(head, ['c1'], certifier);
        const fork = ledger.next(['c2']);
        const accuse = (other: TreeHead, by: Organisation) => {
            const { kid, signature } = signTreeHead(other, by);
            return splitView(
                'community',
                { position: 1, head: other, kid, signature },
                { record: ledger.head(1), ...ledger.means },
            );
        };
        expect(() => accuse(fork, certifier)).to.throw('LOG_SPLIT_NONE');
        ledger.cosign(1, grid);
        expect(accuse(fork, certifier)).to.deep.include({ org: 'community', log: LOG });
        expect(() => accuse(fork, { ...thief, kid: certifier.kid })).to.throw('LOG_HEAD_SIGNATURE');
        expect(() => accuse(head, certifier)).to.throw('LOG_SPLIT_NONE');
        expect(() => accuse(ledger.next(['c1', 'c2']), certifier)).to.throw('LOG_SPLIT_NONE');
    });

    it('reads requests strictly', () => {
        const head = ledger.next(['c1']);
        const { kid, signature } = signTreeHead(head, certifier);
        const request = { head, kid, signature, entries: ['c1'] };
        expect(parseHeadRequest(request)).to.deep.equal(request);
        for (const change of [{ entries: ['c1', 'c1'] }, { entries: ['c~1'] }, { kid: '' }, { more: 1 }, { head: 1 }]) {
            expect(() => parseHeadRequest({ ...request, ...change }), JSON.stringify(change)).to.throw();
        }
        expect(() =>
            parseHeadRequest({ ...request, entries: Array.from({ length: 501 }, (_, n) => `c${n}`) }),
        ).to.throw();
        expect(() => parseRefuseRequest({ position: 1, code: 'TASTE', root: null })).to.throw('REQUEST_INVALID');
        expect(() => parseKeyRequest({ jwk: certifier.jwk, x5c: ['<pem>'] })).to.throw('REQUEST_INVALID');
        expect(parseKeyRequest({ jwk: certifier.jwk, x5c: ['MIIB'] }).x5c).to.deep.equal(['MIIB']);
    });
});

describe('whether an organisation signs a head', () => {
    const [certifier, community] = [organisation('certifier'), organisation('community')];
    const ledger = new Ledger(certifier, community);
    const numbers = ['c1', 'c2', 'c3'];
    const first = ledger.next(['c1']);
    const second = treeHead(treeOf(numbers), { log: LOG, slot: slot(160), previous: first }, hash);
    const own: OwnView = {
        tree: treeOf([...numbers, 'c4']),
        sealed: first,
        gated: GATED,
        signed: [first],
        keyOf: ledger.means.keyOf,
        log: LOG,
        certifier: 'certifier',
    };
    const judge = (head: TreeHead, view: Partial<OwnView> = {}, by = certifier) =>
        judgeHead({ head, signatures: [signTreeHead(head, by)] }, { ...own, ...view }, { hash, verify: verifyEs256 });

    it('is so for the root of its own tree, also where it knows later entries already', () => {
        expect(judge(second)).to.equal(null);
        expect(judge(second, { signed: [first, second] })).to.equal(null);
        expect(judge(first, { sealed: null, signed: [] })).to.equal(null);
    });

    it('is not so for entries in another order, left out or not on its ledger, with its own root as the reason', () => {
        const root = hex(own.tree.root(3));
        for (const entries of [
            ['c1', 'c3', 'c2'],
            ['c1', 'c3', 'c4'],
            ['c1', 'c2', 'x9'],
        ]) {
            const head = treeHead(treeOf(entries), { log: LOG, slot: slot(160), previous: first }, hash);
            expect(judge(head), entries.join()).to.deep.equal({ code: 'ROOT', root });
        }
        const more = treeHead(treeOf([...numbers, 'c4', 'c5']), { log: LOG, slot: slot(160), previous: first }, hash);
        expect(judge(more)).to.deep.equal({ code: 'SIZE', root: null });
    });

    it('is not so for a head that continues another one, is dated wrong, or was signed by somebody else', () => {
        expect(judge({ ...second, previous: null })?.code).to.equal('SPLIT_VIEW');
        expect(judge({ ...second, previous: null }, { signed: [] })?.code).to.equal('PREVIOUS');
        expect(judge({ ...second, slot: slot(201) })?.code).to.equal('SLOT');
        expect(judge({ ...second, slot: slot(149) })?.code).to.equal('SLOT');
        expect(judge(second, {}, community)?.code).to.equal('SIGNATURE');
        expect(judge({ ...second, log: 'other' })?.code).to.equal('SIGNATURE');
        const { kid } = certifier;
        expect(judge(second, {}, { ...community, org: 'certifier', kid })?.code).to.equal('SIGNATURE');
        expect(judgeHead({ head: second, signatures: [] }, own, { hash, verify: verifyEs256 })?.code).to.equal(
            'SIGNATURE',
        );
    });

    it('is not so for a fork of anything that it ever signed, even if its ledger says otherwise now', () => {
        const shown = treeHead(treeOf(['c1', 'c2', 'c9']), { log: LOG, slot: slot(160), previous: first }, hash);
        expect(judge(second, { signed: [first, shown] })?.code).to.equal('SPLIT_VIEW');
        expect(treeHeadDigest(shown, hash)).not.to.equal(treeHeadDigest(second, hash));
    });
});

type Organisation = ReturnType<typeof organisation>;

function organisation(org: string) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { kty, crv, x, y } = publicKey.export({ format: 'jwk' });
    const jwk = parsePublicJwk({ kty, crv, x, y });
    return {
        org,
        jwk,
        kid: thumbprint(hash, jwk),
        sign: (message: Uint8Array): Uint8Array =>
            sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
    };
}

function treeOf(numbers: readonly string[]): LogTree {
    const tree = new LogTree(hash);
    for (const number of numbers) {
        tree.append(logLeaf(hash, digestOf(number)));
    }
    return tree;
}
