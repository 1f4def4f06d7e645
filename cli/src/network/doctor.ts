import { resolve } from 'node:path';
import { examine, findNetwork } from '@linguang/network';

/** `linguang network doctor`: exit code 1 when something is wrong. */
export async function doctor(options: Readonly<{ data: string; json?: boolean }>): Promise<void> {
    const findings = await examine(await findNetwork(resolve(options.data)));
    if (options.json === true) {
        console.log(JSON.stringify(findings, null, 4));
    } else {
        for (const { check, healthy, detail, remedy } of findings) {
            console.log(`${healthy ? 'ok   ' : 'WRONG'}  ${check}: ${detail}`);
            if (remedy !== undefined) {
                console.log(`       remedy: ${remedy}`);
            }
        }
    }
    process.exitCode = findings.every(({ healthy }) => healthy) ? 0 : 1;
}
