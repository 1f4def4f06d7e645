import { delimiter } from 'node:path';
import { type Installation, installedFolders, installFabric } from '@linguang/network';
import { interruption } from '../interruption.js';

/** `linguang network install ARCHIVE|URL` */
export async function install(
    source: string,
    options: Readonly<{ sha256?: string; to?: string; json?: boolean }>,
): Promise<void> {
    const installation = await installFabric({
        source,
        sha256: options.sha256,
        to: options.to,
        signal: interruption(),
        onProgress: (text) => {
            if (options.json !== true) {
                console.log(`${text} …`);
            }
        },
    });
    const isFound = (await installedFolders()).includes(installation.bin);
    if (options.json === true) {
        console.log(JSON.stringify({ ...installation, found: isFound }, null, 4));
        return;
    }
    console.log(`Hyperledger Fabric ${installation.version} is in ${installation.folder}`);
    console.log(`sha256 ${installation.sha256}`);
    console.log(`next: ${nextCommand(installation, isFound)}`);
}

/** Where FABRIC_BIN chooses the programs, or they lie elsewhere than we look, it must name them. */
function nextCommand({ version, bin }: Installation, isFound: boolean): string {
    const chosen = process.env['FABRIC_BIN'] ?? '';
    const command = `linguang network up --engine fabric --fabric-version ${version}`;
    if (isFound && chosen === '') {
        return command;
    }
    return `FABRIC_BIN='${[bin, ...(chosen === '' ? [] : [chosen])].join(delimiter)}' ${command}`;
}
