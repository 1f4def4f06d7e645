import { resolve } from 'node:path';
import { findNetwork, readTopology, type UpgradeResult, upgradeFromOutside } from '@linguang/network';

/** How long nothing may be said while it goes on, in milliseconds. */
const SILENCE_MS = 3000;

/** `linguang network upgrade CHAINCODE` */
export async function upgrade(
    chaincode: string,
    options: Readonly<{ data: string; topology?: string; json?: boolean }>,
): Promise<void> {
    const dataDirectory = await findNetwork(resolve(options.data));
    const say = options.json === true ? (): void => undefined : (text: string) => console.log(text);
    const step = { text: 'asking the running network', begun: Date.now(), told: Date.now() };
    const heartbeat = setInterval(() => {
        if (Date.now() - step.told >= SILENCE_MS) {
            step.told = Date.now();
            say(`  still at it after ${Math.round((step.told - step.begun) / 1000)} s: ${step.text}`);
        }
    }, 500);
    try {
        const result = await upgradeFromOutside({
            dataDirectory,
            chaincode,
            topology: options.topology === undefined ? undefined : await readTopology(options.topology),
            onStep: (text) => {
                Object.assign(step, { text, begun: Date.now(), told: Date.now() });
                say(`${text} …`);
            },
        });
        if (options.json === true) {
            console.log(JSON.stringify(result, null, 4));
        } else {
            say([conclusion(result), ...result.notes].join('\n'));
        }
    } finally {
        clearInterval(heartbeat);
    }
}

function conclusion({ chaincode, outcome, version, previousVersion, sequence, processes }: UpgradeResult): string {
    switch (outcome) {
        case 'unchanged':
            return `CODE_UNCHANGED: nothing to do; ${chaincode} ${version} (sequence ${sequence}) is this very code and definition`;
        case 'redefined':
            return `${chaincode} ${version} has its new definition as sequence ${sequence}; the code is the same`;
        case 'upgraded':
            return `${chaincode} is upgraded from ${previousVersion} to ${version}, sequence ${sequence}; it runs as ${processes.join(', ')}`;
    }
}
