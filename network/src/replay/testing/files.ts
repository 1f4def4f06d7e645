import { peer } from '@hyperledger/fabric-protos';
import { type ExportHeader, FORMAT, FORMAT_VERSION } from '../format.js';
import { openExport } from '../reading.js';
import { ExportWriter } from '../writing.js';

/** Writes records as an export. */
export async function writeExport(
    file: string,
    header: Pick<ExportHeader, 'channel' | 'organisation' | 'private'>,
    records: Iterable<peer.BlockAndPrivateData>,
): Promise<void> {
    const writer = await ExportWriter.open(file, { format: FORMAT, version: FORMAT_VERSION, ...header });
    for (const record of records) {
        await writer.write(record);
    }
    await writer.finish();
}

/** A whole export in memory, as messages that a test may spoil. */
export async function openedExport(
    file: string,
): Promise<{ readonly header: ExportHeader; readonly records: peer.BlockAndPrivateData[] }> {
    const found = await openExport(file);
    const records: peer.BlockAndPrivateData[] = [];
    for await (const { message } of found.blocks()) {
        records.push(peer.BlockAndPrivateData.deserializeBinary(message.serializeBinary()));
    }
    return { header: found.header, records };
}
