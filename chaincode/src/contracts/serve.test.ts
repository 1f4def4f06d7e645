import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
const PLACE = { CHAINCODE_SERVER_ADDRESS: '127.0.0.1:0', CHAINCODE_ID: 'energy_1.0:abc' };

describe('a chaincode process', function () {
    this.timeout(30_000);

    it('says when it listens and ends cleanly when asked to', async () => {
        const child = start(['energy'], PLACE);
        await child.says('listens on 127.0.0.1:0 as energy_1.0:abc');
        child.end();
        expect(await child.code).to.equal(0);
    });

    it('refuses a chaincode it does not know, and to start without an address', async () => {
        expect(await start(['gold'], PLACE).code).to.equal(2);
        expect(await start(['energy'], {}).code).to.equal(1);
    });
});

function start(args: readonly string[], environment: Readonly<Record<string, string>>) {
    const child = spawn(process.execPath, [MAIN, ...args], { env: environment, stdio: ['ignore', 'pipe', 'ignore'] });
    const code = new Promise<number | null>((resolve) => child.once('exit', resolve));
    return {
        code,
        end: () => child.kill('SIGTERM'),
        says: (words: string) =>
            new Promise<void>((resolve, reject) => {
                child.stdout.on('data', (data: Buffer) => data.toString().includes(words) && resolve());
                child.once('exit', () => reject(new Error('it ended')));
            }),
    };
}
