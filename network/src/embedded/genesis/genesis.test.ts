import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Configuration } from '../ledger/channelconfig.js';
import { organisationMaterial, testMaterial } from '../ledger/testing/material.js';
import { buildGenesis, openLedger } from '../ledger.js';
import type { Topology } from './topology.js';

const topology: Topology = {
    channel: 'trial',
    organisations: ['alpha', 'beta', 'gamma'].map((name) => ({
        name,
        mspId: `${name.charAt(0).toUpperCase()}${name.slice(1)}MSP`,
        peers: name === 'gamma' ? 0 : 1,
        orderers: 1,
    })),
    batch: { maxMessages: 7, absoluteMaxBytes: 1000, preferredMaxBytes: 500, timeoutMs: 1500 },
    policies: { endorsement: "OR('AlphaMSP.peer')", lifecycleEndorsement: 'MAJORITY Endorsement' },
};

describe('the genesis block', function () {
    this.timeout(60_000);

    let material: string;

    before(async () => {
        material = await testMaterial();
    });

    it('is the same whenever it is made from the same topology and material', () => {
        const make = (): Uint8Array => buildGenesis(topology, organisationMaterial(material)).serializeBinary();
        expect(make()).to.deep.equal(make());
    });

    it('says who takes part and how blocks are cut', () => {
        const config = new Configuration(buildGenesis(topology, organisationMaterial(material)));
        expect(config.channel).to.equal('trial');
        expect(config.batch).to.deep.equal(topology.batch);
        expect(
            config.organisations.map(({ name, application, orderer }) => [name, application, orderer]),
        ).to.deep.equal([
            ['alpha', true, true],
            ['beta', true, true],
            ['gamma', false, true],
        ]);
        expect(config.organisations[0]?.anchorPeers).to.deep.equal([{ host: 'localhost', port: 20000 }]);
        expect(config.organisations[0]?.tlsRoots[0]).to.contain('BEGIN CERTIFICATE');
        expect(config.ordererAddresses).to.deep.equal(['localhost:21000', 'localhost:21001', 'localhost:21002']);
        expect(config.hasCapability('Application', 'V2_5')).to.equal(true);
        expect(config.hasCapability('Orderer', 'V2_0')).to.equal(true);
        expect(config.hasCapability('Channel', 'V9')).to.equal(false);
    });

    it('carries the policies of the topology', () => {
        const ledger = openLedger({
            directory: ':memory:',
            genesis: buildGenesis(topology, organisationMaterial(material)),
        });
        const { policies } = ledger;
        expect(policies.byPath('/Channel/Application/Endorsement').mspIds).to.deep.equal(['AlphaMSP']);
        expect(policies.byPath('/Channel/Application/LifecycleEndorsement').mspIds).to.deep.equal([
            'AlphaMSP',
            'BetaMSP',
        ]);
        expect(policies.byPath('/Channel/Admins').mspIds).to.have.members(['AlphaMSP', 'BetaMSP', 'GammaMSP']);
        ledger.close();
    });

    it('is read by the real configtxgen', function () {
        if (spawnSync('configtxgen', ['--version']).error !== undefined) {
            console.warn('      SKIPPED: configtxgen is not on the PATH');
            this.skip();
        }
        const directory = mkdtempSync(join(tmpdir(), 'genesis-'));
        const file = join(directory, 'genesis.block');
        writeFileSync(file, buildGenesis(topology, organisationMaterial(material)).serializeBinary());
        const { stdout, status, stderr } = spawnSync('configtxgen', ['-inspectBlock', file], { encoding: 'utf8' });
        rmSync(directory, { recursive: true, force: true });
        expect(status, stderr).to.equal(0);
        const block: unknown = JSON.parse(stdout);
        const root = 'data.data[0].payload.data.config.channel_group';
        expect(block).to.have.nested.property('data.data[0].payload.header.channel_header.channel_id', 'trial');
        expect(block).to.have.nested.property(`${root}.groups.Application.policies.Admins.policy.value.rule`, 'ALL');
        expect(block).to.have.nested.property(`${root}.groups.Orderer.values.ConsensusType.value.type`, 'etcdraft');
        expect(block).to.have.nested.property(
            `${root}.groups.Application.groups.alpha.values.MSP.value.config.fabric_node_ous.enable`,
            true,
        );
    });
});
