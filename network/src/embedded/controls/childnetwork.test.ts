import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { fixtureChaincode, fixtureTopology } from '../../bench/fixture/topology.js';
import { NetworkLayout } from '../../layout.js';
import { startEmbedded } from '../../testing.js';
import { ChildNetwork } from './childnetwork.js';

describe('the embedded network as a process', function () {
    this.timeout(60_000);
    let folder: string;

    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), 'embedded-process-'));
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    it('prints JSON lines, is ready after its definitions are committed, and ends cleanly on SIGTERM', async () => {
        const net = await startEmbedded({
            topology: fixtureTopology([fixtureChaincode()]),
            dataDir: folder,
            run: 'child',
        });
        const log = new NetworkLayout(folder).log('embedded');
        expect(net.pids.get('embedded')).to.be.a('number');
        expect(() => net.controls).to.throw('in this process');
        expect(() => net.network).to.throw('in this process');
        await net.stop();
        const lines = (await readFile(log, 'utf8')).trimEnd().split('\n');
        const messages = lines.map((line): unknown => JSON.parse(line)?.message);
        expect(messages).to.deep.equal(['chaincode definition', 'embedded network ready', 'stopping', 'stopped']);
    });

    it('says what is wrong and ends when it cannot start', async () => {
        const layout = new NetworkLayout(folder);
        const error = await new ChildNetwork(layout, false).start().catch((reason: unknown) => String(reason));
        expect(error).to.contain('TOPOLOGY_UNREADABLE');
    });

    it('does not start on ports that another one has', async () => {
        const net = await startEmbedded({ topology: fixtureTopology([]), run: 'in-process' });
        const second = await startEmbedded({
            topology: { ...fixtureTopology([]), portBase: net.topology.portBase },
            keepPorts: true,
            dataDir: folder,
        }).then(
            () => 'started',
            (reason: unknown) => String(reason),
        );
        await net.stop();
        expect(second).to.contain('PORT_IN_USE');
    });
});
