import { portIsFree } from '@linguang/network';

/** A port base whose gateways' and network's ports are free now, below the ports that systems lend to outgoing connections. */
export async function freePortBase(): Promise<number> {
    for (let attempt = 0; attempt < 50; attempt++) {
        const base = 20_000 + Math.floor(Math.random() * 10_000);
        const ports = [0, 1, 2, ...Array.from({ length: NETWORK_PORTS }, (_, index) => 1000 + index)];
        if ((await Promise.all(ports.map((offset) => portIsFree(base + offset)))).every((one) => one)) {
            return base;
        }
    }
    throw new Error('found no free range of ports');
}

/** Ports a network of Linguang may take above its first; more than it does. */
const NETWORK_PORTS = 90;
