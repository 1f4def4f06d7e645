import { Listr } from 'listr2';

/** One step of a long work; `say` tells what it is doing. */
export type Step = Readonly<{ title: string; run: (say: (text: string) => void) => Promise<void> }>;

/** Works off steps one after the other: with live marks on a terminal, as plain lines elsewhere. */
export async function runSteps(steps: readonly Step[]): Promise<void> {
    if (process.stdout.isTTY) {
        const list = new Listr(
            steps.map(({ title, run }) => ({
                title,
                task: async (_context: unknown, task: { output: string; title: string }) => {
                    const started = Date.now();
                    await run((text) => {
                        task.output = text;
                    });
                    task.title = `${title} (${seconds(started)})`;
                },
            })),
            // Ctrl-C is ours: everything that was started must be stopped in order.
            { registerSignalListeners: false },
        );
        await list.run();
        return;
    }
    for (const { title, run } of steps) {
        const started = Date.now();
        console.log(`${title} …`);
        await run((text) => console.log(`  ${text}`));
        console.log(`${title}: done (${seconds(started)})`);
    }
}

function seconds(started: number): string {
    return `${((Date.now() - started) / 1000).toFixed(1)} s`;
}
