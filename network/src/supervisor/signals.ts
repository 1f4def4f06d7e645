import { isRunning } from './processidentity.js';

/** A process that somebody started earlier. */
export type KnownProcess = Readonly<{ pid: number; identity?: string | undefined }>;

/** Sends a signal to a process and its whole group (each of our children leads one); a process that is gone is no error. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
    try {
        process.kill(process.platform === 'win32' ? pid : -pid, signal);
    } catch (error) {
        if (!(error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM'))) {
            throw error;
        }
    }
}

/**
 * Ends processes known by number and identity with their groups: SIGTERM, then SIGKILL after the grace period. Another
 * process that meanwhile has the number is left alone.
 * @param graceMs - milliseconds between the two signals
 */
export async function endProcesses(processes: readonly KnownProcess[], graceMs: number): Promise<void> {
    const running = () => processes.filter(({ pid, identity }) => isRunning(pid, identity));
    for (const { pid } of running()) {
        signalGroup(pid, 'SIGTERM');
    }
    const deadline = Date.now() + graceMs;
    while (running().length > 0 && Date.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    for (const { pid } of running()) {
        signalGroup(pid, 'SIGKILL');
    }
    while (running().length > 0) {
        await new Promise((resolve) => setTimeout(resolve, 10));
    }
}
