import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { exists } from '../pki/folders.js';
import type { Notes } from './finding.js';
import type { Scene } from './scene.js';

const MIB = 1024 ** 2;
/** An orderer's write-ahead log takes 64 MB at a time, and so does a peer's block file. */
const NEEDED_BYTES = 512 * MIB;
const COMFORTABLE_BYTES = 2048 * MIB;
const NEEDED_INODES = 5000;

/** Room and writability of every file system that holds a part of the network. */
export async function examineDisk(scene: Scene, notes: Notes): Promise<void> {
    const { layout } = scene;
    const wanted = [
        layout.root,
        layout.ledger,
        layout.logs,
        ...(scene.engine === 'fabric' ? scene.nodes.map(({ name }) => scene.fabric.ledger(name)) : []),
    ];
    const there = await Promise.all(wanted.map(exists));
    const folders = wanted.filter((_, index) => there[index]);
    const devices = new Set<number>();
    for (const folder of folders) {
        const { dev } = await stat(folder);
        if (!devices.has(dev)) {
            devices.add(dev);
            await examineRoom(folder, scene, notes);
        }
    }
    await Promise.all(
        folders.map((folder) =>
            access(folder, constants.W_OK).catch((error: NodeJS.ErrnoException) =>
                notes.fault('FOLDER_READONLY', folder, error.code ?? error.message, 'a folder that can be written', {
                    folder,
                }),
            ),
        ),
    );
}

async function examineRoom(folder: string, scene: Scene, notes: Notes): Promise<void> {
    const { freeBytes, freeInodes, inodes } = await scene.probes.room(folder);
    const seen = `${Math.floor(freeBytes / MIB)} MiB free`;
    if (freeBytes < NEEDED_BYTES) {
        notes.fault('DISK_FULL', folder, seen, `at least ${NEEDED_BYTES / MIB} MiB`, { folder });
    } else if (freeBytes < COMFORTABLE_BYTES) {
        notes.fault('DISK_LOW', folder, seen, `at least ${COMFORTABLE_BYTES / MIB} MiB`, { folder });
    } else {
        notes.pass(`${(freeBytes / 1024 ** 3).toFixed(1)} GiB free for ${folder}`);
    }
    if (inodes > 0 && freeInodes < NEEDED_INODES) {
        notes.fault('INODES_LOW', folder, `${freeInodes} files more`, `at least ${NEEDED_INODES}`, { folder });
    }
}
