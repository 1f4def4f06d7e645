import { expect } from 'chai';
import type { Difference } from './compare.js';
import { seenTwice } from './seentwice.js';

const differs = (...steps: string[]): Difference[] =>
    steps.map((step) => ({ scenario: 's', step, recorded: { ok: 1 }, seen: { ok: 2 } }));

/** Plays what is given, one after the other; an Error breaks the play off. */
async function played(...plays: (Difference[] | Error)[]) {
    const said: string[] = [];
    let renewed = 0;
    const play = async () => {
        const next = plays.shift();
        if (next === undefined || next instanceof Error) {
            throw next ?? new Error('played too often');
        }
        return next;
    };
    const renew = async () => {
        renewed++;
    };
    const counted = await seenTwice('s', play, renew, (text) => said.push(text));
    return { counted: counted.map(({ step }) => step), renewed, said: said.join('\n') };
}

describe('a difference on real Fabric', () => {
    it('is not looked for again where everything went as recorded', async () => {
        expect(await played([])).to.deep.equal({ counted: [], renewed: 0, said: '' });
    });

    it('does not count when a fresh network does not show it, and is told all the same', async () => {
        const { counted, renewed, said } = await played(differs('a'), []);
        expect([counted, renewed]).to.deep.equal([[], 1]);
        expect(said).to.contain('SEEN ONCE').and.to.contain('s: a\n  recorded {"ok":1}\n  seen     {"ok":2}');
    });

    it('counts in the steps in which it is seen twice', async () => {
        const { counted, said } = await played(differs('a', 'b'), differs('b', 'c'));
        expect(counted).to.deep.equal(['b']);
        expect(said).to.contain('SEEN AGAIN');
    });

    it('counts in every step after a play that broke off, and nothing is lost of why it did', async () => {
        const { counted, said } = await played(new Error('waited in vain'), differs('a'));
        expect(counted).to.deep.equal(['a']);
        expect(said).to.contain('waited in vain');
        expect((await played(new Error('waited in vain'), [])).counted).to.deep.equal([]);
    });

    it('is an error when the second play breaks off', async () => {
        const error = await played(differs('a'), new Error('down')).catch((cause: unknown) => cause);
        expect(error).to.have.property('message', 'down');
    });
});
