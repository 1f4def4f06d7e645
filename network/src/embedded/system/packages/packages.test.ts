import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { peer as protos } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { freePortRange } from '../../../supervisor/freeports.js';
import { archive, chaincodePackage } from '../../endorser/testbed/archive.js';
import { startFixture } from '../../endorser/testbed/fixture.js';
import { lifecycleRequest, Testbed } from '../../endorser/testbed/testbed.js';
import { parsePackage } from './chaincodepackage.js';

const messages = protos.lifecycle;

describe('Chaincode packages', function () {
    this.timeout(60_000);
    let testbed: Testbed;
    let directory: string;

    before(async () => {
        directory = await mkdtemp(join(tmpdir(), 'linguang-packages-'));
        testbed = await Testbed.open({ packageDirectory: directory });
    });

    after(async () => {
        await testbed?.close();
        await rm(directory, { recursive: true, force: true });
    });

    const install = (bytes: Uint8Array) => {
        const args = new messages.InstallChaincodeArgs();
        args.setChaincodeInstallPackage(bytes);
        return { ...lifecycleRequest('InstallChaincode', args), channel: '' };
    };
    const ask = async (name: string, args: { serializeBinary(): Uint8Array }): Promise<Uint8Array> => {
        const response = await testbed.response(
            { ...lifecycleRequest(name, args), channel: '' },
            'peer0.alpha',
            'admin.alpha',
        );
        const answer = response.getResponse();
        if (answer?.getStatus() !== 200) {
            throw new Error(answer?.getMessage());
        }
        return answer.getPayload_asU8();
    };

    it('are installed, found again after a restart, and tell where the process listens', async () => {
        const packageId = 'asset_1.0:';
        const bytes = chaincodePackage({ address: '127.0.0.1:1' });
        const hash = createHash('sha256').update(bytes).digest('hex');
        const request = install(bytes);
        const answer = await testbed.response(request, 'peer0.alpha', 'admin.alpha');
        const installed = messages.InstallChaincodeResult.deserializeBinary(
            answer.getResponse()?.getPayload_asU8() ?? new Uint8Array(),
        );
        expect(installed.toObject()).to.deep.equal({ packageId: packageId + hash, label: 'asset_1.0' });
        expect(testbed.runtime.chaincodes.installed('peer0.alpha').get(packageId + hash)).to.deep.equal({
            address: '127.0.0.1:1',
            dialTimeoutMs: 3000,
        });
        expect(await testbed.refusal(install(bytes), 'peer0.alpha', 'admin.alpha')).to.equal(
            `failed to invoke backing implementation of 'InstallChaincode': chaincode already successfully installed (package ID '${packageId}${hash}')`,
        );
        const again = await Testbed.open({ packageDirectory: directory });
        try {
            expect([...again.runtime.chaincodes.installed('peer0.alpha').keys()]).to.deep.equal([packageId + hash]);
            expect(again.runtime.chaincodes.installed('peer0.beta').size).to.equal(0);
        } finally {
            await again.close();
        }
    });

    it('can be listed with the chaincodes that use them, and fetched', async () => {
        const [packageId = ''] = testbed.runtime.chaincodes.installed('peer0.alpha').keys();
        await testbed.deploy('asset', { packageId });
        const list = messages.QueryInstalledChaincodesResult.deserializeBinary(
            await ask('QueryInstalledChaincodes', new messages.QueryInstalledChaincodesArgs()),
        ).getInstalledChaincodesList();
        expect(list.map((entry) => [entry.getPackageId(), entry.getLabel()])).to.deep.equal([[packageId, 'asset_1.0']]);
        expect(list[0]?.getReferencesMap().get('trade')?.toObject()).to.deep.equal({
            chaincodesList: [{ name: 'asset', version: '1.0' }],
        });
        const one = new messages.QueryInstalledChaincodeArgs();
        one.setPackageId(packageId);
        const found = messages.QueryInstalledChaincodeResult.deserializeBinary(
            await ask('QueryInstalledChaincode', one),
        );
        expect(found.getReferencesMap().get('trade')?.getChaincodesList()[0]?.getName()).to.equal('asset');
        const fetched = new messages.GetInstalledChaincodePackageArgs();
        fetched.setPackageId(packageId);
        const bytes = messages.GetInstalledChaincodePackageResult.deserializeBinary(
            await ask('GetInstalledChaincodePackage', fetched),
        ).getChaincodeInstallPackage_asU8();
        expect(packageId.endsWith(createHash('sha256').update(bytes).digest('hex'))).to.equal(true);
    });

    it('that are not there are refused by name', async () => {
        const one = new messages.QueryInstalledChaincodeArgs();
        one.setPackageId('x:1');
        const refusal = (name: string, args: { serializeBinary(): Uint8Array }) =>
            testbed.refusal({ ...lifecycleRequest(name, args), channel: '' }, 'peer0.alpha', 'admin.alpha');
        expect(await refusal('QueryInstalledChaincode', one)).to.equal(
            "failed to invoke backing implementation of 'QueryInstalledChaincode': could not find chaincode with package id 'x:1'",
        );
        expect(await refusal('GetInstalledChaincodePackage', one)).to.equal(
            "failed to invoke backing implementation of 'GetInstalledChaincodePackage': could not load cc install package: chaincode install package 'x:1' not found",
        );
    });

    it('serve a chaincode once the organisation approved them', async () => {
        const port = await freePortRange(1);
        const bytes = chaincodePackage(
            { address: `127.0.0.1:${port}`, dial_timeout: '10s' },
            { type: 'external', label: 'live' },
        );
        const { packageId } = parsePackage(bytes);
        const fixture = await startFixture({ packageId, port });
        try {
            await testbed.response(install(bytes), 'peer0.alpha', 'admin.alpha');
            await testbed.deploy('live', { packageId });
            expect(await testbed.evaluate({ chaincode: 'live', args: ['who'] })).to.equal('AlphaMSP 64 trade');
        } finally {
            await fixture.kill();
        }
    });

    describe('are read', () => {
        const refusal = (bytes: Uint8Array): string => {
            try {
                parsePackage(bytes);
                return '';
            } catch (error) {
                return String(error);
            }
        };
        const form = 'Error: could not parse as a chaincode install package: ';

        it('with keys for TLS', () => {
            const tls = {
                tls_required: true,
                root_cert: 'R',
                client_auth_required: true,
                client_key: 'K',
                client_cert: 'C',
            };
            expect(
                parsePackage(chaincodePackage({ address: 'a:1', dial_timeout: '250ms', ...tls })).server,
            ).to.deep.equal({
                address: 'a:1',
                dialTimeoutMs: 250,
                tls: { rootCert: 'R', clientKey: 'K', clientCert: 'C' },
            });
            expect(
                parsePackage(
                    chaincodePackage({ address: 'a:1', dial_timeout: 'soon', tls_required: true, root_cert: 'R' }),
                ).server,
            ).to.deep.equal({ address: 'a:1', dialTimeoutMs: 3000, tls: { rootCert: 'R' } });
        });

        it('only when they are well-formed', () => {
            expect(refusal(Buffer.from('nothing'))).to.equal(
                `${form}error reading as gzip stream: gzip: invalid header`,
            );
            expect(refusal(archive({}))).to.equal(`${form}did not find a code package inside the package`);
            expect(refusal(archive({ 'code.tar.gz': '' }))).to.equal(
                `${form}did not find any package metadata (missing metadata.json)`,
            );
            expect(refusal(archive({ 'code.tar.gz': '', 'metadata.json': 'no' }))).to.equal(
                `${form}could not unmarshal metadata.json as json`,
            );
            expect(refusal(chaincodePackage({}, { type: 'ccaas', label: '-' }))).to.match(
                /: invalid label '-'\. Label/,
            );
            expect(refusal(chaincodePackage({}, { type: 1 }))).to.match(
                /could not parse as a chaincode install package: /,
            );
            expect(refusal(archive({ link: '' }, '2'))).to.equal(
                `${form}tar entry link is not a regular file, type 50`,
            );
            expect(refusal(gzipSync(Buffer.alloc(600, 'x')))).to.match(/invalid tar header$/);
        });

        it('only of types that need no container', () => {
            expect(refusal(chaincodePackage({ address: 'a:1' }, { type: 'golang', label: 'x' }))).to.equal(
                'Error: could not build chaincode: docker build failed: docker build is disabled',
            );
            expect(refusal(chaincodePackage({ address: '' }))).to.match(
                /^Error: could not build chaincode: external builder failed: /,
            );
            const empty = archive({ 'metadata.json': '{"type":"ccaas","label":"x"}', 'code.tar.gz': archive({}) });
            expect(refusal(empty)).to.match(/connection.json not found$/);
        });
    });
});
