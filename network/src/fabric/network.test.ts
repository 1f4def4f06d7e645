import { expect } from 'chai';
import { examine } from '../doctor/examine.js';
import { engineOf } from '../engine/engine.js';
import { startNetwork } from '../engine/network.js';
import { startNode, stopNode } from '../engine/nodes.js';
import { connectClient } from '../lifecycle/client.js';
import { Lifecycle } from '../lifecycle/lifecycle.js';
import { readConnectionProfile } from '../profile/profile.js';
import { portIsFree } from '../supervisor/ports.js';
import { orderersOf, peersOf } from '../topology.js';
import { observe } from './observe.js';
import { Bazaar, bazaarTopology, eventually, text } from './testing/bazaar.js';
import { describeLines } from './testing/lines.js';

describeLines('a network of Fabric processes', function (line) {
    this.timeout(300_000);
    let bazaar: Bazaar;

    const committedSequence = async () => {
        const profile = await readConnectionProfile(bazaar.network.layout.profile('north'));
        const client = await connectClient(profile, 'admin');
        try {
            return (await new Lifecycle(client.gateway, bazaar.topology.channel).committed('stall'))?.sequence;
        } finally {
            client.close();
        }
    };

    before(async () => {
        bazaar = await Bazaar.prepare();
        await bazaar.start(line);
    });
    after(async () => await bazaar?.remove());

    it('commits what clients of one organisation submit and shows it to the others', async () => {
        const north = await bazaar.stall('north');
        await north.submitTransaction('put', 'apple', 'red');
        const south = await bazaar.stall('south');
        await eventually(async () => text(await south.evaluateTransaction('get', 'apple')) === 'red', 'the apple');
        expect(await engineOf(bazaar.directory)).to.equal('fabric');
        expect(await committedSequence()).to.equal(1);
    });

    it('tells height, health and leader of every node', async () => {
        const nodes = [...peersOf(bazaar.topology), ...orderersOf(bazaar.topology)];
        const seen = await Promise.all(nodes.map(({ ports }) => observe(ports.operations, bazaar.topology.channel)));
        expect(seen.every(({ healthy }) => healthy)).to.equal(true);
        expect(seen.filter(({ leader }) => leader === true).length).to.equal(1);
        expect(seen.every(({ height }) => (height ?? 0) > 1)).to.equal(true);
    });

    it('finds nothing wrong when examined, within five seconds', async () => {
        const began = Date.now();
        const { findings, passed } = await examine(bazaar.directory);
        console.log(`      examined in ${((Date.now() - began) / 1000).toFixed(1)} s`);
        expect(findings).to.deep.equal([]);
        expect(passed.map(({ check }) => check)).to.include.members(['nodes', 'orderers', 'ledgers', 'definitions']);
    });

    it('goes on without a peer that was killed, which comes back and has the same blocks', async () => {
        const killed = bazaar.process('peer0.north');
        process.kill(killed?.pid ?? 0, 'SIGKILL');
        const other = await bazaar.stall('north', 'peer1.north');
        await eventually(async () => {
            await other.submitTransaction('put', 'pear', 'green');
            return true;
        }, 'a transaction without the killed peer');
        await eventually(async () => bazaar.process('peer0.north')?.phase === 'ready', 'the killed peer');
        expect(bazaar.process('peer0.north')?.pid).to.not.equal(killed?.pid);
        const back = await bazaar.stall('north', 'peer0.north');
        await eventually(async () => text(await back.evaluateTransaction('get', 'pear')) === 'green', 'the pear');
        await eventually(
            async () => new Set((await bazaar.ledgers()).map(({ hash }) => hash)).size === 1,
            'equal blocks',
        );
    });

    it('dials a chaincode process again that was killed', async () => {
        process.kill(bazaar.process('stall.south')?.pid ?? 0, 'SIGKILL');
        await eventually(async () => bazaar.process('stall.south')?.restarts === 1, 'the restart');
        const south = await bazaar.stall('south');
        const ask = { arguments: ['apple'], endorsingOrganizations: ['SouthMSP'] };
        await eventually(async () => text(await south.evaluate('get', ask)) === 'red', 'the chaincode to come back');
    });

    it('orders with two of three orderers, and takes one down and back as an operator asks', async () => {
        const leader = await bazaar.leader();
        await stopNode(bazaar.directory, leader);
        expect(bazaar.process(leader)?.phase).to.match(/stopp/);
        const stopped = (await examine(bazaar.directory)).findings.find(({ check }) => check === 'nodes');
        expect(stopped).to.include({ code: 'NODE_STOPPED', about: leader });
        const south = await bazaar.stall('south');
        await eventually(async () => {
            await south.submitTransaction('put', 'plum', 'blue');
            return true;
        }, 'a transaction without the leader');
        await startNode(bazaar.directory, leader);
        await eventually(async () => bazaar.process(leader)?.phase === 'ready', leader);
    });

    it('continues after a stop with the same ledger and definition, and refuses other addresses', async () => {
        const before = Math.max(...(await bazaar.ledgers()).map(({ height }) => height));
        await bazaar.stop();
        expect(await portIsFree(bazaar.topology.portBase)).to.equal(true);
        const error = await startNetwork({
            topology: bazaarTopology(bazaar.topology.portBase + 1),
            dataDirectory: bazaar.directory,
            engine: 'fabric',
        }).catch((reason: unknown) => reason);
        expect(error)
            .to.have.property('message')
            .that.matches(/^TOPOLOGY_CHANGED: .*--port-base/);
        const began = Date.now();
        await bazaar.start();
        console.log(`      second start: ${((Date.now() - began) / 1000).toFixed(1)} s`);
        const heights = (await bazaar.ledgers()).map(({ height }) => height);
        expect(heights).to.deep.equal([before, before, before]);
        expect(await committedSequence()).to.equal(1);
        const south = await bazaar.stall('south');
        expect(text(await south.evaluateTransaction('get', 'plum'))).to.equal('blue');
        await (await bazaar.stall('north')).submitTransaction('put', 'apple', 'eaten');
    });
});
