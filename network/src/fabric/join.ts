import { setTimeout as delay } from 'node:timers/promises';
import { Count, type Say, telling } from '../engine/progress.js';
import type { NetworkLayout } from '../layout.js';
import { NetworkError } from '../problems.js';
import { readClientCredentials, readConnectionProfile } from '../profile/profile.js';
import { type OrdererNode, orderersOf, type PeerNode, peersOf, type Topology } from '../topology.js';
import type { ChaincodePackage } from './chaincodepackage.js';
import { observe } from './observe.js';
import { ParticipationClient } from './participation.js';
import { PeerAdministration } from './systemcalls.js';

const LISTEN_MS = 60_000;
const LEADER_MS = 120_000;
const POLL_MS = 250;

/** Lets every orderer that is not there yet join the channel, and waits until they have a leader. */
export async function joinOrderers(
    topology: Topology,
    layout: NetworkLayout,
    block: Uint8Array,
    say: Say,
    signal?: AbortSignal,
): Promise<void> {
    const orderers = orderersOf(topology);
    const names = orderers.map(({ name }) => name);
    const count = new Count(`orderers joined ${topology.channel}`, names);
    const joining = orderers.map(async (orderer) => {
        await joinOrderer(orderer, topology.channel, layout, block);
        count.done(orderer.name);
    });
    await telling(say, () => count.text, Promise.all(joining));
    const list = names.join(', ');
    await telling(say, () => `waiting for ${list} to have a leader`, untilLed(topology, layout, signal));
}

async function untilLed(topology: Topology, layout: NetworkLayout, signal: AbortSignal | undefined): Promise<void> {
    const orderers = orderersOf(topology);
    const deadline = Date.now() + LEADER_MS;
    for (;;) {
        signal?.throwIfAborted();
        const seen = await Promise.all(orderers.map(({ ports }) => observe(ports.operations, topology.channel)));
        if (seen.some(({ leader }) => leader === true)) {
            return;
        }
        if (Date.now() > deadline) {
            throw new NetworkError(
                'PROCESS_NOT_READY',
                `the orderers ${orderers.map(({ name }) => name).join(', ')} have no leader after ${LEADER_MS / 1000} s; see their logs in ${layout.logs}`,
            );
        }
        await delay(POLL_MS);
    }
}

async function joinOrderer(orderer: OrdererNode, channel: string, layout: NetworkLayout, block: Uint8Array) {
    const client = await ParticipationClient.connect(orderer, layout);
    if ((await firstAnswer(() => client.channel(channel))) === undefined) {
        await client.join(block);
    }
}

/** An orderer is healthy before it listens for administrators: with a long ledger, some seconds before. */
async function firstAnswer<T>(ask: () => Promise<T>): Promise<T> {
    const deadline = Date.now() + LISTEN_MS;
    for (;;) {
        try {
            return await ask();
        } catch (error) {
            const isEarly = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
            if (!isEarly || Date.now() > deadline) {
                throw error;
            }
            await delay(POLL_MS);
        }
    }
}

/** Lets every peer that is not there yet join the channel, and installs the packages it runs and lacks. */
export async function preparePeers(
    topology: Topology,
    layout: NetworkLayout,
    block: Uint8Array,
    packagesOf: (peer: PeerNode) => readonly ChaincodePackage[],
    say: Say,
): Promise<void> {
    const peers = peersOf(topology);
    const count = new Count(
        'peers have channel and packages',
        peers.map(({ name }) => name),
    );
    await telling(
        say,
        () => count.text,
        Promise.all(
            peers.map(async (node) => {
                const peer = await administrate(layout, node);
                try {
                    if (!(await peer.channels()).includes(topology.channel)) {
                        await peer.join(block);
                    }
                    const installed = await peer.installed();
                    for (const { bytes } of packagesOf(node).filter((one) => !installed.includes(one.id))) {
                        await peer.install(bytes);
                    }
                } finally {
                    peer.close();
                }
                count.done(node.name);
            }),
        ),
    );
}

/** A connection to a peer as its organisation's administrator. */
export async function administrate(layout: NetworkLayout, node: PeerNode): Promise<PeerAdministration> {
    const profile = await readConnectionProfile(layout.profile(node.organisation));
    return await PeerAdministration.connect(
        { name: node.name, address: node.address, tlsCaCert: layout.tlsCaCert(node.organisation) },
        await readClientCredentials(profile, 'admin'),
    );
}
