import { accessTable, chaincodes } from '@linguang/chaincode/testing';
import { expect } from 'chai';
import { CHANNEL, Client, codeFrom } from './support/client.js';
import { connectAs, credentials } from './support/identities.js';
import { EnergyNetwork } from './support/network.js';
import { topologyWithStranger } from './support/topology.js';

/** Who calls: the organisation, the identity, and what the access table calls them. */
const CALLERS = [
    ['grid', 'gateway', 'grid.client'],
    ['grid', 'admin', 'grid.admin'],
    ['community', 'gateway', 'community.client'],
    ['community', 'admin', 'community.admin'],
    ['certifier', 'gateway', 'certifier.client'],
    ['certifier', 'admin', 'certifier.admin'],
    ['grid', 'peer0.grid', 'grid.peer'],
    ['community', 'peer0.community', 'community.peer'],
    ['grid', 'orderer0.grid', 'grid.orderer'],
    ['stranger', 'gateway', 'StrangerMSP.client'],
    ['stranger', 'admin', 'StrangerMSP.admin'],
] as const;

/** By the contract; or, for identities that are no writers of the channel, by the peer before any contract runs. */
const REFUSALS = new Set(['CALLER_NOT_ALLOWED', 'FAILED_PRECONDITION']);

const HOSTS: Readonly<Record<string, string>> = { stranger: 'grid' };

describe('access to the contracts', function () {
    this.timeout(240_000);
    const tables = Object.entries(chaincodes).map(([name, classes]) => ({
        chaincode: name,
        table: accessTable(classes.map((Contract) => new Contract())),
    }));
    const rules = tables.flatMap(({ table }) => table);
    let network: EnergyNetwork;
    const clients = new Map<string, Client>();
    const closing: (() => void)[] = [];

    before(async () => {
        network = await EnergyNetwork.start(topologyWithStranger);
        for (const [organisation, name, kind] of CALLERS) {
            const identity = await credentials(network, organisation, name);
            const { gateway, close } = await connectAs(network, identity, HOSTS[organisation] ?? organisation);
            clients.set(kind, new Client(gateway));
            closing.push(close);
        }
    });

    after(async () => {
        for (const close of closing) {
            close();
        }
        await network?.stop();
    });

    it('has a rule for every function that the chaincodes serve', async () => {
        const { gateway } = clients.get('grid.client') as Client;
        for (const { chaincode, table } of tables) {
            const contract = gateway.getNetwork(CHANNEL).getContract(chaincode);
            const metadata: { contracts: Record<string, { transactions: { name: string }[] }> } = JSON.parse(
                Buffer.from(await contract.evaluateTransaction('org.hyperledger.fabric:GetMetadata')).toString(),
            );
            const served = Object.entries(metadata.contracts)
                .filter(([name]) => name !== 'org.hyperledger.fabric')
                .flatMap(([name, { transactions }]) => transactions.map((one) => `${name}:${one.name}`));
            expect(table.map((rule) => rule.function)).to.have.members(served);
        }
        expect(rules.every(({ allowed }) => allowed.length > 0)).to.equal(true);
    });

    for (const [, , kind] of CALLERS) {
        it(`lets ${kind} call what the table says, and nothing else`, async () => {
            const client = clients.get(kind) as Client;
            for (const { function: name, allowed } of rules) {
                const code = await codeFrom(client.evaluate(name, { nonsense: true })).catch(() => 'ANSWERED');
                const may = allowed.some((one) => one === kind);
                expect(REFUSALS.has(code), `${name}: ${code}`).to.equal(!may);
            }
        });
    }

    it('gives no function to a peer, an orderer or an outsider', () => {
        const allowed = new Set(rules.flatMap((rule) => rule.allowed.map(String)));
        for (const [, , kind] of CALLERS.slice(6)) {
            expect(allowed.has(kind)).to.equal(false);
        }
    });
});
