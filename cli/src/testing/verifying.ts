import { Command } from 'commander';
import { register } from '../verify/command.js';

/**
 * Runs `linguang verify` inside this process, many times without a start each.
 * @param args - what stands behind `verify`
 * @returns the exit status and what it wrote, errors apart
 */
export async function verifying(args: readonly string[]): Promise<{
    readonly exit: number;
    readonly output: string;
    readonly errors: string;
}> {
    const [out, err] = [process.stdout.write, process.stderr.write];
    const written = { output: '', errors: '' };
    const keep = (key: 'output' | 'errors') => (text: string | Uint8Array) => {
        written[key] += typeof text === 'string' ? text : Buffer.from(text).toString();
        return true;
    };
    const before = process.exitCode;
    try {
        process.stdout.write = keep('output');
        process.stderr.write = keep('errors');
        process.exitCode = undefined;
        const program = new Command('linguang');
        register(program);
        await program.parseAsync(['verify', ...args], { from: 'user' });
        return { exit: Number(process.exitCode ?? 0), ...written };
    } finally {
        [process.stdout.write, process.stderr.write, process.exitCode] = [out, err, before];
    }
}
