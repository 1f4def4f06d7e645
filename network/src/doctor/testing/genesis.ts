import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildGenesis } from '../../embedded/ledger.js';
import { FabricLayout } from '../../fabric/layout.js';
import type { NetworkLayout } from '../../layout.js';
import { hostAndPort, orderersOf, peersOf, type Topology } from '../../topology.js';

/** Writes the first block of the topology's channel where a real network keeps it, from the key material in the folder. */
export async function writeGenesis(topology: Topology, layout: NetworkLayout): Promise<void> {
    const block = buildGenesis(
        topology,
        topology.organisations.map(({ name, mspId }) => ({
            name,
            mspId,
            mspDirectory: layout.organisationMsp(name),
            anchorPeers: peersOf(topology)
                .filter(({ organisation, index }) => organisation === name && index === 0)
                .map(({ externalAddress }) => hostAndPort(externalAddress)),
            orderers: orderersOf(topology)
                .filter(({ organisation }) => organisation === name)
                .map((node) => ({
                    ...hostAndPort(node.externalAddress),
                    tlsCertificate: readFileSync(join(layout.nodeTls(name, node.name), 'server.crt'), 'utf8'),
                    certificate: readFileSync(join(layout.nodeMsp(name, node.name), 'signcerts', 'cert.pem'), 'utf8'),
                })),
        })),
    );
    const file = new FabricLayout(layout).genesisBlock;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, block.serializeBinary());
}

/**
 * Writes the beginning of a node's ledger as Fabric lays it out: length of the block, number 0, data hash, previous hash.
 * @param dataHash - 32 bytes; by default that of the first block in the folder
 */
export async function beginLedger(
    topology: Topology,
    layout: NetworkLayout,
    node: string,
    dataHash?: Uint8Array,
): Promise<void> {
    const fabric = new FabricLayout(layout);
    const chains = node.startsWith('peer') ? join('ledgersData', 'chains', 'chains') : 'chains';
    const file = join(fabric.ledger(node), chains, topology.channel, 'blockfile_000000');
    // In the block's own bytes the header is field 1: number (left out when 0), previous hash, data hash (field 3).
    const block = await readFile(fabric.genesisBlock);
    const at = block.indexOf(Buffer.from([0x1a, 0x20])) + 2;
    const hash = dataHash ?? block.subarray(at, at + 32);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(
        file,
        Buffer.concat([Buffer.from([0xac, 0x46, 0x00, 0x20]), hash, Buffer.from([0x00, 0x01, 0x05])]),
    );
}
