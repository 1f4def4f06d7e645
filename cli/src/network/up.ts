import { spawn } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
    type Engine,
    engineOf,
    findNetwork,
    lastLines,
    NetworkError,
    NetworkLayout,
    readTopology,
    startNetwork,
    type Topology,
} from '@linguang/network';
import { interruption, untilAborted } from '../interruption.js';
import { linguangTopology, type Profile } from '../start/linguangtopology.js';
import { printStatus } from './status.js';

export type UpOptions = Readonly<{
    data: string;
    /** By default that of the folder's ledger, else embedded. */
    engine?: Engine;
    fabricVersion?: string;
    /** For Linguang's own topology. */
    profile?: Profile;
    topology?: string;
    portBase?: number;
    detach?: boolean;
    json?: boolean;
}>;

/** Set in the process that `--detach` leaves in the background. */
const BACKGROUND = 'LINGUANG_NETWORK_BACKGROUND';

/** `linguang network up` */
export async function up(options: UpOptions): Promise<void> {
    const dataDirectory = await findNetwork(resolve(options.data));
    if (options.detach === true && process.env[BACKGROUND] === undefined) {
        await detach(dataDirectory);
        await printStatus(dataDirectory, options.json === true);
        return;
    }
    const signal = interruption({ background: process.env[BACKGROUND] !== undefined });
    const engine = options.engine ?? (await engineOf(dataDirectory)) ?? 'embedded';
    const topology = await chooseTopology({ ...options, engine }, dataDirectory);
    const say = (text: string) => {
        if (options.json !== true) {
            console.log(text);
        }
    };
    const network = await startNetwork({
        topology,
        dataDirectory,
        engine,
        fabricVersion: options.fabricVersion,
        signal,
        onProgress: (step) => say(`${step} …`),
        onChange: ({ name, phase, lastExit }) => {
            if (phase === 'waiting') {
                say(`${name} ended (${lastExit}) and is started again`);
            }
        },
    });
    await printStatus(dataDirectory, options.json === true);
    say('network ready; Ctrl-C stops it');
    if (process.env[BACKGROUND] !== undefined) {
        process.send?.('ready');
    }
    await untilAborted(signal);
    say('stopping …');
    await network.stop();
    say('stopped');
    process.exit(0);
}

/** The topology asked for, or the one the folder was made with, or Linguang's own. */
async function chooseTopology(options: UpOptions & { engine: Engine }, dataDirectory: string): Promise<Topology> {
    const kept = new NetworkLayout(dataDirectory).topology;
    const hasKept = await access(kept).then(
        () => true,
        () => false,
    );
    const topology =
        options.topology !== undefined
            ? await readTopology(options.topology)
            : hasKept
              ? await readTopology(kept)
              : linguangTopology({
                    engine: options.engine,
                    ...(options.profile === undefined ? {} : { profile: options.profile }),
                });
    if (options.profile !== undefined && topology.consensus.type !== options.profile) {
        const source = options.topology ?? kept;
        throw new NetworkError(
            'TOPOLOGY_CHANGED',
            `${source} says "${topology.consensus.type}", not --profile ${options.profile}; change "consensus" in a topology ` +
                'file of your own, or choose another --data for a new network',
        );
    }
    return options.portBase === undefined ? topology : { ...topology, portBase: options.portBase };
}

/** Starts this same command in a process of its own and waits until it reports that the network is ready. */
async function detach(dataDirectory: string): Promise<void> {
    const layout = new NetworkLayout(dataDirectory);
    mkdirSync(layout.logs, { recursive: true });
    const log = layout.log('supervisor');
    const output = openSync(log, 'a');
    const child = spawn(process.execPath, process.argv.slice(1), {
        detached: true,
        stdio: ['ignore', output, output, 'ipc'],
        env: { ...process.env, [BACKGROUND]: '1' },
    });
    const outcome = await new Promise<string>((settle) => {
        child.once('message', () => settle('ready'));
        child.once('error', (error) => settle(error.message));
        child.once('exit', (code, signal) => settle(`ended with ${signal ?? `code ${code}`}`));
    });
    if (outcome !== 'ready') {
        const lines = lastLines(log, 20).join('\n');
        throw new NetworkError('PROCESS_FAILED', `the network did not start (${outcome}):\n${lines}\n(${log})`);
    }
    child.disconnect();
    child.unref();
}
