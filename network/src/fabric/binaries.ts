import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, realpath } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { NetworkError } from '../problems.js';
import { installedFolders } from './installed.js';
import { lineOf, majorOf, matchesVersion } from './version.js';

const NEEDED = ['peer', 'orderer', 'configtxgen'] as const;

const HOW_TO_GET =
    'Take an official release (3.1.5, or the long-term line 2.5.16) from https://github.com/hyperledger/fabric/releases with ' +
    '"linguang network install ARCHIVE|URL", or put its bin folder on PATH or name it in FABRIC_BIN; or go on without ' +
    'Fabric: --engine embedded';

/** One installation of Fabric's programs on this machine, absolute paths. */
export type FabricBinaries = Readonly<Record<(typeof NEEDED)[number], string>> &
    Readonly<{
        /** Folder of `peer`. */
        folder: string;
        /** As `peer version` says it: `v3.1.5`, or `latest` for a build without a version. */
        version: string;
        /** `3.1`, `2.5`: what a data directory is continued with; `latest` for a build without a version. */
        line: string;
        /** 2 or 3; a build without a version counts as 3. */
        major: number;
    }>;

export type BinariesWanted = Readonly<{
    /** Version or its beginning: `3`, `3.1`, `2.5.16`. Left out: the first installation found. */
    version?: string | undefined;
    /** Holds FABRIC_BIN and PATH; that of this process by default. */
    environment?: NodeJS.ProcessEnv;
}>;

/**
 * Finds Fabric's programs: in the folders of FABRIC_BIN (several joined as in PATH) when it is set, else on PATH
 * and then where `linguang network install` placed them.
 * @throws NetworkError ENGINE_UNAVAILABLE naming what is missing, or the versions there are, and the ways to get others
 */
export async function findBinaries(wanted: BinariesWanted = {}): Promise<FabricBinaries> {
    const { version, environment = process.env } = wanted;
    const all = await findInstallations(environment);
    const found = version === undefined ? all[0] : all.find((one) => matchesVersion(one.version, version));
    if (found !== undefined) {
        return found;
    }
    const place = placeOf(environment);
    if (all.length > 0) {
        const there = all.map((one) => `${one.version} (${one.folder})`).join(', ');
        throw new NetworkError(
            'ENGINE_UNAVAILABLE',
            `Hyperledger Fabric ${version} is not ${place}; there is ${there}. Choose one of these with --fabric-version. ${HOW_TO_GET}`,
        );
    }
    const folders = await foldersOf(environment);
    const missing: string[] = [];
    for (const name of NEEDED) {
        if ((await firstOf(name, folders)) === undefined) {
            missing.push(name);
        }
    }
    throw new NetworkError(
        'ENGINE_UNAVAILABLE',
        `Hyperledger Fabric's ${missing.join(', ')} is not ${place}. ${HOW_TO_GET}`,
    );
}

/**
 * All installations of Fabric's programs that FABRIC_BIN or PATH lead to, in that order: every folder that holds peer,
 * orderer and configtxgen. Where none holds all three, the first of each count as one installation.
 * @throws NetworkError ENGINE_UNAVAILABLE for a program that does not run on this machine
 */
export async function findInstallations(environment: NodeJS.ProcessEnv = process.env): Promise<FabricBinaries[]> {
    const folders = await foldersOf(environment);
    const places = [...folders.map((folder) => [folder]), folders];
    const found = new Map<string, Programs>();
    for (const place of places) {
        const programs = await programsIn(place);
        if (programs !== undefined && (place.length === 1 || found.size === 0)) {
            const key = await realpath(programs.peer);
            found.set(key, found.get(key) ?? programs);
        }
    }
    return await Promise.all([...found.values()].map(describeInstallation));
}

type Programs = Readonly<Record<(typeof NEEDED)[number], string>>;

async function describeInstallation(programs: Programs): Promise<FabricBinaries> {
    const version = await versionOf(programs.peer);
    return {
        ...programs,
        folder: dirname(programs.peer),
        version,
        line: lineOf(version),
        major: majorOf(version),
    };
}

async function programsIn(folders: readonly string[]): Promise<Programs | undefined> {
    const [peer, orderer, configtxgen] = await Promise.all(NEEDED.map((name) => firstOf(name, folders)));
    return peer === undefined || orderer === undefined || configtxgen === undefined
        ? undefined
        : { peer, orderer, configtxgen };
}

async function firstOf(name: string, folders: readonly string[]): Promise<string | undefined> {
    for (const folder of folders) {
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

function ownFolders(environment: NodeJS.ProcessEnv): string | undefined {
    const own = environment['FABRIC_BIN'];
    return own === undefined || own === '' ? undefined : own;
}

/** Those of FABRIC_BIN alone, which is a choice, or of PATH and then what `linguang network install` placed. */
async function foldersOf(environment: NodeJS.ProcessEnv): Promise<string[]> {
    const own = ownFolders(environment);
    const folders = (own ?? environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
    return [...new Set([...folders, ...(own === undefined ? await installedFolders(environment) : [])])];
}

function placeOf(environment: NodeJS.ProcessEnv): string {
    const own = ownFolders(environment);
    return own === undefined ? 'on PATH' : `in FABRIC_BIN=${own}`;
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
