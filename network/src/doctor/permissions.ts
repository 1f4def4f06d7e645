import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Notes } from './finding.js';
import type { Scene } from './scene.js';

const OTHERS = 0o077;

/** Who may read the private keys, and whose the files are. */
export async function examinePermissions(scene: Scene, notes: Notes): Promise<void> {
    const { layout } = scene;
    const root = await stat(layout.root);
    const keys = (await readdir(layout.organisations, { recursive: true, withFileTypes: true }).catch(() => []))
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
    await Promise.all(
        keys.map(async (file) => {
            const { mode } = await stat(file);
            if (isPrivate(file) && (mode & OTHERS) !== 0 && process.platform !== 'win32') {
                const seen = (mode & 0o777).toString(8).padStart(4, '0');
                notes.fault('KEY_EXPOSED', file, seen, '0600, or 0400', { file });
            }
            if (!(await scene.probes.isReadable(file))) {
                notes.fault('FILE_UNREADABLE', file, `owner ${(await stat(file)).uid}`, `readable by you`, {
                    file,
                    owner: root.uid,
                });
            }
        }),
    );
    await examineOwners(scene, root.uid, notes);
    if (notes.findings.length === 0) {
        notes.pass(`private keys of ${keys.filter(isPrivate).length} certificates are their owner's only`);
    }
}

/** The parts of the folder that nodes write; not every file of a ledger. */
async function examineOwners({ layout, fabric, nodes }: Scene, owner: number, notes: Notes): Promise<void> {
    const parts = [
        layout.topology,
        layout.organisations,
        layout.profiles,
        layout.ledger,
        layout.logs,
        layout.packages,
        fabric.root,
        ...nodes.map(({ name }) => fabric.ledger(name)),
    ];
    for (const file of parts) {
        const found = await lstat(file).catch(() => undefined);
        if (found !== undefined && found.uid !== owner) {
            notes.fault('OWNER_MIXED', file, `user ${found.uid}`, `user ${owner}`, { file, owner });
        }
    }
}

function isPrivate(file: string): boolean {
    return file.endsWith('key.pem') || file.endsWith('.key');
}
