import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { purgePaths, removePaths } from '../engine/control.js';
import { startNetwork } from '../engine/network.js';
import { portIsFree } from '../supervisor/ports.js';
import { isRunning } from '../supervisor/processidentity.js';
import { orderersOf, peersOf } from '../topology.js';
import { Bazaar, eventually, text } from './testing/bazaar.js';
import { binariesOrSkip, describeLines } from './testing/lines.js';

const START = fileURLToPath(new URL('testing/startprocess.js', import.meta.url));

describeLines(
    'a start of real nodes that is killed',
    function (line) {
        this.timeout(300_000);
        let bazaar: Bazaar;

        before(async () => {
            bazaar = await Bazaar.prepare();
        });
        after(async () => await bazaar?.remove());

        /** kill -9 of the process that starts the network, as soon as it says something. */
        const killedAt = async (step: RegExp, afterMs: number) => {
            const file = join(bazaar.directory, 'wanted.json');
            await writeFile(file, JSON.stringify(bazaar.topology));
            const child = spawn(process.execPath, [START, file, bazaar.directory, line], {
                stdio: ['ignore', 'pipe', 'inherit'],
            });
            const gone = once(child, 'exit');
            let isReached = false;
            for await (const text of createInterface({ input: child.stdout })) {
                if (!isReached && step.test(text)) {
                    isReached = true;
                    await delay(afterMs);
                    child.kill('SIGKILL');
                }
            }
            await gone;
            expect(isReached, `${step} was said`).to.equal(true);
        };

        it('is continued by the next: after the first block, after the orderers joined, amid approvals and commit', async () => {
            await killedAt(/orderers and \d+ chaincode processes/, 0);
            await killedAt(/^3 peers/, 0);
            await killedAt(/^definition of stall/, 0);
            await killedAt(/^definition of stall/, 500);
            await bazaar.start(line);
            await (await bazaar.stall('north')).submitTransaction('put', 'apple', 'red');
        });

        it('leaves room for a second network beside it, and purge leaves nothing of that one', async () => {
            const other = await Bazaar.prepare();
            try {
                await other.start(line);
                await (await other.stall('south')).submitTransaction('put', 'apple', 'green');
                expect(text(await (await bazaar.stall('north')).evaluateTransaction('get', 'apple'))).to.equal('red');
                const processes = other.network.supervisor.status;
                await other.stop();
                for (const { name, pid, identity } of processes) {
                    expect(isRunning(pid ?? 0, identity), name).to.equal(false);
                }
                const ports = [...peersOf(other.topology), ...orderersOf(other.topology)].flatMap((node) =>
                    Object.values(node.ports),
                );
                expect(await Promise.all(ports.map(portIsFree))).to.not.include(false);
                await removePaths(other.directory, await purgePaths(other.directory));
                const left = await access(other.directory).then(
                    () => 'left',
                    () => 'gone',
                );
                expect(left).to.equal('gone');
            } finally {
                await other.remove();
            }
        });
    },
    ['3'],
);

describeLines(
    'ledgers that Fabric 2.5 began',
    function (line) {
        this.timeout(300_000);
        let bazaar: Bazaar;

        before(async function () {
            await binariesOrSkip(this, '3');
            bazaar = await Bazaar.prepare();
        });
        after(async () => await bazaar?.remove());

        it('are taken over by Fabric 3 when it is asked for, with all that is in them, and not given back', async () => {
            await bazaar.start(line);
            await (await bazaar.stall('north')).submitTransaction('put', 'plum', 'blue');
            await bazaar.stop();
            await bazaar.start('3');
            const south = await bazaar.stall('south');
            await eventually(async () => text(await south.evaluateTransaction('get', 'plum')) === 'blue', 'the plum');
            await south.submitTransaction('put', 'plum', 'eaten');
            await bazaar.stop();
            const error = await startNetwork({
                topology: bazaar.topology,
                dataDirectory: bazaar.directory,
                engine: 'fabric',
                fabricVersion: line,
            }).catch((reason: unknown) => reason);
            expect(error)
                .to.have.property('message')
                .that.matches(/^ENGINE_OLDER: .*network reset/);
        });
    },
    ['2.5'],
);
