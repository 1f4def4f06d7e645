import { access } from 'node:fs/promises';
import type { Contract, Gateway } from '@hyperledger/fabric-gateway';
import { expect } from 'chai';
import { fixtureChaincode, fixtureCommand, fixtureTopology } from './bench/fixture/topology.js';
import { Lifecycle } from './lifecycle/index.js';
import { type EmbeddedHandle, startEmbedded } from './testing.js';

const ORG1 = 'org1.example.com';
const two = "OutOf(2,'Org1MSP.peer','Org2MSP.peer','Org3MSP.peer')";
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

async function contractOf(net: EmbeddedHandle): Promise<{ gateway: Gateway; contract: Contract }> {
    const gateway = await net.connect(ORG1, 'User1', { timeoutMs: 10_000 });
    return { gateway, contract: gateway.getNetwork('mychannel').getContract('fixture') };
}

describe('an embedded network under test', function () {
    this.timeout(120_000);

    it('loses no acknowledged transaction, however often it is killed, and goes on', async () => {
        const net = await startEmbedded({
            topology: fixtureTopology([fixtureChaincode({ policy: two })]),
            run: 'child',
        });
        try {
            const acknowledged = new Set<string>();
            let number = 0;
            for (let cycle = 0; cycle < 4; cycle++) {
                const { gateway, contract } = await contractOf(net);
                let isKilled = false;
                const submitters = Array.from({ length: 8 }, async () => {
                    while (!isKilled) {
                        const key = `key-${number++}`;
                        try {
                            await contract.submit('put', {
                                arguments: [key, key],
                                endorsingOrganizations: ['Org1MSP', 'Org2MSP'],
                            });
                            acknowledged.add(key);
                        } catch {
                            return;
                        }
                    }
                });
                const wanted = acknowledged.size + 10 + 7 * cycle;
                while (acknowledged.size < wanted) {
                    await new Promise((resolve) => setTimeout(resolve, 3 + cycle));
                }
                await net.kill();
                isKilled = true;
                await Promise.all(submitters);
                gateway.close();
                await net.restart();
            }
            const { contract } = await contractOf(net);
            for (const key of acknowledged) {
                expect(text(await contract.evaluateTransaction('get', key))).to.equal(key);
            }
            await contract.submitTransaction('put', 'after', 'all');
            expect(text(await contract.evaluateTransaction('get', 'after'))).to.equal('all');
        } finally {
            await net.stop();
        }
        expect(
            await access(net.dataDir).then(
                () => 'there',
                () => 'gone',
            ),
        ).to.equal('gone');
    });

    it('changes chaincode definitions while it runs, as all administrators', async () => {
        const net = await startEmbedded({ topology: fixtureTopology([fixtureChaincode({ policy: two })]) });
        try {
            const { contract } = await contractOf(net);
            const admin = new Lifecycle(await net.connect(ORG1), 'mychannel');
            await contract.submitTransaction('put', 'kept', 'over the change');
            const inFlight = await contract
                .newProposal('put', {
                    arguments: ['late', 'x'],
                    endorsingOrganizations: ['Org1MSP', 'Org2MSP', 'Org3MSP'],
                })
                .endorse();

            await net.redefine([
                fixtureChaincode({
                    policy: "AND('Org1MSP.peer','Org2MSP.peer','Org3MSP.peer')",
                    collections: [{ name: 'Secret', policy: "OR('Org1MSP.member')" }],
                }),
            ]);
            const definition = await admin.committed('fixture');
            expect(definition?.sequence).to.equal(2);
            expect(definition?.collections?.getConfigList()).to.have.length(1);
            expect([...(definition?.approvals ?? [])].every(([, approved]) => approved)).to.equal(true);

            // The sequence was read when it was endorsed.
            expect((await (await inFlight.submit()).getStatus()).code).to.equal(11);
            await contract.submitTransaction('put', 'new', 'policy');
            const lonely = await contract.submitAsync('put', {
                arguments: ['old', 'policy'],
                endorsingOrganizations: ['Org1MSP', 'Org2MSP'],
            });
            expect((await lonely.getStatus()).code).to.equal(10);
            expect(text(await contract.evaluateTransaction('get', 'kept'))).to.equal('over the change');
            const unchanged = net.network.ledger.height;
            await net.redefine([
                fixtureChaincode({
                    policy: "AND('Org1MSP.peer','Org2MSP.peer','Org3MSP.peer')",
                    collections: [{ name: 'Secret', policy: "OR('Org1MSP.member')" }],
                }),
            ]);
            expect(net.network.ledger.height).to.equal(unchanged);
        } finally {
            await net.stop();
        }
    });

    it('continues its ledger in a second start, and takes over a changed topology', async () => {
        const first = await startEmbedded({ topology: fixtureTopology([fixtureChaincode({ policy: two })]) });
        const { contract } = await contractOf(first);
        await contract.submitTransaction('put', 'first', 'start');
        const height = first.network.ledger.height;
        await first.restart();
        expect(first.network.ledger.height).to.equal(height);
        const again = await contractOf(first);
        expect(text(await again.contract.evaluateTransaction('get', 'first'))).to.equal('start');
        await first.stop();
    });

    it('answers nothing of a chaincode whose organisation has not approved it, and knows approvals apart', async () => {
        const net = await startEmbedded({
            topology: fixtureTopology([fixtureChaincode({ policy: two, organisations: [ORG1, 'org2.example.com'] })]),
        });
        try {
            const org3 = new Lifecycle(await net.connect('org3.example.com'), 'mychannel');
            expect(await org3.approved('fixture', 1)).to.deep.equal({ packageId: undefined });
            expect(await org3.approved('fixture', 2)).to.equal(undefined);
            expect(await org3.committed('unknown')).to.equal(undefined);
            const { contract } = await contractOf(net);
            await contract.submitTransaction('put', 'a', 'b');
            const error = await contract
                .submit('put', { arguments: ['a', 'c'], endorsingOrganizations: ['Org3MSP'] })
                .catch((reason: unknown) => String(reason));
            expect(error).to.contain('failed to find any endorsing peers for org(s): Org3MSP');
        } finally {
            await net.stop();
        }
    });

    it('runs altered chaincode for one organisation, which then cannot endorse with the others', async () => {
        const net = await startEmbedded({ topology: fixtureTopology([fixtureChaincode({ policy: two })]) });
        try {
            const { contract } = await contractOf(net);
            await net.controls.stopChaincode(`fixture.${ORG1}`);
            const down = await contract
                .submit('put', { arguments: ['x', 'y'], endorsingOrganizations: ['Org1MSP', 'Org2MSP'] })
                .catch((reason: unknown) => String(reason));
            expect(down).to.contain('10 ABORTED');
            await contract.submit('put', { arguments: ['x', 'y'], endorsingOrganizations: ['Org2MSP', 'Org3MSP'] });
            await net.controls.startChaincode(`fixture.${ORG1}`, fixtureCommand);
            await contract.submit('put', { arguments: ['x', 'z'], endorsingOrganizations: ['Org1MSP', 'Org2MSP'] });
        } finally {
            await net.stop();
        }
    });
});
