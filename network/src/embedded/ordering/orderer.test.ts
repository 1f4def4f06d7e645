import { createPublicKey } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { verifyMessage } from '../identity/signature.js';
import { dataOf, headerBytes, headerOf, metadataAt } from '../ledger/block.js';
import { altered } from '../ledger/testing/alter.js';
import { type Pieces, signed, TestNetwork } from '../ledger/testing/testnetwork.js';

const { SUCCESS, BAD_REQUEST, FORBIDDEN, SERVICE_UNAVAILABLE } = common.Status;

describe('the orderer', function () {
    this.timeout(60_000);

    let network: TestNetwork;
    const make = (size = 10): Pieces =>
        network.transaction((s) => s.setState('notes', 'k', Buffer.alloc(size, 1)), { endorsers: ['alpha'] });
    const sizes = (): number[] =>
        Array.from({ length: network.ledger.height - 2 }, (_, at) => network.ledger.results(at + 2).length);

    beforeEach(async () => {
        network = await TestNetwork.open();
        network.deploy('notes', "OR('AlphaMSP.peer')");
    });

    afterEach(() => network.close());

    it('cuts a block when it has enough messages, and after a while when it has not', async () => {
        const orderer = network.orderer({ maxMessages: 3, timeoutMs: 30 });
        for (let at = 0; at < 7; at += 1) {
            expect((await orderer.broadcast(make().envelope)).status).to.equal(SUCCESS);
        }
        await network.ledger.whenHeight(5, AbortSignal.timeout(5000));
        expect(sizes()).to.deep.equal([3, 3, 1]);
        orderer.close();
    });

    it('cuts by preferred bytes and isolates what is larger', async () => {
        const size = (pieces: Pieces): number =>
            pieces.envelope.getPayload_asU8().length + pieces.envelope.getSignature_asU8().length;
        const orderer = network.orderer({
            maxMessages: 100,
            preferredMaxBytes: 3 * size(make()) - 100,
            timeoutMs: 60_000,
        });
        for (const bytes of [10, 10, 10, 20_000, 10]) {
            await orderer.broadcast(make(bytes).envelope);
        }
        orderer.close();
        expect(sizes()).to.deep.equal([2, 1, 1, 1]);
    });

    it('orders what is waiting when it closes, and then refuses', async () => {
        const orderer = network.orderer({ timeoutMs: 60_000 });
        const { envelope, txId } = make();
        await orderer.broadcast(envelope);
        orderer.close();
        orderer.close();
        expect(network.ledger.status(txId)?.block).to.equal(2);
        expect((await orderer.broadcast(make().envelope)).status).to.equal(SERVICE_UNAVAILABLE);
    });

    it('signs metadata value, signature header and block header, and names the last config block', async () => {
        const orderer = network.orderer();
        await orderer.broadcast(make().envelope);
        orderer.flush();
        const block = network.ledger.block(2) ?? new common.Block();
        const metadata = common.Metadata.deserializeBinary(metadataAt(block, common.BlockMetadataIndex.SIGNATURES));
        const [signature] = metadata.getSignaturesList();
        const header = common.SignatureHeader.deserializeBinary(
            signature?.getSignatureHeader_asU8() ?? new Uint8Array(),
        );
        const signer = network.ledger.msps.deserialize(header.getCreator_asU8());
        expect([signer.mspId, signer.role]).to.deep.equal(['AlphaMSP', 'orderer']);
        const message = Buffer.concat([
            metadata.getValue_asU8(),
            signature?.getSignatureHeader_asU8() ?? Buffer.alloc(0),
            headerBytes(headerOf(block)),
        ]);
        verifyMessage(createPublicKey(signer.pem), message, signature?.getSignature_asU8() ?? new Uint8Array());
        const value = common.OrdererBlockMetadata.deserializeBinary(metadata.getValue_asU8());
        expect(value.getLastConfig()?.getIndex()).to.equal(0);
        expect(dataOf(block)).to.have.lengthOf(1);
        orderer.close();
    });

    it('refuses with the statuses and texts of a real orderer', async () => {
        const orderer = network.orderer({ absoluteMaxBytes: 10_000 });
        const client = network.client('alpha');
        const refusal = async (envelope: common.Envelope): Promise<readonly [number, string]> => {
            const { status, info } = await orderer.broadcast(envelope);
            return [status, info];
        };
        const { envelope } = make();
        const large = make(20_000).envelope;
        const bytes = large.getPayload_asU8().length + large.getSignature_asU8().length;
        expect(await refusal(large)).to.deep.equal([
            BAD_REQUEST,
            `message payload is ${bytes} bytes and exceeds maximum allowed 10000 bytes`,
        ]);
        const denied =
            "implicit policy evaluation failed - 0 sub-policies were satisfied, but this policy requires 1 of the 'Writers' sub-policies to be satisfied: permission denied";
        const unsigned = envelope.clone();
        unsigned.setSignature(client.sign(Buffer.from('other')));
        expect(await refusal(unsigned)).to.deep.equal([FORBIDDEN, denied]);
        const elsewhere = altered(envelope, client, { channelHeader: (h) => h.setChannelId('elsewhere') });
        expect(await refusal(elsewhere)).to.deep.equal([BAD_REQUEST, 'channel does not exist']);
        expect((await refusal(new common.Envelope()))[0]).to.equal(BAD_REQUEST);
        expect((await refusal(signed(new common.Payload(), client)))[1]).to.equal(
            'could not determine channel ID: header not set',
        );
        for (const type of [common.HeaderType.CONFIG_UPDATE, common.HeaderType.ORDERER_TRANSACTION]) {
            const typed = altered(envelope, client, { channelHeader: (h) => h.setType(type) });
            expect((await refusal(typed))[0]).to.equal(BAD_REQUEST);
        }
        const broken = new common.Envelope();
        broken.setPayload(Uint8Array.of(0x0a, 0x7f));
        expect(await refusal(broken)).to.deep.equal([
            BAD_REQUEST,
            'could not determine channel ID: error unmarshalling Payload: proto: cannot parse invalid wire-format data',
        ]);
        const config = altered(envelope, client, { channelHeader: (h) => h.setType(common.HeaderType.CONFIG) });
        expect(await refusal(config)).to.deep.equal([
            BAD_REQUEST,
            'message is of type that cannot be processed directly',
        ]);
        const stranger = altered(envelope, client, { signatureHeader: (h) => h.setCreator(Buffer.from('x')) });
        expect((await refusal(stranger))[0]).to.equal(FORBIDDEN);
        orderer.close();
        expect(network.ledger.height).to.equal(2);
    });
});
