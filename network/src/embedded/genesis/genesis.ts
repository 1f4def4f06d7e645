import { common } from '@hyperledger/fabric-protos';
import timestamp from 'google-protobuf/google/protobuf/timestamp_pb.js';
import { parseCertificate } from '../identity/certificate.js';
import { readMspFolder } from '../identity/mspfolder.js';
import { makeBlock, metadataValue, setMetadataAt } from '../ledger/block.js';
import { sha256 } from '../ledger/bytes.js';
import { transactionId } from '../ledger/envelope.js';
import type { OrganisationMaterial } from '../ledger.js';
import { channelGroup } from './groups.js';
import type { Topology } from './topology.js';

const { SIGNATURES, LAST_CONFIG } = common.BlockMetadataIndex;

/**
 * Block 0 of the channel: a real config block, readable by `configtxgen -inspectBlock`. The same topology and material
 * give the same block, so it may be built anew at every start: its time is when the newest root certificate began, its
 * nonce a digest of the configuration.
 */
export function buildGenesis(topology: Topology, organisations: readonly OrganisationMaterial[]): common.Block {
    const config = new common.Config();
    config.setChannelGroup(channelGroup(topology, organisations));
    const content = new common.ConfigEnvelope();
    content.setConfig(config);
    const data = content.serializeBinary();

    const signatureHeader = new common.SignatureHeader();
    const nonce = sha256(data).subarray(0, 24);
    signatureHeader.setNonce(nonce);
    const channelHeader = new common.ChannelHeader();
    channelHeader.setType(common.HeaderType.CONFIG);
    channelHeader.setVersion(1);
    channelHeader.setChannelId(topology.channel);
    channelHeader.setTimestamp(beginning(organisations));
    channelHeader.setTxId(transactionId(nonce, new Uint8Array()));
    const header = new common.Header();
    header.setChannelHeader(channelHeader.serializeBinary());
    header.setSignatureHeader(signatureHeader.serializeBinary());
    const payload = new common.Payload();
    payload.setHeader(header);
    payload.setData(data);
    const envelope = new common.Envelope();
    envelope.setPayload(payload.serializeBinary());

    const block = makeBlock(0, new Uint8Array(), [envelope.serializeBinary()]);
    const lastConfig = new common.LastConfig();
    lastConfig.setIndex(0);
    setMetadataAt(block, LAST_CONFIG, metadataValue(lastConfig.serializeBinary()));
    const ordering = new common.OrdererBlockMetadata();
    ordering.setLastConfig(lastConfig);
    setMetadataAt(block, SIGNATURES, metadataValue(ordering.serializeBinary()));
    return block;
}

function beginning(organisations: readonly OrganisationMaterial[]): timestamp.Timestamp {
    const starts = organisations.flatMap(({ mspDirectory, mspId }) =>
        readMspFolder(mspDirectory, mspId)
            .getRootCertsList_asU8()
            .map((pem) => parseCertificate(pem).notBefore),
    );
    const newest = new timestamp.Timestamp();
    newest.setSeconds(Math.floor(Math.max(0, ...starts) / 1000));
    return newest;
}
