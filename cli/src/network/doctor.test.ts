import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineTopology, type Examination, NetworkLayout, prepareNetwork } from '@linguang/network';
import { expect } from 'chai';
import { freePortBase } from '../temporary/ports.js';
import { inWords } from './doctor.js';

const LINGUANG = fileURLToPath(new URL('../../bin/linguang.mjs', import.meta.url));

describe('linguang network doctor', function () {
    this.timeout(60_000);
    let data: string;
    let key: string;

    before(async () => {
        data = await mkdtemp(join(tmpdir(), 'linguang-cli-'));
        const organisations = [{ name: 'north', mspId: 'NorthMSP' }];
        await prepareNetwork(
            defineTopology({ channel: 'bazaar', organisations, portBase: await freePortBase() }),
            data,
        );
        key = join(new NetworkLayout(data).userMsp('north', 'admin'), 'keystore', 'key.pem');
    });
    after(async () => await rm(data, { recursive: true, force: true }));

    const doctor = async (...args: string[]) => {
        const child = spawn(process.execPath, [LINGUANG, 'network', 'doctor', ...args], {
            stdio: ['ignore', 'pipe', 'inherit'],
        });
        let output = '';
        child.stdout.on('data', (part) => {
            output += part;
        });
        const [code] = await once(child, 'close');
        return { code, output };
    };

    it('ends with 0 and one line where nothing is wrong, and with a line for each check when asked', async () => {
        const short = await doctor('--data', data);
        expect(short.output).to.match(/^nothing is wrong \(no ledger yet, not running; \d+ checks, \d\.\d s\)\n$/);
        expect(short.code).to.equal(0);
        const long = await doctor('--data', data, '--verbose');
        expect(long.output).to.match(/^ok +programs +Node\.js \d+/);
        expect(long.output).to.match(/^ok +certificates +\d+ certificates of 2 authorities/m);
    });

    it('ends with 1 and says what to type where something is wrong, in words and as JSON', async () => {
        await chmod(key, 0o604);
        const words = await doctor('--data', data);
        expect(words.code).to.equal(1);
        expect(words.output).to.include(`error    KEY_EXPOSED: ${key}\n`);
        expect(words.output).to.include(`remedy:   chmod 600 ${key}\n`);
        expect(words.output).to.match(/^1 error, 0 warnings/m);
        const { code, output } = await doctor('--data', data, '--json');
        expect(code).to.equal(1);
        const examination: Examination = JSON.parse(output);
        expect(examination.healthy).to.equal(false);
        expect(examination.findings[0]).to.include({ code: 'KEY_EXPOSED', severity: 'error', seen: '0604' });
        await chmod(key, 0o600);
    });

    it('says where there is no network', async () => {
        const { code } = await doctor('--data', join(data, 'nowhere'));
        expect(code).to.not.equal(0);
    });

    it('counts errors and warnings apart', () => {
        const finding = {
            code: 'DISK_LOW',
            severity: 'warning',
            check: 'disk',
            about: '/data',
            meaning: 'the disk fills up',
            seen: '1 MiB free',
            expected: 'more',
            remedy: 'df -h /data',
            advice: 'free space',
        } as const;
        const lines = inWords(
            {
                healthy: true,
                dataDirectory: '/data',
                engine: 'fabric',
                running: true,
                examinedAt: '2026-01-01T00:00:00.000Z',
                milliseconds: 1234,
                findings: [finding, finding],
                passed: [],
            },
            true,
        );
        expect(lines[0]).to.equal('warning  DISK_LOW: /data');
        expect(lines.at(-1)).to.equal('0 errors, 2 warnings (fabric, running; 1.2 s)');
    });
});
