import { generateKeyPairSync, sign, verify } from 'node:crypto';

const COUNT = 4000;
const MESSAGE = Buffer.alloc(400, 7);

/**
 * P-256 signatures that one core of this machine verifies in a second, from CPU time: the yardstick beside which readings per
 * second travel from machine to machine.
 */
export function verificationsPerSecond(): number {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const signature = sign('sha256', MESSAGE, privateKey);
    const before = process.cpuUsage();
    for (let count = 0; count < COUNT; count++) {
        if (!verify('sha256', MESSAGE, publicKey, signature)) {
            throw new Error('a signature just made does not verify');
        }
    }
    const { user, system } = process.cpuUsage(before);
    return (COUNT * 1e6) / (user + system);
}
