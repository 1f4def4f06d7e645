import { closeSync, existsSync, openSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import type { Fault } from './fault.js';
import { SmallDisk } from './smalldisk.js';
import type { Stage } from './stage.js';

/** How long a disk stays full, ms. */
const FULL_MS = 10_000;

function full(name: string, places: Fault['places'], process: string, folderOf: (stage: Stage) => string): Fault {
    return {
        number: 4,
        name: `disk full for ${name}, ${FULL_MS / 1000} s`,
        places,
        inject: async (stage) => {
            await stage.running.stopProcess(process);
            const disk = SmallDisk.under(folderOf(stage));
            try {
                await stage.startProcess(process);
                await stage.recovered();
                disk.fill();
                stage.history.note('disk full', { process, free: disk.free });
                await delay(FULL_MS);
                disk.empty();
                stage.history.note('disk has room again', { process });
                await stage.until(`${process} is back`, () =>
                    stage.running.processes.some(({ name: one, phase }) => one === process && phase === 'ready'),
                );
                await stage.recovered();
                await stage.more(stage.options.operations);
                await stage.running.stopProcess(process);
                disk.remove();
                await stage.startProcess(process);
            } finally {
                disk.abandon();
            }
        },
    };
}

const gatewayFolder = (stage: Stage, organisation: string) =>
    join(stage.running.instance.folder, 'gateways', organisation);

function damaged(name: string, harm: (file: string, stage: Stage) => void): Fault {
    return {
        number: 4,
        name: `read model ${name} while its gateway is down`,
        places: ['embedded', 'raft', 'bft'],
        inject: async (stage) => {
            for (const organisation of ['grid', 'community', 'certifier']) {
                const process = `gateway.${organisation}`;
                await stage.killForGood(process);
                harm(join(gatewayFolder(stage, organisation), 'readmodel.sqlite'), stage);
                await stage.startProcess(process);
                await stage.recovered();
            }
        },
    };
}

/** Full disks and damaged files. */
export const disks: readonly Fault[] = [
    full('the embedded network', ['embedded'], 'embedded', (stage) => stage.running.network.layout.ledger),
    full('a peer', ['raft', 'bft'], 'peer1.grid', (stage) => join(stage.running.network.layout.ledger, 'peer1.grid')),
    full('a gateway’s databases', ['embedded', 'raft', 'bft'], 'gateway.community', (stage) =>
        gatewayFolder(stage, 'community'),
    ),
    damaged('deleted', (file) => {
        for (const suffix of ['', '-wal', '-shm']) {
            rmSync(`${file}${suffix}`, { force: true });
        }
    }),
    damaged('truncated', (file) => {
        truncateSync(file, Math.floor(statSync(file).size / 2 / 4096) * 4096 + 100);
        for (const suffix of ['-wal', '-shm']) {
            rmSync(`${file}${suffix}`, { force: true });
        }
    }),
    damaged('corrupted', (file, stage) => {
        const size = statSync(file).size;
        const open = openSync(file, 'r+');
        const noise = Buffer.from(Array.from({ length: 4096 }, () => stage.random.between(0, 256)));
        for (let count = 0; count < 10; count++) {
            writeSync(open, noise, 0, noise.length, stage.random.between(1, Math.floor(size / 4096)) * 4096);
        }
        closeSync(open);
        if (existsSync(`${file}-wal`)) {
            truncateSync(`${file}-wal`, 0);
        }
    }),
];
