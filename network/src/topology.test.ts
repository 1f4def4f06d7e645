import { expect } from 'chai';
import fc from 'fast-check';
import {
    chaincodeAddress,
    chaincodeProcessesOf,
    defineTopology,
    orderersOf,
    packageId,
    packageLabel,
    parseTopology,
    peersOf,
    type TopologyInput,
} from './topology.js';

const MINIMAL = { channel: 'c', organisations: [{ name: 'one', mspId: 'OneMSP' }] } satisfies TopologyInput;

function organisations(): fc.Arbitrary<TopologyInput['organisations']> {
    return fc
        .array(fc.record({ peers: fc.integer({ min: 0, max: 9 }), orderers: fc.integer({ min: 0, max: 5 }) }), {
            minLength: 1,
            maxLength: 6,
        })
        .map((sizes) =>
            sizes.map((size, index) => ({
                name: `org${index}`,
                mspId: `Org${index}MSP`,
                peers: index === 0 ? Math.max(1, size.peers) : size.peers,
                orderers: index === 0 ? Math.max(1, size.orderers) : size.orderers,
            })),
        );
}

function chaincodes(): fc.Arbitrary<NonNullable<TopologyInput['chaincodes']>> {
    return fc
        .array(fc.constantFrom('per-peer' as const, 'per-organisation' as const), { maxLength: 5 })
        .map((kinds) => kinds.map((process, index) => ({ name: `cc${index}`, process, command: ['true'] })));
}

describe('topology', () => {
    it('fills in defaults: all organisations decide on definitions and channel, a majority endorses', () => {
        const topology = parseTopology(MINIMAL);
        expect(topology.policies).to.deep.equal({
            readers: 'ANY Readers',
            writers: 'ANY Writers',
            admins: 'ALL Admins',
            endorsement: 'MAJORITY Endorsement',
            lifecycleEndorsement: 'ALL Endorsement',
        });
        expect(topology.organisations[0]).to.deep.equal({
            name: 'one',
            mspId: 'OneMSP',
            peers: 1,
            orderers: 1,
            clients: [],
        });
        expect(topology.limits.endorsementTimeoutMs).to.equal(5000);
    });

    it('takes a bare rule word for a policy, and a whole policy as it is', () => {
        const { policies } = parseTopology({
            ...MINIMAL,
            policies: { admins: 'any', endorsement: "OR('OneMSP.peer')", lifecycleEndorsement: 'MAJORITY' },
        });
        expect(policies.admins).to.equal('ANY Admins');
        expect(policies.endorsement).to.equal("OR('OneMSP.peer')");
        expect(policies.lifecycleEndorsement).to.equal('MAJORITY Endorsement');
    });

    it('lets an organisation say under which host and port its nodes are known', () => {
        const topology = parseTopology({
            ...MINIMAL,
            organisations: [
                {
                    name: 'one.example',
                    mspId: 'OneMSP',
                    peers: 2,
                    addresses: { 'peer1.one.example': 'peer1.one.example:7061' },
                },
            ],
            portBase: 20_000,
        });
        const [first, second] = peersOf(topology);
        expect(first).to.include({ address: 'localhost:20000', externalAddress: 'localhost:20000' });
        expect(second).to.include({ address: 'localhost:7061', externalAddress: 'peer1.one.example:7061' });
        expect(second?.ports.listen).to.equal(7061);
    });

    it('refuses addresses of nodes that are not there, and two endpoints on one port', () => {
        const organisation = { name: 'one', mspId: 'OneMSP', peers: 2 };
        const withAddresses = (addresses: Record<string, string>) => () =>
            parseTopology({ ...MINIMAL, organisations: [{ ...organisation, addresses }] });
        expect(withAddresses({ 'peer2.one': 'localhost:7051' })).to.throw(/peer2\.one, and has peer0\.one, peer1\.one/);
        expect(withAddresses({ 'peer0.one': 'a:7051', 'peer1.one': 'b:7051' })).to.throw(/port 7051 is taken twice/);
    });

    it('never gives two endpoints the same port, whatever the network looks like', () => {
        fc.assert(
            fc.property(organisations(), chaincodes(), (orgs, ccs) => {
                const topology = defineTopology({ ...MINIMAL, organisations: orgs, chaincodes: ccs });
                const ports = [
                    ...peersOf(topology).flatMap((peer) => Object.values(peer.ports)),
                    ...orderersOf(topology).flatMap((orderer) => Object.values(orderer.ports)),
                    ...chaincodeProcessesOf(topology).map(({ port }) => port),
                ];
                expect(new Set(ports).size).to.equal(ports.length);
                expect(Math.min(...ports)).to.be.at.least(topology.portBase);
            }),
        );
    });

    it('moves no port when an organisation or an ordinary peer joins', () => {
        const before = defineTopology({ ...MINIMAL, chaincodes: [{ name: 'cc', command: ['true'] }] });
        const after = defineTopology({
            channel: 'c',
            organisations: [
                { name: 'one', mspId: 'OneMSP', peers: 2 },
                { name: 'two', mspId: 'TwoMSP' },
            ],
            chaincodes: [{ name: 'cc', command: ['true'] }],
        });
        expect(peersOf(after)[0]).to.deep.equal(peersOf(before)[0]);
        expect(orderersOf(after)[0]).to.deep.equal(orderersOf(before)[0]);
        expect(chaincodeProcessesOf(after)[0]?.port).to.equal(chaincodeProcessesOf(before)[0]?.port);
    });

    it('needs less than 100 ports for three organisations, so that instances fit side by side', () => {
        const topology = defineTopology({
            channel: 'c',
            organisations: ['a', 'b', 'c'].map((name) => ({ name, mspId: name, peers: 2 })),
            chaincodes: ['x', 'y'].map((name) => ({ name, command: ['true'] })),
            portBase: 9080,
        });
        const ports = [
            ...peersOf(topology).flatMap((peer) => Object.values(peer.ports)),
            ...orderersOf(topology).flatMap((orderer) => Object.values(orderer.ports)),
            ...chaincodeProcessesOf(topology).map(({ port }) => port),
        ];
        expect(Math.max(...ports)).to.be.below(9180);
    });

    it('tells every peer where the process of its own organisation listens', () => {
        const topology = defineTopology({
            channel: 'c',
            organisations: [
                { name: 'one', mspId: 'OneMSP', peers: 2 },
                { name: 'two', mspId: 'TwoMSP' },
            ],
            chaincodes: [
                { name: 'shared', command: ['true'] },
                { name: 'single', command: ['true'], process: 'per-peer', organisations: ['one'] },
                { name: 'foreign', process: 'external', addresses: { 'peer0.one': 'host:7', '*': 'other:8' } },
            ],
        });
        const shared = chaincodeAddress(topology, 'shared', 'peer0.one');
        expect(shared).to.match(/^localhost:\d+$/);
        expect(chaincodeAddress(topology, 'shared', 'peer1.one')).to.equal(shared);
        expect(chaincodeAddress(topology, 'shared', 'peer0.two')).to.not.equal(shared);
        expect(chaincodeAddress(topology, 'single', 'peer0.one')).to.not.equal(
            chaincodeAddress(topology, 'single', 'peer1.one'),
        );
        expect(chaincodeAddress(topology, 'single', 'peer0.two')).to.equal(undefined);
        expect(chaincodeAddress(topology, 'foreign', 'peer0.one')).to.equal('host:7');
        expect(chaincodeAddress(topology, 'foreign', 'peer1.one')).to.equal('other:8');
        expect(chaincodeProcessesOf(topology).map(({ name }) => name)).to.deep.equal([
            'shared.one',
            'single.peer0.one',
            'single.peer1.one',
            'shared.two',
        ]);
    });

    it('names packages by label and a digest', () => {
        expect(packageLabel({ name: 'energy', version: '1.0' })).to.equal('energy_1.0');
        expect(packageId({ name: 'energy', version: '1.0' })).to.match(/^energy_1\.0:[0-9a-f]{64}$/);
        expect(packageId({ name: 'energy', version: '1.0' })).to.not.equal(
            packageId({ name: 'energy', version: '1.1' }),
        );
    });

    for (const [what, wrong, message] of [
        ['a field nobody knows', { ...MINIMAL, chanel: 'x' }, 'chanel'],
        ['a channel name Fabric refuses', { ...MINIMAL, channel: 'Upper' }, 'channel'],
        [
            'the same organisation twice',
            { ...MINIMAL, organisations: [...MINIMAL.organisations, ...MINIMAL.organisations] },
            'one is there twice',
        ],
        [
            'a network without peers',
            { channel: 'c', organisations: [{ name: 'one', mspId: 'M', peers: 0 }] },
            'no organisation has a peer',
        ],
        [
            'a network without orderers',
            { channel: 'c', organisations: [{ name: 'one', mspId: 'M', orderers: 0 }] },
            'no organisation has an orderer',
        ],
        ['a chaincode nobody starts', { ...MINIMAL, chaincodes: [{ name: 'cc' }] }, 'needs "command"'],
        [
            'an external chaincode without address',
            { ...MINIMAL, chaincodes: [{ name: 'cc', process: 'external' }] },
            'needs "addresses"',
        ],
        [
            'a chaincode of an unknown organisation',
            { ...MINIMAL, chaincodes: [{ name: 'cc', command: ['x'], organisations: ['two'] }] },
            'unknown organisation two',
        ],
        [
            'ports above 65535',
            {
                ...MINIMAL,
                portBase: 65000,
                organisations: Array.from({ length: 30 }, (_, i) => ({ name: `o${i}`, mspId: `M${i}` })),
            },
            '65535',
        ],
        [
            'a client called admin',
            { channel: 'c', organisations: [{ name: 'one', mspId: 'M', clients: ['admin'] }] },
            'client admin',
        ],
    ] as const) {
        it(`refuses ${what} and says so`, () => {
            expect(() => parseTopology(wrong))
                .to.throw(/^TOPOLOGY_INVALID: /)
                .with.property('message')
                .that.includes(message);
        });
    }
});
