import { randomBytes } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';
import { headerBytes, headerOf, makeBlock, metadataValue, setMetadataAt } from '../ledger/block.js';
import type { Ledger, SigningIdentity } from '../ledger.js';

const { SIGNATURES, LAST_CONFIG } = common.BlockMetadataIndex;

/** The next block of a ledger, signed as orderers sign (orderer/common/multichannel/blockwriter.go). */
export function nextBlock(
    ledger: Ledger,
    identity: SigningIdentity,
    envelopes: readonly common.Envelope[],
): common.Block {
    const block = makeBlock(
        ledger.height,
        ledger.lastHash,
        envelopes.map((envelope) => envelope.serializeBinary()),
    );
    const lastConfig = new common.LastConfig();
    lastConfig.setIndex(ledger.config.block);
    setMetadataAt(block, LAST_CONFIG, metadataValue(lastConfig.serializeBinary()));

    const ordering = new common.OrdererBlockMetadata();
    ordering.setLastConfig(lastConfig);
    ordering.setConsenterMetadata(metadataValue(new Uint8Array()));
    const value = ordering.serializeBinary();
    const signatureHeader = new common.SignatureHeader();
    signatureHeader.setCreator(identity.serialized);
    signatureHeader.setNonce(randomBytes(24));
    const header = signatureHeader.serializeBinary();
    const signature = new common.MetadataSignature();
    signature.setSignatureHeader(header);
    signature.setSignature(identity.sign(Buffer.concat([value, header, headerBytes(headerOf(block))])));
    const metadata = new common.Metadata();
    metadata.setValue(value);
    metadata.addSignatures(signature);
    setMetadataAt(block, SIGNATURES, metadata.serializeBinary());
    return block;
}
