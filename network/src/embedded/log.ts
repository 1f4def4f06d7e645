/** Writes structured log lines. */
export interface Logger {
    info(message: string, fields?: Readonly<Record<string, unknown>>): void;
    warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
    error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** One JSON object a line: `time`, `level`, `message` and the fields. */
export function jsonLogger(write: (line: string) => void): Logger {
    const at =
        (level: string) =>
        (message: string, fields: Readonly<Record<string, unknown>> = {}): void =>
            write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`);
    return { info: at('info'), warn: at('warn'), error: at('error') };
}

/** Says nothing. */
export const silent: Logger = { info() {}, warn() {}, error() {} };
