import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import type { NetworkLayout } from '../layout.js';
import { NetworkError } from '../problems.js';
import { LISTEN_HOST, type OrdererNode } from '../topology.js';

const TIMEOUT_MS = 30_000;

/** What an orderer says of a channel it takes part in. */
export type Participation = Readonly<{
    /** `active`, or `onboarding` while it still fetches blocks. */
    status: string;
    consensusRelation: string;
    height: number;
}>;

/** An orderer's channel participation API, reached with the TLS certificate of the orderer's own organisation. */
export class ParticipationClient {
    readonly #orderer: OrdererNode;
    readonly #agent: Agent;

    private constructor(orderer: OrdererNode, agent: Agent) {
        this.#orderer = orderer;
        this.#agent = agent;
    }

    static async connect(orderer: OrdererNode, layout: NetworkLayout): Promise<ParticipationClient> {
        const folder = layout.nodeTls(orderer.organisation, orderer.name);
        const [ca, cert, key] = await Promise.all(
            ['ca.crt', 'server.crt', 'server.key'].map((file) => readFile(join(folder, file))),
        );
        return new ParticipationClient(orderer, new Agent({ ca, cert, key, keepAlive: false }));
    }

    /** @returns undefined when the orderer has not joined the channel */
    async channel(channel: string): Promise<Participation | undefined> {
        const { status, body } = await this.#send('GET', `/${channel}`);
        if (status === 404) {
            return undefined;
        }
        return this.#participation(status, body);
    }

    /** Joins the channel of a first block. */
    async join(block: Uint8Array): Promise<Participation> {
        const form = new FormData();
        form.set('config-block', new Blob([new Uint8Array(block)]), 'config.block');
        const { status, body } = await this.#send('POST', '', new Response(form));
        return this.#participation(status, body);
    }

    #participation(status: number, body: string): Participation {
        const answer: unknown = JSON.parse(body);
        if (status >= 300 || !isParticipation(answer)) {
            throw new NetworkError('PROCESS_FAILED', `${this.#orderer.name} answered ${status}: ${body}`);
        }
        return answer;
    }

    async #send(method: string, path: string, content?: Response): Promise<{ status: number; body: string }> {
        const bytes = content === undefined ? undefined : Buffer.from(await content.arrayBuffer());
        const type = content?.headers.get('content-type') ?? undefined;
        return await new Promise((resolve, reject) => {
            const sent = request(
                {
                    host: LISTEN_HOST,
                    port: this.#orderer.ports.admin,
                    path: `/participation/v1/channels${path}`,
                    method,
                    agent: this.#agent,
                    timeout: TIMEOUT_MS,
                    headers: {
                        ...(type === undefined ? {} : { 'content-type': type }),
                        ...(bytes === undefined ? {} : { 'content-length': bytes.length }),
                    },
                },
                (response) => {
                    const parts: Buffer[] = [];
                    response.on('data', (part: Buffer) => parts.push(part));
                    response.on('error', reject);
                    response.on('end', () =>
                        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }),
                    );
                },
            );
            sent.on('timeout', () => sent.destroy(new Error(`${this.#orderer.name} does not answer`)));
            sent.on('error', reject);
            sent.end(bytes);
        });
    }
}

function isParticipation(value: unknown): value is Participation {
    return (
        typeof value === 'object' &&
        value !== null &&
        'status' in value &&
        typeof value.status === 'string' &&
        'consensusRelation' in value &&
        typeof value.consensusRelation === 'string' &&
        'height' in value &&
        typeof value.height === 'number'
    );
}
