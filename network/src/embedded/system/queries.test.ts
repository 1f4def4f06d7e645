import { createHash } from 'node:crypto';
import { common, peer as protos } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { propose } from '../endorser/testbed/proposals.js';
import { actionOf, Testbed } from '../endorser/testbed/testbed.js';

describe('System queries', function () {
    this.timeout(60_000);
    let testbed: Testbed;
    let txId = '';
    const ask = (chaincode: string, ...args: (string | Uint8Array)[]) => ({ chaincode, args });
    const bytes = async (...request: Parameters<typeof ask>): Promise<Uint8Array> =>
        (await testbed.response(ask(...request))).getResponse()?.getPayload_asU8() ?? new Uint8Array();

    before(async () => {
        testbed = await Testbed.open();
        await testbed.deploy('some', { packageId: 'some_1.0:00' });
        const newest = testbed.ledger.height - 1;
        txId = testbed.ledger.results(newest)[0]?.txId ?? '';
    });

    afterEach(() => {
        for (const peer of testbed.peers.values()) {
            peer.held = undefined;
        }
    });

    after(() => testbed?.close());

    describe('of qscc', () => {
        it('give the height and the hashes of the chain', async () => {
            const info = common.BlockchainInfo.deserializeBinary(await bytes('qscc', 'GetChainInfo', 'trade'));
            const newest = testbed.ledger.block(testbed.ledger.height - 1);
            expect(info.getHeight()).to.equal(testbed.ledger.height);
            expect(Buffer.from(info.getCurrentblockhash_asU8())).to.deep.equal(Buffer.from(testbed.ledger.lastHash));
            expect(info.getPreviousblockhash_asB64()).to.equal(newest?.getHeader()?.getPreviousHash_asB64());
        });

        it('give them as of the height of a peer that lags behind', async () => {
            const [held, block] = [2, testbed.ledger.block(2)];
            testbed.peer('peer0.beta').held = held;
            const response = await testbed.response(ask('qscc', 'GetChainInfo', 'trade'), 'peer0.beta');
            const info = common.BlockchainInfo.deserializeBinary(
                response.getResponse()?.getPayload_asU8() ?? new Uint8Array(),
            );
            expect(info.getHeight()).to.equal(held);
            expect(info.getCurrentblockhash_asB64()).to.equal(block?.getHeader()?.getPreviousHash_asB64());
            expect(await testbed.refusal(ask('qscc', 'GetBlockByNumber', 'trade', '2'), 'peer0.beta')).to.equal(
                'Failed to get block number 2, error no such block number [2] in index',
            );
            expect(await testbed.refusal(ask('qscc', 'GetTransactionByID', 'trade', txId), 'peer0.beta')).to.match(
                /no such transaction ID/,
            );
        });

        it('find blocks by number, by hash and by transaction', async () => {
            const number = testbed.ledger.height - 1;
            const stored = Buffer.from(testbed.ledger.blockBytes(number) ?? []);
            expect(Buffer.from(await bytes('qscc', 'GetBlockByNumber', 'trade', String(number)))).to.deep.equal(stored);
            expect(Buffer.from(await bytes('qscc', 'GetBlockByNumber', 'trade', '18446744073709551615'))).to.deep.equal(
                stored,
            );
            for (const found of [
                await bytes('qscc', 'GetBlockByHash', 'trade', testbed.ledger.lastHash),
                await bytes('qscc', 'GetBlockByTxID', 'trade', txId),
            ]) {
                expect(common.Block.deserializeBinary(found).getHeader()?.getNumber()).to.equal(number);
            }
        });

        it('find a transaction with its validation code', async () => {
            const found = protos.ProcessedTransaction.deserializeBinary(
                await bytes('qscc', 'GetTransactionByID', 'trade', txId),
            );
            expect(found.getValidationcode()).to.equal(protos.TxValidationCode.VALID);
            const payload = common.Payload.deserializeBinary(
                found.getTransactionenvelope()?.getPayload_asU8() ?? new Uint8Array(),
            );
            const header = common.ChannelHeader.deserializeBinary(
                payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array(),
            );
            expect(header.getTxId()).to.equal(txId);
        });

        it('are endorsed with an empty read-write set', async () => {
            const response = await testbed.response(ask('qscc', 'GetChainInfo', 'trade'));
            expect(response.hasEndorsement()).to.equal(true);
            expect(actionOf(response).getResults_asU8()).to.be.empty;
            expect(actionOf(response).getChaincodeId()?.getVersion()).to.equal('syscc');
        });

        it('say what is missing or wrong', async () => {
            const hash = createHash('sha256').update('nothing').digest();
            const wrong: [string, string | RegExp][] = [
                [await testbed.refusal(ask('qscc', 'GetChainInfo')), 'Incorrect number of arguments, 1'],
                [
                    await testbed.refusal(ask('qscc', 'GetBlockByNumber', 'trade')),
                    'missing 3rd argument for GetBlockByNumber',
                ],
                [await testbed.refusal(ask('qscc', 'GetChainInfo', 'elsewhere')), 'Invalid chain ID, elsewhere'],
                [
                    await testbed.refusal(ask('qscc', 'GetNothing', 'trade', '')),
                    'access denied for [GetNothing][trade]: [Unmapped policy for qscc/GetNothing]',
                ],
                [
                    await testbed.refusal(ask('qscc', 'GetBlockByNumber', 'trade', '999')),
                    'Failed to get block number 999, error no such block number [999] in index',
                ],
                [
                    await testbed.refusal(ask('qscc', 'GetBlockByNumber', 'trade', 'one')),
                    'Failed to parse block number with error strconv.ParseUint: parsing "one": invalid syntax',
                ],
                [
                    await testbed.refusal(ask('qscc', 'GetBlockByNumber', 'trade', '18446744073709551616')),
                    'Failed to parse block number with error strconv.ParseUint: parsing "18446744073709551616": value out of range',
                ],
                [
                    await testbed.refusal(ask('qscc', 'GetBlockByHash', 'trade', hash)),
                    /error no such block hash \[[0-9a-f]{64}\] in index$/,
                ],
                [
                    await testbed.refusal(ask('qscc', 'GetBlockByTxID', 'trade', 'nothing')),
                    'Failed to get block for txID nothing, error no such transaction ID [nothing] in index',
                ],
                [
                    await testbed.refusal(ask('qscc', 'GetTransactionByID', 'trade', 'nothing')),
                    'Failed to get transaction with id nothing, error no such transaction ID [nothing] in index',
                ],
            ];
            for (const [got, expected] of wrong) {
                expect(got).to.match(typeof expected === 'string' ? literally(expected) : expected);
            }
        });

        it('need a reader', async () => {
            const orderer = testbed.ordererIdentity();
            const request = propose(orderer, 'trade', ask('qscc', 'GetChainInfo', 'trade'));
            expect(await testbed.refusal(request)).to.match(
                /^access denied for \[GetChainInfo\]\[trade\]: \[Failed evaluating policy on signed data during check policy on channel \[trade\] with policy \[\/Channel\/Application\/Readers\]: \[implicit policy evaluation failed/,
            );
        });
    });

    describe('of cscc', () => {
        it('name the channel, without one', async () => {
            const response = await testbed.response({ ...ask('cscc', 'GetChannels'), channel: '' });
            const channels = protos.ChannelQueryResponse.deserializeBinary(
                response.getResponse()?.getPayload_asU8() ?? new Uint8Array(),
            );
            expect(channels.toObject()).to.deep.equal({ channelsList: [{ channelId: 'trade' }] });
            expect(response.hasEndorsement()).to.equal(false);
        });

        it('are for members of the peer’s organisation only', async () => {
            const request = { ...ask('cscc', 'GetChannels'), channel: '' };
            expect(await testbed.refusal(request, 'peer0.alpha', 'bob.beta')).to.equal(
                'error validating proposal: access denied: channel [] creator org unknown, creator is malformed',
            );
            expect(await testbed.refusal(ask('cscc', 'GetChannels'), 'peer0.alpha', 'bob.beta')).to.equal(
                'access denied for [GetChannels]: [Failed deserializing proposal creator during channelless check policy with policy [Members]: [expected MSP ID AlphaMSP, received BetaMSP]]',
            );
        });

        it('give the channel’s configuration, and the block it came in', async () => {
            const config = common.Config.deserializeBinary(await bytes('cscc', 'GetChannelConfig', 'trade'));
            expect(config.getChannelGroup()?.getGroupsMap().has('Application')).to.equal(true);
            const block = common.Block.deserializeBinary(await bytes('cscc', 'GetConfigBlock', 'trade'));
            expect(block.getHeader()?.getNumber()).to.equal(0);
        });

        it('say what is missing or wrong', async () => {
            const refusal = (...args: string[]) => testbed.refusal(ask('cscc', ...args));
            expect(await refusal()).to.equal('Incorrect number of arguments, 0');
            expect(await refusal('GetConfigBlock')).to.equal('Incorrect number of arguments, 1');
            expect(await refusal('GetChannelConfig', '')).to.equal('empty channel name provided');
            expect(await refusal('JoinChain', '')).to.equal('Requested function JoinChain not found.');
            expect(await refusal('GetConfigBlock', 'elsewhere')).to.equal(
                'access denied for [GetConfigBlock][elsewhere]: Failed to get policy manager for channel [elsewhere]',
            );
        });
    });

    it('turn user chaincodes without a channel away', async () => {
        expect(await testbed.refusal({ ...ask('some', 'get'), channel: '' })).to.match(
            /could not get channel config for channel ''$/,
        );
    });
});

function literally(text: string): RegExp {
    return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}
