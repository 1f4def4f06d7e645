/**
 * Serves a chaincode whose organisation lies about settlements: every slot record claims twice the traded energy, and every
 * certificate twice its Wh. `node chaincode/dist/testing/lyingmain.js energy|certificate`
 */
import './quiet.js';

import { altered } from './altered.js';

const { runProcess } = await import('../contracts/process.js');

await runProcess(process.argv.slice(2), (chaincode) => altered(chaincode, exaggerate));

function exaggerate(key: string, value: Uint8Array): Uint8Array {
    if (!/^(slot|certificate)~/.test(key)) {
        return value;
    }
    const text = new TextDecoder().decode(value);
    return new TextEncoder().encode(
        text.replace(/"(traded|wh)":(\d+)/, (_, name, wh) => `"${name}":${2 * Number(wh)}`),
    );
}
