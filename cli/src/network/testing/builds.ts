import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/**
 * A second build of Linguang's chaincodes in a folder of its own, where their command finds it as in the first.
 * @param file - below the folder of the built code, to be changed
 * @param change - texts and what stands in their place in it
 */
export async function copyBuild(folder: string, file: string, change: Readonly<Record<string, string>>): Promise<void> {
    await mkdir(join(folder, 'chaincode'), { recursive: true });
    await cp(join(ROOT, 'chaincode', 'dist'), join(folder, 'chaincode', 'dist'), { recursive: true });
    await cp(join(ROOT, 'chaincode', 'package.json'), join(folder, 'chaincode', 'package.json'));
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const changed = join(folder, 'chaincode', 'dist', file);
    const before = await readFile(changed, 'utf8');
    const after = Object.entries(change).reduce((text, [from, to]) => text.replaceAll(from, to), before);
    if (after === before) {
        throw new Error(`${changed} has nothing of ${Object.keys(change).join(', ')}`);
    }
    await writeFile(changed, after);
}
