import { createHash } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';
import { sha256 } from './bytes.js';

/** Number of metadata entries of a block (SIGNATURES … COMMIT_HASH). */
const METADATA = 5;

/** A new block with its data hash and empty metadata. */
export function makeBlock(number: number, previousHash: Uint8Array, envelopes: readonly Uint8Array[]): common.Block {
    const data = new common.BlockData();
    data.setDataList([...envelopes]);
    const header = new common.BlockHeader();
    header.setNumber(number);
    header.setPreviousHash(previousHash);
    header.setDataHash(dataHash(envelopes));
    const metadata = new common.BlockMetadata();
    metadata.setMetadataList(Array.from({ length: METADATA }, () => new Uint8Array()));
    const block = new common.Block();
    block.setHeader(header);
    block.setData(data);
    block.setMetadata(metadata);
    return block;
}

/** The header of a block. @throws Error when it has none */
export function headerOf(block: common.Block): common.BlockHeader {
    const header = block.getHeader();
    if (header === undefined) {
        throw new Error('block has no header');
    }
    return header;
}

export function dataOf(block: common.Block): Uint8Array[] {
    return block.getData()?.getDataList_asU8() ?? [];
}

/** SHA-256 of all envelopes, one after the other. */
export function dataHash(envelopes: readonly Uint8Array[]): Uint8Array {
    const hash = createHash('sha256');
    for (const envelope of envelopes) {
        hash.update(envelope);
    }
    return hash.digest();
}

/** ASN.1 DER of (number, previous hash, data hash): what orderers sign and hash (protoutil/blockutils.go). */
export function headerBytes(header: common.BlockHeader): Buffer {
    return der(0x30, [
        der(0x02, [integer(header.getNumber())]),
        der(0x04, [header.getPreviousHash_asU8()]),
        der(0x04, [header.getDataHash_asU8()]),
    ]);
}

export function headerHash(header: common.BlockHeader): Buffer {
    return sha256(headerBytes(header));
}

export function metadataAt(block: common.Block, index: number): Uint8Array {
    return block.getMetadata()?.getMetadataList_asU8()[index] ?? new Uint8Array();
}

export function setMetadataAt(block: common.Block, index: number, value: Uint8Array): void {
    const metadata = block.getMetadata() ?? new common.BlockMetadata();
    const list = metadata.getMetadataList_asU8();
    while (list.length < METADATA) {
        list.push(new Uint8Array());
    }
    list[index] = value;
    metadata.setMetadataList(list);
    block.setMetadata(metadata);
}

/** A `common.Metadata` that carries only a value. */
export function metadataValue(value: Uint8Array): Uint8Array {
    const metadata = new common.Metadata();
    metadata.setValue(value);
    return metadata.serializeBinary();
}

function der(tag: number, parts: readonly Uint8Array[]): Buffer {
    const content = Buffer.concat(parts);
    const length = content.length < 0x80 ? [content.length] : [0x81, content.length];
    return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

function integer(value: number): Buffer {
    const hex = value.toString(16);
    const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
    return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
}
