import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChaincodeRuntime } from '../../chaincode/runtime.js';
import { type ChaincodePackage, parsePackage } from './chaincodepackage.js';

/** The packages that administrators installed on each peer, kept in `DIR/<peer>/<label>.<hash>.tar.gz` as a real peer does. */
export class PackageStore {
    readonly #runtime: ChaincodeRuntime;
    readonly #directory: string | undefined;
    readonly #packages = new Map<string, Map<string, ChaincodePackage>>();

    /** @param directory - undefined: packages are forgotten with the process */
    constructor(runtime: ChaincodeRuntime, directory: string | undefined) {
        this.#runtime = runtime;
        this.#directory = directory;
        if (directory !== undefined) {
            mkdirSync(directory, { recursive: true });
            for (const entry of readdirSync(directory, { withFileTypes: true })) {
                if (entry.isDirectory()) {
                    this.#load(join(directory, entry.name), entry.name);
                }
            }
        }
    }

    /** @throws Error with a real peer's text: not a package, or already there */
    install(peer: string, bytes: Uint8Array): ChaincodePackage {
        const installed = parsePackage(bytes);
        if (this.get(peer, installed.packageId)) {
            throw new Error(`chaincode already successfully installed (package ID '${installed.packageId}')`);
        }
        if (this.#directory !== undefined) {
            save(join(this.#directory, peer), installed);
        }
        this.#add(peer, installed);
        return installed;
    }

    get(peer: string, packageId: string): ChaincodePackage | undefined {
        return this.#packages.get(peer)?.get(packageId);
    }

    #add(peer: string, installed: ChaincodePackage): void {
        const packages = this.#packages.get(peer) ?? new Map<string, ChaincodePackage>();
        this.#packages.set(peer, packages.set(installed.packageId, installed));
        this.#runtime.install(peer, installed.packageId, installed.server);
    }

    #load(directory: string, peer: string): void {
        for (const file of readdirSync(directory).filter((name) => name.endsWith('.tar.gz'))) {
            this.#add(peer, parsePackage(readFileSync(join(directory, file))));
        }
    }
}

function save(directory: string, installed: ChaincodePackage): void {
    mkdirSync(directory, { recursive: true });
    const path = join(directory, `${installed.packageId.replace(':', '.')}.tar.gz`);
    writeFileSync(`${path}.part`, installed.bytes, { flush: true });
    renameSync(`${path}.part`, path);
}
