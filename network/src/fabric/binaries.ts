import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { NetworkError } from '../problems.js';

const NEEDED = ['peer', 'orderer', 'configtxgen'] as const;

/** Fabric's programs on this machine, absolute paths. */
export type FabricBinaries = Readonly<Record<(typeof NEEDED)[number], string>> &
    Readonly<{
        /** As `peer version` says it: `v3.1.5`, or `latest` for a build without a version. */
        version: string;
        /** 2 or 3; a build without a version counts as 3. */
        major: number;
    }>;

/**
 * Finds Fabric's programs: in the folder FABRIC_BIN when it is set, else on PATH.
 * @throws NetworkError ENGINE_UNAVAILABLE naming what is missing and the ways to get it
 */
export async function findBinaries(environment: NodeJS.ProcessEnv = process.env): Promise<FabricBinaries> {
    const own = environment['FABRIC_BIN'];
    const folders = own === undefined || own === '' ? (environment['PATH'] ?? '').split(delimiter) : [own];
    const found = await Promise.all(NEEDED.map((name) => find(name, folders)));
    const [peer, orderer, configtxgen] = found;
    if (peer === undefined || orderer === undefined || configtxgen === undefined) {
        const missing = NEEDED.filter((_, index) => found[index] === undefined).join(', ');
        throw new NetworkError(
            'ENGINE_UNAVAILABLE',
            `Hyperledger Fabric's ${missing} ${own === undefined || own === '' ? 'is not on PATH' : `is not in FABRIC_BIN=${own}`}. ` +
                'Unpack an official release (3.1.5, or the long-term line 2.5.16) from ' +
                'https://github.com/hyperledger/fabric/releases and put its bin folder on PATH or name it in FABRIC_BIN; ' +
                'or go on without Fabric: --engine embedded',
        );
    }
    const version = await versionOf(peer);
    return { peer, orderer, configtxgen, version, major: /^v?2\./.test(version) ? 2 : 3 };
}

async function find(name: string, folders: readonly string[]): Promise<string | undefined> {
    for (const folder of folders.filter((one) => one !== '')) {
        const file = resolve(join(folder, name));
        const isThere = await access(file, constants.X_OK).then(
            () => true,
            () => false,
        );
        if (isThere) {
            return file;
        }
    }
    return undefined;
}

async function versionOf(peer: string): Promise<string> {
    try {
        const { stdout } = await promisify(execFile)(peer, ['version']);
        return /^\s*Version:\s*(\S+)/m.exec(stdout)?.[1] ?? 'unknown';
    } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new NetworkError('ENGINE_UNAVAILABLE', `${peer} does not run on this machine: ${reason}`);
    }
}
