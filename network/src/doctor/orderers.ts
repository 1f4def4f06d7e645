import { type Consensus, consensusOf, quorumOf } from './consenters.js';
import type { Notes } from './finding.js';
import { laggards } from './laggards.js';
import type { Scene } from './scene.js';

/** Whether the orderers of a running network of real nodes can agree on the next block. */
export async function examineOrderers(scene: Scene, notes: Notes): Promise<void> {
    if (!scene.running || scene.engine !== 'fabric') {
        return;
    }
    const seen = await Promise.all(
        scene.orderers.map(async (node) => ({ node, answers: await scene.operations(node) })),
    );
    const alive = seen.flatMap(({ node, answers }) => (answers instanceof Error ? [] : [{ node, answers }]));
    const down = seen.flatMap(({ node, answers }) => (answers instanceof Error ? [node.name] : []));
    const consensus = await consensusWith(scene);
    const quorum = quorumOf(consensus);
    const all = consensus.consenters.length;
    const leaders = alive.filter(({ answers }) => answers.leads === true).map(({ node }) => node.name);
    const [first = ''] = down;
    if (alive.length < quorum) {
        const about = down.join(', ');
        notes.fault('ORDERERS_NO_QUORUM', about, `${alive.length} of ${all} answer`, `at least ${quorum}`, {
            node: first,
        });
    } else if (leaders.length === 0) {
        const names = alive.map(({ node }) => node.name).join(', ');
        notes.fault('ORDERERS_NO_LEADER', names, 'none leads', 'one leader', { node: alive[0]?.node.name ?? '' });
    } else if (alive.length === quorum && all > quorum) {
        const about = down.join(', ');
        notes.fault('ORDERERS_NO_RESERVE', about, `${alive.length} of ${all} answer`, `more than ${quorum}`, {
            node: first,
        });
    }
    const behind = await laggards(
        alive.flatMap(({ node, answers: { height } }) => (height === undefined ? [] : [{ name: node.name, height }])),
        async (name) => {
            const node = scene.orderers.find((one) => one.name === name);
            const again =
                node &&
                (await scene.probes.operations(
                    node.ports.operations,
                    scene.topology.channel,
                    scene.leftMs,
                    scene.probes,
                ));
            return again?.height;
        },
    );
    for (const { name, height, others } of behind) {
        notes.fault('ORDERER_BEHIND', name, `${height} blocks`, `${others}, as others`, { node: name });
    }
    if (notes.findings.length === 0) {
        notes.pass(`${leaders.join(', ')} leads ${alive.length} orderers, ${quorum} of ${all} are needed`);
    }
}

async function consensusWith(scene: Scene): Promise<Consensus> {
    const channel = await scene.channel();
    return channel === undefined
        ? {
              type: 'etcdraft',
              consenters: scene.orderers.map(({ ports }) => ({ host: '', port: ports.listen, tlsCertificate: '' })),
          }
        : consensusOf(channel.configuration.config);
}
