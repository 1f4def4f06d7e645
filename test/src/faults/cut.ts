import { setTimeout as delay } from 'node:timers/promises';
import { chaincodeProcessesOf, orderersOf, peersOf } from '@linguang/network';
import type { Fault } from './fault.js';
import { disturb, Filters } from './ownnetwork.js';
import type { Stage } from './stage.js';

const ANYWHERE = ['embedded', 'raft', 'bft'] as const;
/** How long a cut lasts, ms: longer than calls and elections take. */
const CUT_MS = 10_000;

function cut(
    name: string,
    places: Fault['places'],
    lose: (filters: Filters, stage: Stage) => Promise<void>,
    lasting = CUT_MS,
): Fault {
    return {
        number: 3,
        name,
        places,
        inject: async (stage) => {
            const filters = Filters.open();
            try {
                await lose(filters, stage);
                await delay(lasting);
            } finally {
                filters.clear();
            }
            await stage.recovered();
        },
    };
}

/** Ports on which an organisation's peers and orderers are called. */
function portsOf(stage: Stage, organisation: string): number[] {
    const { topology } = stage.running.network;
    return [...peersOf(topology), ...orderersOf(topology)]
        .filter((node) => node.organisation === organisation)
        .map(({ ports }) => ports.listen);
}

/** What networks do to organisations. */
export const cuts: readonly Fault[] = [
    cut('an organisation’s nodes cut off, both directions, 10 s', ANYWHERE, async (filters, stage) => {
        filters.lose('to', portsOf(stage, 'grid'));
        filters.lose('from', portsOf(stage, 'grid'));
    }),
    cut('an organisation’s nodes hear everything and nobody hears them, 10 s', ANYWHERE, async (filters, stage) => {
        filters.lose('from', portsOf(stage, 'community'));
    }),
    cut('the leading orderer hears nothing, 10 s', ['raft', 'bft'], async (filters, stage) => {
        const leader = await stage.leader();
        const found = orderersOf(stage.running.network.topology).find(({ name }) => name === leader);
        filters.lose('to', found === undefined ? [] : [found.ports.listen]);
    }),
    cut('a chaincode process cut off from its peers, 10 s', ANYWHERE, async (filters, stage) => {
        const places = chaincodeProcessesOf(stage.running.network.topology);
        const found = places.find(({ name }) => name === 'energy.grid');
        filters.lose('to', found === undefined ? [] : [found.port]);
        filters.lose('from', found === undefined ? [] : [found.port]);
    }),
    cut(
        'an organisation’s links come and go, 40 times',
        ANYWHERE,
        async (filters, stage) => {
            for (let count = 0; count < 40; count++) {
                filters.lose('to', portsOf(stage, 'community'));
                filters.lose('from', portsOf(stage, 'community'));
                await delay(stage.random.between(50, 300));
                filters.clear();
                await delay(stage.random.between(50, 300));
            }
        },
        0,
    ),
    {
        number: 3,
        name: 'delay, loss and reordering of all packets, 10 s',
        places: ANYWHERE,
        inject: async (stage) => {
            const end = disturb();
            try {
                await delay(CUT_MS);
            } finally {
                end();
            }
            await stage.recovered();
        },
    },
];
