import { createServer, type Server } from 'node:http';
import { LISTEN_HOST } from '../../topology.js';

/** A node of this process as its operations endpoint shows it. */
export type ObservedNode = Readonly<{
    channel: string;
    port: number;
    isRunning: () => boolean;
    height: () => number;
    /** Of an orderer: whether it leads. */
    leads?: boolean;
}>;

/**
 * Operations endpoint of an embedded node, with paths and metric names of real nodes as far as status and supervision need
 * them: `/healthz` and `/metrics`. While the node is stopped it hangs up, as if the process were gone.
 * @returns closes it
 */
export async function openOperations(node: ObservedNode): Promise<() => void> {
    const server = createServer((request, response) => {
        if (!node.isRunning()) {
            request.socket.destroy();
        } else if (request.url === '/healthz') {
            response.setHeader('content-type', 'application/json');
            response.end(`{"status":"OK","time":${JSON.stringify(new Date().toISOString())}}`);
        } else if (request.url === '/metrics') {
            response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8');
            response.end(metrics(node));
        } else {
            response.statusCode = 404;
            response.end();
        }
    });
    await listen(server, node.port);
    return () => {
        server.close();
        server.closeAllConnections();
    };
}

function metrics({ channel, height, leads }: ObservedNode): string {
    const gauges = [
        ['ledger_blockchain_height', 'Height of the chain in blocks.', height()] as const,
        ...(leads === undefined
            ? []
            : [['consensus_etcdraft_is_leader', 'Whether this orderer leads.', Number(leads)] as const]),
    ];
    return gauges
        .map(
            ([name, help, value]) =>
                `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name}{channel="${channel}"} ${value}\n`,
        )
        .join('');
}

async function listen(server: Server, port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen({ port, host: LISTEN_HOST }, () => resolve());
    });
}
