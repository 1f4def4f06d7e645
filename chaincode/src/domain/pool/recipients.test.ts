import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { Fields } from '../fields.js';
import { hash } from '../testing/crypto.js';
import {
    commitmentsOf,
    decoysNeeded,
    openRecipients,
    type Recipient,
    readCommitments,
    recipientCommitment,
} from './recipients.js';

const hex = fc.stringMatching(/^[0-9a-f]{64}$/);
const recipients = fc.uniqueArray(fc.record({ participant: fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/), salt: hex }), {
    selector: ({ participant }) => participant,
    maxLength: 70,
});
const filled = (listed: readonly Recipient[], seed = 0) => ({
    recipients: listed,
    decoys: Array.from({ length: decoysNeeded(listed.length) }, (_, index) =>
        createHash('sha256').update(`decoy ${seed} ${index}`).digest('hex'),
    ),
});
const read = (commitments: unknown) => readCommitments(new Fields({ commitments }, 'request'), 'commitments');

describe('the list of recipients', () => {
    it('says on the ledger nothing of who or how many they are', () => {
        fc.assert(
            fc.property(recipients, (listed) => {
                const commitments = commitmentsOf(filled(listed), hash);
                expect(commitments.length % 64).to.equal(0);
                expect(read(commitments)).to.deep.equal(commitments);
                expect(commitments.every((one) => /^[0-9a-f]{64}$/.test(one))).to.equal(true);
                if (listed.length < 64) {
                    expect(commitments).to.have.length(64);
                }
            }),
        );
    });

    it('has a new commitment of the same household in each list, which its name alone does not give', () => {
        fc.assert(
            fc.property(hex, hex, (first, second) => {
                fc.pre(first !== second);
                const [a, b] = [first, second].map((salt) => recipientCommitment({ participant: 'anna', salt }, hash));
                expect(a).to.not.equal(b);
                const guesses = ['anna', '{"participant":"anna"}', `anna${second}`].map((text) =>
                    createHash('sha256').update(text).digest('hex'),
                );
                expect(guesses).to.not.include(a);
            }),
        );
        // An independent computation of one commitment.
        const salt = '00'.repeat(32);
        expect(recipientCommitment({ participant: 'anna', salt }, hash)).to.equal(
            createHash('sha256').update(`{"participant":"anna","salt":"${salt}"}`).digest('hex'),
        );
    });

    it('opens to exactly the households on it, each once, whatever the order', () => {
        fc.assert(
            fc.property(recipients, (listed) => {
                const commitments = commitmentsOf(filled(listed), hash);
                const opened = openRecipients('2026-03', [...listed].reverse(), commitments, hash);
                expect(opened.map(({ participant }) => participant)).to.have.members(
                    listed.map(({ participant }) => participant),
                );
                expect(openRecipients('2026-03', listed, commitments, hash)).to.deep.equal(opened);
            }),
        );
    });

    it('counts a household that was admitted twice once', () => {
        const twice = ['11', '22'].map((byte) => ({ participant: 'anna', salt: byte.repeat(32) }));
        const commitments = commitmentsOf(filled(twice), hash);
        expect(openRecipients('2026-03', twice, commitments, hash)).to.have.length(1);
        expect(openRecipients('2026-03', [...twice].reverse(), commitments, hash)).to.deep.equal(
            openRecipients('2026-03', twice, commitments, hash),
        );
    });

    it('cannot be opened to anybody who is not on it, and the error does not say who was tried', () => {
        const anna = { participant: 'anna', salt: '11'.repeat(32) };
        const commitments = commitmentsOf(filled([anna]), hash);
        for (const stranger of [
            { ...anna, participant: 'bo' },
            { ...anna, salt: '12'.repeat(32) },
        ]) {
            const open = () => openRecipients('2026-03', [stranger], commitments, hash);
            expect(open)
                .to.throw('POOL_OPENING_INVALID')
                .that.does.not.match(/anna|bo\b|1212/);
        }
    });

    it('is refused unless it is filled up, in order, each commitment once', () => {
        const commitments = commitmentsOf(filled([]), hash);
        for (const wrong of [
            [],
            commitments.slice(1),
            [...commitments].reverse(),
            [commitments[0], ...commitments.slice(0, -1)],
            [...commitments.slice(0, -1), 'anna'],
        ]) {
            expect(() => read(wrong)).to.throw('REQUEST_INVALID');
        }
    });
});
