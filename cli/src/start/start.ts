import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
    type Engine,
    NetworkLayout,
    type ProcessStatus,
    type RunningNetwork,
    readTopology,
    requireFreePorts,
    Supervisor,
    startNetwork,
    telling,
} from '@linguang/network';
import { interruption, untilAborted } from '../interruption.js';
import { districtProcess, gatewayProcesses, Instance } from './instance.js';
import { linguangTopology, type Profile } from './linguangtopology.js';
import { runSteps, type Step } from './progress.js';

export type StartOptions = Readonly<{
    portBase: number;
    data: string;
    slotSeconds: number;
    /** False with `--no-district`. */
    district: boolean;
    engine: Engine;
    fabricVersion?: string;
    profile?: Profile;
}>;

/** `linguang start`: brings up a whole instance, says where it is, and stays until it is asked to end. */
export async function start(options: StartOptions): Promise<void> {
    const signal = interruption();
    const instance = new Instance(resolve(options.data), options.portBase);
    await mkdir(instance.folder, { recursive: true });
    const notice = (status: ProcessStatus) => {
        if (status.phase === 'waiting') {
            console.log(`${status.name} ended (${status.lastExit}) and is started again; log: ${status.log}`);
        }
    };
    const services = await Supervisor.open({
        stateFile: instance.stateFile,
        logDirectory: instance.logs,
        onChange: notice,
    });
    const running: { network?: RunningNetwork; district: boolean } = { district: false };
    const stopServices = () => void services.stop();
    signal.addEventListener('abort', stopServices);
    try {
        await requireFreePorts(instance.gateways.map(({ port }) => port));
        await runSteps(steps(options, instance, services, running, notice, signal));
        printAddresses(instance, options, running.district);
        await untilAborted(signal);
        console.log('stopping …');
    } catch (error) {
        if (!signal.aborted) {
            throw error;
        }
        console.log('interrupted, stopping …');
    } finally {
        await services.stop();
        await running.network?.stop();
    }
    console.log('stopped; the next start continues the same ledger');
    process.exit(0);
}

function steps(
    options: StartOptions,
    instance: Instance,
    services: Supervisor,
    running: { network?: RunningNetwork; district: boolean },
    notice: (status: ProcessStatus) => void,
    signal: AbortSignal,
): Step[] {
    const network: Step = {
        title: 'network of grid, community and certifier',
        run: async (say) => {
            running.network = await startNetwork({
                topology: linguangTopology({
                    portBase: instance.networkPortBase,
                    engine: options.engine,
                    profile: options.profile ?? (await keptProfile(instance)),
                }),
                dataDirectory: instance.networkFolder,
                engine: options.engine,
                fabricVersion: options.fabricVersion,
                onProgress: say,
                onChange: notice,
                signal,
            });
        },
    };
    const gateways: Step = {
        title: 'gateways',
        run: async (say) => {
            if (running.network !== undefined) {
                const specs = gatewayProcesses(instance, running.network.layout);
                const state = () => `waiting for ${specs.map(({ name }) => name).join(', ')} to have read the ledger`;
                await telling(say, state, services.start(specs));
            }
        },
    };
    const district: Step = {
        title: 'simulated district',
        run: async (say) => {
            const spec = districtProcess(instance, options.slotSeconds);
            if (spec === undefined) {
                say('this build has no simulated district; going on without');
                return;
            }
            await services.start([spec]);
            running.district = true;
        },
    };
    return options.district ? [network, gateways, district] : [network, gateways];
}

/** How the orderers agree that began this instance's network; raft before the first start. */
async function keptProfile(instance: Instance): Promise<Profile> {
    const { topology } = new NetworkLayout(instance.networkFolder);
    const kept = await readTopology(topology).catch(() => undefined);
    return kept?.consensus.type ?? 'raft';
}

function printAddresses(instance: Instance, options: StartOptions, district: boolean): void {
    console.log('');
    console.log('Linguang 邻光 is running. Everything here is a simulation on this machine. 以下均为本机模拟。');
    console.log('');
    for (const { address, purpose } of instance.gateways) {
        console.log(`  ${address}  ${purpose}`);
    }
    console.log('');
    if (district) {
        console.log(`A simulated district meters and chooses: one quarter-hour every ${options.slotSeconds} s.`);
    }
    console.log(`Data and logs: ${instance.folder} (logs, network/logs). Ctrl-C stops everything.`);
}
