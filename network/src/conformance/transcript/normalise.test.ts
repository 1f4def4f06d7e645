import { expect } from 'chai';
import { parseTopology } from '../../topology.js';
import { conformanceTopology } from '../topology.js';
import { Normaliser } from './normalise.js';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);

describe('normalising what a network says', () => {
    let normaliser: Normaliser;

    beforeEach(() => {
        normaliser = new Normaliser(parseTopology({ ...conformanceTopology, portBase: 20_000 }), '/tmp/somewhere');
        normaliser.begin(10, 'f'.repeat(64));
    });

    it('names transactions in their order, and leaves hashes that are none', () => {
        expect(normaliser.transaction(A)).to.equal('<tx 1>');
        expect(normaliser.transaction(B)).to.equal('<tx 2>');
        expect(normaliser.transaction(A)).to.equal('<tx 1>');
        expect(normaliser.text(`${B} before ${A}, not ${'c'.repeat(64)}`)).to.equal(
            `<tx 2> before <tx 1>, not ${'c'.repeat(64)}`,
        );
        expect(normaliser.text('[conformance-aaaaaaaa] and [conformance-12345678]')).to.equal(
            '[<tx 1>] and [conformance-12345678]',
        );
        expect(normaliser.text('f'.repeat(64))).to.equal('<genesis>');
    });

    it('does not count transactions of attempts', () => {
        normaliser.pauses = true;
        normaliser.transaction(A);
        normaliser.pauses = false;
        expect(normaliser.transaction(B)).to.equal('<tx 1>');
    });

    it('counts blocks from the start of the scenario', () => {
        expect([0, 9, 10, 12].map((number) => normaliser.block(number))).to.deep.equal(['0', '<earlier>', '+0', '+2']);
        expect(normaliser.text('version = {BlockNum: 11, TxNum: 0}')).to.equal('version = {BlockNum: +1, TxNum: 0}');
    });

    it('knows nodes apart by their addresses', () => {
        const ports = [20_000, 20_003].map((port) => normaliser.text(`dial tcp 127.0.0.1:${port}: refused`));
        expect(ports).to.deep.equal(['dial tcp <peer0.alpha>: refused', 'dial tcp <peer1.alpha>: refused']);
        expect(normaliser.text('localhost:1 and example.com:7051')).to.equal('<address> and example.com:7051');
    });

    it('takes out times, package hashes of our chaincodes, and folders, and no other numbers', () => {
        expect(normaliser.text('timestamp 2026-03-01T10:15:00Z, window 15m0s')).to.equal(
            'timestamp <time>, window 15m0s',
        );
        expect(normaliser.text(`lone_1.0+0123456789ab:${A} and other_1.0:${A}`)).to.equal(
            `<package of lone> and other_1.0:${A}`,
        );
        expect(normaliser.text('version 1.0+0123456789ab, not 1.0.1')).to.equal('version 1.0, not 1.0.1');
        expect(normaliser.text('open /tmp/somewhere/ledger/x: status 500')).to.equal(
            'open <data>/ledger/x: status 500',
        );
        expect(normaliser.text('proto:\u00a0cannot parse')).to.equal('proto: cannot parse');
    });

    it('keeps who is meant by an identity in hexadecimal digits that is none', () => {
        const hex = `0a${'0'.repeat(700)}`;
        expect(normaliser.text(`Creator [${hex}]`)).to.equal(`Creator [${hex}]`);
    });

    it('goes through whole values, their keys too', () => {
        normaliser.transaction(A);
        expect(normaliser.value({ [A]: [A, 1, null, true, { x: 'localhost:1' }] })).to.deep.equal({
            '<tx 1>': ['<tx 1>', 1, null, true, { x: '<address>' }],
        });
    });
});
