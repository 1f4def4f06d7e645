import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { common } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { dataHash, dataOf, headerHash, headerOf } from './block.js';
import { testMaterial } from './testing/material.js';
import { TestNetwork } from './testing/testnetwork.js';

const SCRIPT = fileURLToPath(new URL('./testing/appendblocks.js', import.meta.url));
const CYCLES = 8;

/** Runs the appending process and kills it at some moment after its first blocks; answers the last one it promised. */
function appendUntilKilled(material: string, storage: string, delayMs: number): Promise<number> {
    return new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [SCRIPT, material, storage], { stdio: ['ignore', 'pipe', 'inherit'] });
        let output = '';
        child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), delayMs));
        child.stdout.on('data', (chunk: Buffer) => {
            output += chunk.toString();
        });
        child.on('error', reject);
        child.on('close', (code, signal) => {
            if (signal !== 'SIGKILL') {
                reject(new Error(`ended by itself with ${code}`));
            }
            const numbers = output.split('\n').slice(0, -1).map(Number);
            resolve(numbers.at(-1) ?? 0);
        });
    });
}

describe('a ledger whose process is killed', function () {
    this.timeout(60_000);

    it('keeps every block it promised, whole, and goes on from there', async function () {
        this.timeout(180_000);
        const storage = mkdtempSync(join(tmpdir(), 'ledger-crash-'));
        const material = await testMaterial();
        try {
            let previous = 0;
            for (let cycle = 0; cycle < CYCLES; cycle += 1) {
                const promised = await appendUntilKilled(material, storage, 20 + ((cycle * 37) % 150));
                const network = TestNetwork.openWith(material, storage);
                const { ledger } = network;
                expect(ledger.height).to.be.greaterThan(promised);
                expect(ledger.height).to.be.at.most(promised + 2);
                expect(ledger.height).to.be.greaterThan(previous);
                previous = ledger.height;
                checkChain(network);
                const reader = ledger.read({ mspId: 'AlphaMSP' });
                const last = ledger.height - 1;
                expect(reader.getState('notes', `block${last}`)?.[0]).to.equal(last % 251);
                expect(Buffer.from(reader.getState('notes', 'count0') ?? []).toString()).to.equal(String(last - 1));
                const secret = reader.getPrivateData('notes', 'pair', 'secret4');
                expect(Buffer.from(secret ?? []).toString()).to.equal(String(last));
                expect([...reader.getHistory('notes', 'count0')]).to.have.lengthOf(last - 1);
                network.close();
            }
        } finally {
            rmSync(storage, { recursive: true, force: true });
        }
    });
});

/** Hashes from the genesis block on, transactions findable, and nothing half there. */
function checkChain({ ledger }: TestNetwork): void {
    let previous: Uint8Array = new Uint8Array();
    for (let number = 0; number < ledger.height; number += 1) {
        const block = ledger.block(number) ?? new common.Block();
        const header = headerOf(block);
        expect(header.getNumber()).to.equal(number);
        expect(Buffer.compare(header.getPreviousHash_asU8(), previous)).to.equal(0);
        expect(Buffer.compare(header.getDataHash_asU8(), dataHash(dataOf(block)))).to.equal(0);
        expect(ledger.results(number)).to.have.lengthOf(dataOf(block).length);
        expect(ledger.missingPrivateData(number)).to.deep.equal([]);
        previous = headerHash(header);
    }
    expect(Buffer.compare(ledger.lastHash, previous)).to.equal(0);
    expect(ledger.block(ledger.height)).to.equal(undefined);
}
