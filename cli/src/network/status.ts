import { resolve } from 'node:path';
import { findNetwork, type NetworkStatus, networkStatus, type PartStatus } from '@linguang/network';

/** `linguang network status` */
export async function status(options: Readonly<{ data: string; json?: boolean }>): Promise<void> {
    await printStatus(await findNetwork(resolve(options.data)), options.json === true);
}

/** Prints processes and addresses of a network, as a table or as JSON (docs/reference/topology.md). */
export async function printStatus(dataDirectory: string, json: boolean): Promise<void> {
    const found = await networkStatus(dataDirectory);
    if (json) {
        console.log(JSON.stringify(found, null, 4));
        return;
    }
    if (found.topology === undefined) {
        console.log(`there is no network in ${dataDirectory}`);
        return;
    }
    console.log(headline(found));
    table(
        ['process', 'state', 'health', 'blocks', 'pid', 'port', 'operations', 'restarts', 'MSP', 'log'],
        found.parts.map((part) => [
            part.name,
            part.phase,
            remark(part),
            part.height === undefined ? '' : String(part.height),
            part.pid === undefined ? '-' : String(part.pid),
            String(part.port),
            part.operationsPort === undefined ? '' : String(part.operationsPort),
            String(part.restarts),
            part.mspId,
            part.log,
        ]),
    );
    table(
        ['organisation', 'connection profile'],
        found.profiles.map(({ organisation, file }) => [organisation, file]),
    );
}

function headline({ engine, fabricVersion, topology, running, supervisor }: NetworkStatus): string {
    const what = engine === 'fabric' ? `Hyperledger Fabric ${fabricVersion ?? ''}`.trim() : 'embedded engine';
    const how = running ? `supervised by process ${supervisor?.pid}` : 'not running';
    return `channel ${topology?.channel}, ${what}, ${topology?.consensus.type}, ${how}`;
}

function remark({ phase, healthy, leader, kind }: PartStatus): string {
    if (phase === 'stopped' || kind === 'chaincode') {
        return '';
    }
    return healthy ? (leader === true ? 'healthy, leader' : 'healthy') : 'does not answer';
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): void {
    const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
    for (const row of [head, ...rows]) {
        console.log(
            `  ${row
                .map((cell, column) => cell.padEnd(widths[column] ?? 0))
                .join('  ')
                .trimEnd()}`,
        );
    }
}
