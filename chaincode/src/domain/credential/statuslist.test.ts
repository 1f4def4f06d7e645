import { expect } from 'chai';
import fc from 'fast-check';
import { codeOf } from '../problems.js';
import { gunzip, gzip, SAMPLE_DID, sampleKey, sampleSign } from '../testing/credential.js';
import { hash, signer, verifyEs256 } from '../testing/crypto.js';
import type { StatusPurpose } from './credential.js';
import { methodsOf } from './did.js';
import { addProof } from './proof.js';
import { type SignedStatusList, statusBits, statusListCredential, verifyStatusList } from './statuslist.js';

const times = { validFrom: '2026-04-01T00:00:00Z', validUntil: '2026-04-01T01:00:00Z', ttl: 300_000 };
const AT = '2026-04-01T00:30:00Z';
const crypto = { hash, verify: verifyEs256, gunzip };

function listOf(set: Iterable<number>, purpose: StatusPurpose = 'revocation') {
    return statusListCredential({ did: SAMPLE_DID, purpose, list: 3, set }, times, gzip);
}
function signed(list: ReturnType<typeof listOf>): SignedStatusList {
    const method = methodsOf(SAMPLE_DID, sampleKey.kid).proof;
    return addProof(list, { created: times.validFrom, verificationMethod: method }, { hash, sign: sampleSign });
}
const read = (list: unknown, at = AT, keys = [sampleKey]) =>
    verifyStatusList(list, { did: SAMPLE_DID, keys, at }, crypto);
function code(run: () => unknown): string {
    try {
        run();
    } catch (error) {
        return (error instanceof Error ? codeOf(error.message) : undefined) ?? String(error);
    }
    return 'accepted';
}

describe('status lists', () => {
    it('keep 131,072 bits, the first entry highest, as the standard’s algorithm reads them', () => {
        expect(statusBits([]).length * 8).to.equal(131_072);
        expect(
            [...statusBits([0, 9, 131_071])].flatMap((byte, index) => (byte === 0 ? [] : [[index, byte]])),
        ).to.deep.equal([
            [0, 0x80],
            [1, 0x40],
            [16_383, 0x01],
        ]);
        expect(code(() => statusBits([131_072]))).to.equal('STATUS_LIST_INVALID');
        expect(code(() => statusBits([-1]))).to.equal('STATUS_LIST_INVALID');
    });

    it('tell of every entry what was put in, whatever it was', () => {
        fc.assert(
            fc.property(
                fc.uniqueArray(fc.nat(131_071), { maxLength: 50 }),
                fc.array(fc.nat(131_071), { maxLength: 50 }),
                (set, asked) => {
                    const list = read(signed(listOf(set)));
                    for (const index of [...set, ...asked]) {
                        expect(list.isSet(index)).to.equal(set.includes(index));
                    }
                },
            ),
            { numRuns: 25 },
        );
    });

    it('take little room while few entries are set', () => {
        expect(JSON.stringify(signed(listOf([5]))).length).to.be.lessThan(2_000);
    });

    it('are refused outside their time', () => {
        const list = signed(listOf([]));
        expect(code(() => read(list))).to.equal('accepted');
        expect(code(() => read(list, '2026-03-31T23:59:59Z'))).to.equal('STATUS_LIST_STALE');
        expect(code(() => read(list, times.validUntil))).to.equal('STATUS_LIST_STALE');
    });

    it('are refused when changed, of another issuer or key, elsewhere, or with members nobody knows', () => {
        const list = signed(listOf([7]));
        const { credentialSubject } = list;
        const empty = listOf([]).credentialSubject.encodedList;
        expect(code(() => read({ ...list, credentialSubject: { ...credentialSubject, encodedList: empty } }))).to.equal(
            'CREDENTIAL_SIGNATURE',
        );
        expect(code(() => read({ ...list, validUntil: '2027-01-01T00:00:00Z' }))).to.equal('CREDENTIAL_SIGNATURE');
        expect(code(() => read({ ...list, extra: 1 }))).to.equal('CREDENTIAL_SCHEMA');
        expect(code(() => read(list, AT, [{ ...sampleKey, jwk: signer().jwk }]))).to.equal('CREDENTIAL_SIGNATURE');
        expect(code(() => read(list, AT, []))).to.equal('CREDENTIAL_KEY_UNKNOWN');
        const resigned = (changes: object) => signed({ ...listOf([7]), ...changes });
        const id = 'https://evil.example/v1/status/revocation-3';
        expect(code(() => read(resigned({ id })))).to.equal('STATUS_LIST_INVALID');
        expect(code(() => read(resigned({ issuer: 'did:web:evil.example' })))).to.equal('STATUS_LIST_INVALID');
        const suspension = { ...credentialSubject, statusPurpose: 'suspension' };
        expect(code(() => read(resigned({ credentialSubject: suspension })))).to.equal('STATUS_LIST_INVALID');
    });

    it('are refused with fewer or more entries, and when what is packed is no list or a bomb', () => {
        const packed = (bytes: Uint8Array) => {
            const encodedList = `u${Buffer.from(bytes).toString('base64url')}`;
            const list = listOf([]);
            return signed({ ...list, credentialSubject: { ...list.credentialSubject, encodedList } });
        };
        for (const bytes of [
            gzip(new Uint8Array(16_383)),
            gzip(new Uint8Array(16_385)),
            gzip(new Uint8Array(30_000_000)),
            new Uint8Array(40),
            gzip(new Uint8Array(16_384)).subarray(0, 20),
        ]) {
            expect(code(() => read(packed(bytes)))).to.equal('STATUS_LIST_INVALID');
        }
    });
});
