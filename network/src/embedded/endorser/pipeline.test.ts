import { peer as protos } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { type Fixture, startFixture } from './testbed/fixture.js';
import { Testbed } from './testbed/testbed.js';

describe('EndorserPipeline', function () {
    this.timeout(60_000);
    let testbed: Testbed;
    let fixture: Fixture;

    before(async () => {
        testbed = await Testbed.open();
        fixture = await startFixture({ packageId: 'basic_1.0:0000' });
        await testbed.deploy('basic', {
            packageId: 'basic_1.0:0000',
            server: { address: fixture.address },
            policy: "OR('AlphaMSP.peer','BetaMSP.peer')",
        });
    });

    after(async () => {
        await fixture?.kill();
        await testbed?.close();
    });

    it('commits what a chaincode wrote, and reads it afterwards', async () => {
        const code = await testbed.submit({ chaincode: 'basic', args: ['put', 'a', 'one'] });
        expect(code).to.equal(protos.TxValidationCode.VALID);
        expect(await testbed.evaluate({ chaincode: 'basic', args: ['get', 'a'] }, 'peer0.beta')).to.equal('one');
    });
});
