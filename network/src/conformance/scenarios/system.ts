import { common, peer } from '@hyperledger/fabric-protos';
import type { Caller } from '../clients/caller.js';
import type { Scenario } from '../scenario.js';
import { describeResponse, type Stage } from '../stage.js';
import { LONE, TWO } from '../topology.js';
import { describeBlock } from '../transcript/blocks.js';

const { lifecycle } = peer;
const NOTHING = new Uint8Array();

/** The system chaincodes that clients and administrators ask: qscc, cscc, _lifecycle. */
export const system: Scenario = {
    name: 'system',
    run: async (stage) => {
        const { channel } = stage;
        await stage.submit('a block to ask for', TWO, ['put', stage.key('a'), '1']);
        const call = async (
            title: string,
            chaincode: string,
            args: readonly (string | Uint8Array)[],
            caller?: Caller,
            at = 'peer0.alpha',
        ) => {
            await stage.step(title, async () =>
                describeResponse(await stage.ask(at, { chaincode, args }, caller), stage),
            );
        };
        await stage.step('qscc: the newest block by number', async () => {
            const response = await stage.ask('peer0.alpha', {
                chaincode: 'qscc',
                args: ['GetBlockByNumber', channel, String(stage.firstBlock)],
            });
            return describeBlock(common.Block.deserializeBinary(payloadOf(response)), stage);
        });
        await stage.step('qscc: height and links', async () => {
            const info = common.BlockchainInfo.deserializeBinary(
                payloadOf(await stage.ask('peer0.alpha', { chaincode: 'qscc', args: ['GetChainInfo', channel] })),
            );
            const last = await blockAt(stage, info.getHeight() - 1);
            const previous = Buffer.from(last.getHeader()?.getPreviousHash_asU8() ?? NOTHING).toString('hex');
            return {
                height: stage.normaliser.block(info.getHeight()),
                linked: previous === Buffer.from(info.getPreviousblockhash_asU8()).toString('hex'),
                byHash: Buffer.from(
                    payloadOf(
                        await stage.ask('peer0.alpha', {
                            chaincode: 'qscc',
                            args: ['GetBlockByHash', channel, info.getCurrentblockhash_asU8()],
                        }),
                    ),
                ).equals(Buffer.from(last.serializeBinary())),
            };
        });
        await stage.step('qscc: a transaction', async () => {
            const transaction = await stage.endorse(TWO, ['put', stage.key('b'), '1']);
            await stage.settle(await transaction.submit());
            const found = peer.ProcessedTransaction.deserializeBinary(
                payloadOf(
                    await stage.ask('peer0.alpha', {
                        chaincode: 'qscc',
                        args: ['GetTransactionByID', channel, transaction.getTransactionId()],
                    }),
                ),
            );
            const block = common.Block.deserializeBinary(
                payloadOf(
                    await stage.ask('peer0.alpha', {
                        chaincode: 'qscc',
                        args: ['GetBlockByTxID', channel, transaction.getTransactionId()],
                    }),
                ),
            );
            return {
                code: found.getValidationcode(),
                hasEnvelope: found.hasTransactionenvelope(),
                block: describeBlock(block, stage),
            };
        });
        await call('qscc: no function', 'qscc', []);
        await call('qscc: an unknown function', 'qscc', ['Nothing', channel]);
        await call('qscc: too few arguments', 'qscc', ['GetBlockByNumber']);
        await call('qscc: no number', 'qscc', ['GetBlockByNumber', channel]);
        await call('qscc: a block that is not there', 'qscc', ['GetBlockByNumber', channel, '99999']);
        await call('qscc: a number that is none', 'qscc', ['GetBlockByNumber', channel, 'abc']);
        await call('qscc: a negative number', 'qscc', ['GetBlockByNumber', channel, '-1']);
        await call('qscc: an unknown hash', 'qscc', ['GetBlockByHash', channel, 'abc']);
        await call('qscc: no hash', 'qscc', ['GetBlockByHash', channel]);
        await call('qscc: an unknown transaction', 'qscc', ['GetTransactionByID', channel, 'abc']);
        await call('qscc: no transaction', 'qscc', ['GetTransactionByID', channel, '']);
        await call('qscc: block of an unknown transaction', 'qscc', ['GetBlockByTxID', channel, 'abc']);
        await call('qscc: an unknown channel', 'qscc', ['GetChainInfo', 'elsewhere']);
        await call(
            'qscc: by another organisation',
            'qscc',
            ['GetTransactionByID', channel, 'abc'],
            stage.caller('gamma'),
        );
        await stage.evaluate('qscc: through the gateway', 'qscc', ['GetBlockByNumber', channel, 'abc']);
        await stage.submit('qscc: to be committed', 'qscc', ['GetTransactionByID', channel, 'abc']);

        await call('cscc: channels', 'cscc', ['GetChannels']);
        await call('cscc: channels for an administrator', 'cscc', ['GetChannels'], stage.caller('alpha', 'admin'));
        await call('cscc: no function', 'cscc', []);
        await call('cscc: an unknown function', 'cscc', ['Nothing']);
        await call('cscc: configuration of an unknown channel', 'cscc', ['GetConfigBlock', 'elsewhere']);
        await call('cscc: configuration of no channel', 'cscc', ['GetConfigBlock']);
        await call('cscc: configuration, channel unknown', 'cscc', ['GetChannelConfig', 'elsewhere']);
        await stage.step('cscc: the config block', async () => {
            const response = await stage.ask('peer0.alpha', { chaincode: 'cscc', args: ['GetConfigBlock', channel] });
            return { number: common.Block.deserializeBinary(payloadOf(response)).getHeader()?.getNumber() ?? -1 };
        });
        await stage.step('cscc: the configuration', async () => {
            const response = await stage.ask('peer0.alpha', { chaincode: 'cscc', args: ['GetChannelConfig', channel] });
            const config = common.Config.deserializeBinary(payloadOf(response));
            return [...(config.getChannelGroup()?.getGroupsMap().keys() ?? [])].toSorted();
        });

        const admin = stage.caller('alpha', 'admin');
        await call('_lifecycle: no function', '_lifecycle', []);
        await call('_lifecycle: an unknown function', '_lifecycle', ['Nothing', '']);
        await call('_lifecycle: no argument', '_lifecycle', ['QueryChaincodeDefinition']);
        await call('_lifecycle: two arguments', '_lifecycle', ['QueryChaincodeDefinition', '', '']);
        await call('_lifecycle: an argument that cannot be read', '_lifecycle', [
            'QueryChaincodeDefinition',
            Uint8Array.of(0x0a, 0x7f, 1),
        ]);
        await call('_lifecycle: a chaincode that does not exist', '_lifecycle', [
            'QueryChaincodeDefinition',
            definitionOf('nowhere'),
        ]);
        await call('_lifecycle: no name', '_lifecycle', ['QueryChaincodeDefinition', definitionOf('')]);
        await call('_lifecycle: installed packages for a client', '_lifecycle', ['QueryInstalledChaincodes', '']);
        await call(
            '_lifecycle: installed packages for another administrator',
            '_lifecycle',
            ['QueryInstalledChaincodes', ''],
            stage.caller('beta', 'admin'),
        );
        await call('_lifecycle: approval by a client', '_lifecycle', [
            'ApproveChaincodeDefinitionForMyOrg',
            approval(LONE, 9),
        ]);
        await call(
            '_lifecycle: approval of the wrong sequence',
            '_lifecycle',
            ['ApproveChaincodeDefinitionForMyOrg', approval(LONE, 9)],
            admin,
        );
        await call(
            '_lifecycle: approval of sequence 0',
            '_lifecycle',
            ['ApproveChaincodeDefinitionForMyOrg', approval(LONE, 0)],
            admin,
        );
        await call(
            '_lifecycle: approval of no name',
            '_lifecycle',
            ['ApproveChaincodeDefinitionForMyOrg', approval('', 1)],
            admin,
        );
        await call(
            '_lifecycle: approval of a bad name',
            '_lifecycle',
            ['ApproveChaincodeDefinitionForMyOrg', approval('a/b', 1)],
            admin,
        );
        await call(
            '_lifecycle: approval at another organisation',
            '_lifecycle',
            ['ApproveChaincodeDefinitionForMyOrg', approval(LONE, 9)],
            admin,
            'peer0.beta',
        );
        await call(
            '_lifecycle: commit of what nobody approved',
            '_lifecycle',
            ['CommitChaincodeDefinition', commitment('unborn', 1)],
            admin,
        );
        await call(
            '_lifecycle: commit of the wrong sequence',
            '_lifecycle',
            ['CommitChaincodeDefinition', commitment(LONE, 9)],
            admin,
        );
        await stage.step('_lifecycle: a definition', async () => {
            const response = await stage.ask('peer0.alpha', {
                chaincode: '_lifecycle',
                args: ['QueryChaincodeDefinition', definitionOf(TWO)],
            });
            const found = lifecycle.QueryChaincodeDefinitionResult.deserializeBinary(payloadOf(response));
            return {
                version: found.getVersion(),
                sequence: found.getSequence(),
                plugins: [found.getEndorsementPlugin(), found.getValidationPlugin()],
                collections: (found.getCollections()?.getConfigList() ?? []).map(
                    (one) => one.getStaticCollectionConfig()?.getName() ?? '',
                ),
                approvals: [...found.getApprovalsMap().entries()].toSorted(),
            };
        });
        await stage.step('_lifecycle: all definitions', async () => {
            const response = await stage.ask('peer0.alpha', {
                chaincode: '_lifecycle',
                args: ['QueryChaincodeDefinitions', ''],
            });
            const found = lifecycle.QueryChaincodeDefinitionsResult.deserializeBinary(payloadOf(response));
            return found
                .getChaincodeDefinitionsList()
                .map((one) => `${one.getName()} ${one.getVersion()}`)
                .toSorted();
        });
        await stage.step('_lifecycle: readiness', async () => {
            const request = new lifecycle.CheckCommitReadinessArgs();
            request.setName('unborn');
            request.setVersion('1.0');
            request.setSequence(1);
            const response = await stage.ask('peer0.alpha', {
                chaincode: '_lifecycle',
                args: ['CheckCommitReadiness', request.serializeBinary()],
            });
            const found = lifecycle.CheckCommitReadinessResult.deserializeBinary(payloadOf(response));
            return [...found.getApprovalsMap().entries()].toSorted();
        });
    },
};

function payloadOf(response: peer.ProposalResponse): Uint8Array {
    return response.getResponse()?.getPayload_asU8() ?? NOTHING;
}

async function blockAt(stage: Stage, number: number): Promise<common.Block> {
    const args = ['GetBlockByNumber', stage.channel, String(number)];
    return common.Block.deserializeBinary(payloadOf(await stage.ask('peer0.alpha', { chaincode: 'qscc', args })));
}

function definitionOf(name: string): Uint8Array {
    const request = new lifecycle.QueryChaincodeDefinitionArgs();
    request.setName(name);
    return request.serializeBinary();
}

function approval(name: string, sequence: number): Uint8Array {
    const request = new lifecycle.ApproveChaincodeDefinitionForMyOrgArgs();
    request.setName(name);
    request.setVersion('1.0');
    request.setSequence(sequence);
    return request.serializeBinary();
}

function commitment(name: string, sequence: number): Uint8Array {
    const request = new lifecycle.CommitChaincodeDefinitionArgs();
    request.setName(name);
    request.setVersion('1.0');
    request.setSequence(sequence);
    return request.serializeBinary();
}
