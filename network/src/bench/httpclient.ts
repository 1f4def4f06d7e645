import { Agent, request } from 'node:http';
import type { HttpRequest, Outcome } from './operation.js';

/** Sends requests over connections that stay open, as a busy client does. */
export class HttpClient {
    readonly #agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });

    /** 200 and 201 count as done. Never rejects. */
    async run({ method, url, headers, body }: HttpRequest): Promise<Outcome> {
        const content = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
        try {
            const { status, text } = await this.#send(url, method, headers, content);
            if (status !== 200 && status !== 201) {
                return { failure: `HTTP ${status} ${member(text, 'code') ?? ''}`.trim() };
            }
            const block = member(text, 'block');
            return { result: text, ...(typeof block === 'number' ? { block } : {}) };
        } catch (error) {
            return { failure: `HTTP ${error instanceof Error ? error.message : String(error)}` };
        }
    }

    close(): void {
        this.#agent.destroy();
    }

    #send(
        url: string,
        method: string,
        headers: HttpRequest['headers'],
        content: Buffer | undefined,
    ): Promise<{ status: number; text: string }> {
        const length =
            content === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': content.length };
        return new Promise((resolve, reject) => {
            const sent = request(
                url,
                { method, agent: this.#agent, headers: { ...headers, ...length } },
                (response) => {
                    const parts: Buffer[] = [];
                    response.on('data', (part: Buffer) => parts.push(part));
                    response.on('error', reject);
                    response.on('end', () =>
                        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() }),
                    );
                },
            );
            sent.on('error', reject);
            sent.end(content);
        });
    }
}

/** A member of a JSON object; undefined where the text is none. */
function member(text: string, name: string): unknown {
    try {
        const value: unknown = JSON.parse(text);
        return typeof value === 'object' && value !== null
            ? Object.entries(value).find(([key]) => key === name)?.[1]
            : undefined;
    } catch {
        return undefined;
    }
}
