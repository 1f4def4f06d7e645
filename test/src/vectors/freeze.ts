import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildCertificate, evidenceDigest, hex, intervalsOf, slotPlus, wh } from '@linguang/chaincode/domain';
import { hash, hmac, sampleCertificate } from '@linguang/chaincode/testing';
import { VECTORS } from './paths.js';

/**
 * Makes `source/`, what the vectors are made from, out of the sample day that the tests of the domain settle: `node
 * test/dist/vectors/freeze.js`. Its meters have other keys each time, so what comes out differs: it was run once, and is kept.
 */
const { facts, core, holder, proofs, settlements, participant, nonce } = sampleCertificate();
const FIRST = 44;
const COUNT = 2;
const from = slotPlus(facts.basis.period.from, FIRST);
const period = { from, to: slotPlus(from, COUNT) };
const inside = ({ slot }: { readonly slot: number }) => slot >= period.from && slot < period.to;

const shown = proofs.flatMap((proof, index) => {
    const certified = facts.lines[index]?.certified === true;
    return inside(proof.line) ? [{ proof, certified }] : [];
});
const lines = facts.lines.filter(({ line }) => inside(line));
const allocations = intervalsOf(lines, period).flatMap((interval) => interval.allocations);
const plants = facts.basis.plants.flatMap((plant) => {
    const energy = allocations.filter(({ deviceId }) => deviceId === plant.plant);
    const sum = energy.reduce((total, { quantityWh }) => total + quantityWh, 0);
    return sum > 0 ? [{ ...plant, wh: wh(sum) }] : [];
});
const evidence = evidenceDigest(
    {
        participant,
        nonce,
        formerNonce: null,
        lines: shown.flatMap(({ proof, certified }) => (certified ? [proof] : [])),
    },
    new Map(),
    hash,
);
const number = 'LG-2026-2B6D-9QX4-2N8T-5VHC-PW6R-DJE1-CD';
const slots = settlements.map(({ record }) => record).filter(inside);
const short = buildCertificate(
    { ...facts, basis: { ...facts.basis, number, period, plants, evidenceDigest: evidence }, lines, slots },
    { hash, hmac },
);

write('core.json', core);
write('leaves.json', holder.leaves);
write('short.json', { core: short, key: hex(facts.key), participant, nonce, records: slots, lines: shown });

function write(name: string, value: unknown): void {
    mkdirSync(join(VECTORS, 'source'), { recursive: true });
    writeFileSync(join(VECTORS, 'source', name), `${JSON.stringify(value)}\n`);
}
