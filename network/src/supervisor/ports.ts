import { connect, createServer } from 'node:net';
import { NetworkError } from '../problems.js';
import { LISTEN_HOST } from '../topology.js';

/** Whether something accepts connections on the port of the loopback address. */
export async function portAnswers(port: number): Promise<boolean> {
    return await new Promise((resolve) => {
        const socket = connect({ port, host: LISTEN_HOST });
        socket.setTimeout(1000);
        const finish = (answer: boolean) => {
            socket.destroy();
            resolve(answer);
        };
        socket.once('connect', () => finish(true));
        socket.once('error', () => finish(false));
        socket.once('timeout', () => finish(false));
    });
}

/** Whether a server could listen on the port of the loopback address now. */
export async function portIsFree(port: number): Promise<boolean> {
    return await new Promise((resolve) => {
        const server = createServer();
        server.once('error', () => resolve(false));
        server.listen({ port, host: LISTEN_HOST, exclusive: true }, () => server.close(() => resolve(true)));
    });
}

/**
 * Makes sure that all ports are free.
 * @param waitMs - how long a port may still be busy, for instance with a process that is just ending
 * @throws NetworkError PORT_IN_USE naming the ports and the remedy
 */
export async function requireFreePorts(ports: readonly number[], waitMs = 0): Promise<void> {
    const deadline = Date.now() + waitMs;
    for (;;) {
        const free = await Promise.all(ports.map(portIsFree));
        const busy = ports.filter((_, index) => !free[index]);
        if (busy.length === 0) {
            return;
        }
        if (Date.now() >= deadline) {
            const one = busy.length === 1;
            throw new NetworkError(
                'PORT_IN_USE',
                `${one ? 'port' : 'ports'} ${busy.join(', ')} of ${LISTEN_HOST} ${one ? 'is' : 'are'} taken by another process; ` +
                    'end it, or choose other ports with --port-base',
            );
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}
