import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm, rmdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { exists } from '../pki/folders.js';
import { NetworkError } from '../problems.js';
import { download, isUrl, sha256Of } from './installdownload.js';
import { releasesFolder } from './installed.js';
import { unpack } from './installunpack.js';

/** How each program tells its version. */
const PROGRAMS = { peer: ['version'], orderer: ['version'], configtxgen: ['-version'] } as const;
const RUN_MS = 20_000;

export type Installation = Readonly<{
    /** `3.1.5`, as the program `peer` says it. */
    version: string;
    /** The release: `bin`, `config`, `builders`. */
    folder: string;
    bin: string;
    /** SHA-256 of the archive. */
    sha256: string;
}>;

export type InstallOptions = Readonly<{
    /** File, or address (https) of a release archive `hyperledger-fabric-<os>-<arch>-<version>.tar.gz`. */
    source: string;
    /** What SHA-256 of the archive must be, in hex. */
    sha256?: string | undefined;
    /** Folder in which the release gets a folder of its own; by default {@link releasesFolder}. */
    to?: string | undefined;
    onProgress?: (text: string) => void;
    signal?: AbortSignal | undefined;
}>;

/**
 * Places an official release of Hyperledger Fabric on this machine: fetched, compared with its digest, unpacked aside,
 * its programs run, and only then moved to where it stays. Where anything fails nothing is left behind, and a release of
 * that version placed before is as it was.
 * @throws NetworkError DOWNLOAD_FAILED, ARCHIVE_DIGEST_DIFFERS, ARCHIVE_INVALID, RELEASE_UNSUITABLE
 */
export async function installFabric(options: InstallOptions): Promise<Installation> {
    const { source, onProgress = () => undefined, signal } = options;
    const wanted = options.sha256?.trim().toLowerCase();
    if (wanted !== undefined && !/^[0-9a-f]{64}$/.test(wanted)) {
        throw new NetworkError(
            'ARCHIVE_DIGEST_DIFFERS',
            `"${options.sha256}" is not a SHA-256: 64 hexadecimal digits are`,
        );
    }
    const to = options.to === undefined ? releasesFolder() : resolve(options.to);
    if (to === undefined) {
        throw new NetworkError('RELEASE_UNSUITABLE', 'there is no home folder; say where with --to');
    }
    const made = await mkdir(to, { recursive: true });
    const aside = await mkdtemp(join(to, '.install-'));
    try {
        const archive = isUrl(source) ? join(aside, 'archive.tar.gz') : resolve(source);
        if (isUrl(source)) {
            onProgress(`downloading ${source}`);
            await download(source, archive, { onProgress, signal });
        } else {
            await requireFile(archive);
        }
        const sha256 = await sha256Of(archive);
        if (wanted !== undefined && sha256 !== wanted) {
            throw new NetworkError(
                'ARCHIVE_DIGEST_DIFFERS',
                `the SHA-256 of ${source} is ${sha256}, not ${wanted}; it is damaged or another archive, and nothing of it was used`,
            );
        }
        signal?.throwIfAborted();
        onProgress('unpacking');
        const unpacked = join(aside, 'release');
        await mkdir(unpacked);
        await unpack(archive, unpacked);
        signal?.throwIfAborted();
        onProgress('trying its programs');
        const version = await tryPrograms(unpacked, source);
        const folder = join(to, version);
        await moveTo(unpacked, folder, join(aside, 'before'));
        return { version, folder, bin: join(folder, 'bin'), sha256 };
    } finally {
        await rm(aside, { recursive: true, force: true });
        if (made !== undefined) {
            // Goes only where it is empty, that is, where nothing was placed.
            await rmdir(to).catch(() => undefined);
        }
    }
}

async function requireFile(file: string): Promise<void> {
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile() !== true) {
        throw new NetworkError(
            'ARCHIVE_INVALID',
            `there is no file ${file}; give an archive from https://github.com/hyperledger/fabric/releases, or its address`,
        );
    }
}

/** Runs what a network needs. @returns the version without a leading v */
async function tryPrograms(release: string, source: string): Promise<string> {
    const missing: string[] = [];
    for (const name of Object.keys(PROGRAMS)) {
        if (!(await exists(join(release, 'bin', name)))) {
            missing.push(name);
        }
    }
    if (missing.length > 0) {
        throw new NetworkError(
            'RELEASE_UNSUITABLE',
            `${source} has no ${missing.map((name) => `bin/${name}`).join(', ')}; a release archive is called hyperledger-fabric-<os>-<arch>-<version>.tar.gz`,
        );
    }
    const versions: string[] = [];
    for (const [name, args] of Object.entries(PROGRAMS)) {
        versions.push(await versionOf(join(release, 'bin', name), name, args, source));
    }
    const [version = ''] = versions;
    if (versions.some((one) => one !== version)) {
        throw new NetworkError(
            'RELEASE_UNSUITABLE',
            `the programs in ${source} are of several versions: ${versions.join(', ')}`,
        );
    }
    return version;
}

async function versionOf(program: string, name: string, args: readonly string[], source: string): Promise<string> {
    const { stdout } = await promisify(execFile)(program, [...args], { timeout: RUN_MS }).catch((error: unknown) => {
        const reason = (error instanceof Error ? error.message : String(error)).trim().replace(/\s+/g, ' ');
        throw new NetworkError(
            'RELEASE_UNSUITABLE',
            `${name} of ${source} does not run here (${process.platform} ${process.arch}): ${reason}. Choose the archive for this machine`,
            { cause: error },
        );
    });
    const version = /^\s*Version:\s*v?([0-9A-Za-z][\w.+-]*)\s*$/m.exec(stdout)?.[1];
    if (version === undefined) {
        throw new NetworkError('RELEASE_UNSUITABLE', `${name} of ${source} does not tell its version`);
    }
    return version;
}

/** Puts a folder where it stays; one that is there already makes way, and comes back should that fail. */
async function moveTo(from: string, folder: string, before: string): Promise<void> {
    const wasThere = await access(folder).then(
        () => true,
        () => false,
    );
    if (wasThere) {
        await rename(folder, before);
    }
    try {
        await rename(from, folder);
    } catch (error) {
        if (wasThere) {
            await rename(before, folder);
        }
        throw error;
    }
}
