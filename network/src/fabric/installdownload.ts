import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { isIP } from 'node:net';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { NetworkError } from '../problems.js';

const MAX_REDIRECTS = 5;
const MAX_BYTES = 2 * 1024 * 1024 * 1024;
const TELL_EVERY_MS = 2000;

export type DownloadOptions = Readonly<{
    onProgress: (text: string) => void;
    signal?: AbortSignal | undefined;
    /** How long the server may say nothing, milliseconds. */
    silenceMs?: number;
}>;

/** Whether an argument is an address rather than a file. */
export function isUrl(source: string): boolean {
    return /^[a-z][a-z0-9+.-]*:\/\//i.test(source);
}

/**
 * Downloads into a file. https only, also after redirects; http from this machine itself.
 * @throws NetworkError DOWNLOAD_FAILED naming the reason
 */
export async function download(source: string, file: string, options: DownloadOptions): Promise<void> {
    const { onProgress, signal, silenceMs = 60_000 } = options;
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(), silenceMs);
    const ended = AbortSignal.any([silence.signal, ...(signal === undefined ? [] : [signal])]);
    try {
        const response = await follow(source, ended);
        const total = Number(response.headers.get('content-length') ?? 0);
        const seen = { bytes: 0, told: Date.now() };
        const watch = new Transform({
            transform: (chunk: Buffer, _encoding, done) => {
                timer.refresh();
                seen.bytes += chunk.length;
                if (Date.now() - seen.told > TELL_EVERY_MS) {
                    seen.told = Date.now();
                    onProgress(`downloading, ${megabytes(seen.bytes)}${total > 0 ? ` of ${megabytes(total)}` : ''}`);
                }
                done(seen.bytes > MAX_BYTES ? new Error(`more than ${megabytes(MAX_BYTES)} come`) : null, chunk);
            },
        });
        if (response.body === null) {
            throw new Error('the answer is empty');
        }
        await pipeline(Readable.fromWeb(response.body), watch, createWriteStream(file), { signal: ended });
        if (total > 0 && response.headers.get('content-encoding') === null && seen.bytes !== total) {
            throw new Error(`${seen.bytes} of ${total} bytes came`);
        }
    } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof NetworkError) {
            throw error;
        }
        const reason = silence.signal.aborted ? `nothing came for ${silenceMs / 1000} s` : reasonOf(error);
        throw failed(source, `${reason}. Download the archive by other means and give the file instead`, error);
    } finally {
        clearTimeout(timer);
    }
}

/** SHA-256 of a file in hex. */
export async function sha256Of(file: string): Promise<string> {
    const digest = createHash('sha256');
    await pipeline(createReadStream(file), digest);
    return digest.digest('hex');
}

async function follow(source: string, signal: AbortSignal): Promise<Response> {
    let url = permitted(source);
    for (let redirects = 0; ; redirects++) {
        const response = await fetch(url, { redirect: 'manual', signal });
        const location = response.headers.get('location');
        if (response.status < 300 || response.status >= 400 || location === null) {
            if (!response.ok) {
                throw failed(String(url), `the server answers ${response.status} ${response.statusText}`);
            }
            return response;
        }
        await response.body?.cancel();
        if (redirects === MAX_REDIRECTS) {
            throw failed(source, 'it is redirected for ever');
        }
        url = permitted(new URL(location, url).href);
    }
}

function permitted(text: string): URL {
    if (!URL.canParse(text)) {
        throw failed(text, 'it is not an address');
    }
    const url = new URL(text);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const isOwn = host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isOwn)) {
        throw failed(text, 'only https is used, since what comes is run');
    }
    return url;
}

function failed(source: string, reason: string, cause?: unknown): NetworkError {
    return new NetworkError('DOWNLOAD_FAILED', `${source}: ${reason}`, { cause });
}

/** The innermost reason; fetch itself says only that it failed. */
function reasonOf(error: unknown): string {
    const inner = error instanceof Error ? error.cause : undefined;
    return inner instanceof Error ? reasonOf(inner) : error instanceof Error ? error.message : String(error);
}

function megabytes(bytes: number): string {
    return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
