import { common, ledger } from '@hyperledger/fabric-protos';
import { sortedEntries } from './bytes.js';
import type { Metadata } from './simulator.js';

const { kvrwset } = ledger.rwset;
type Entry = ledger.rwset.kvrwset.KVMetadataEntry;

/** The only metadata Fabric itself understands: the key's endorsement policy. */
export const VALIDATION_PARAMETER = 'VALIDATION_PARAMETER';

/**
 * A key's endorsement policy. Chaincode can store any bytes as one.
 * @throws Error with a real peer's text where they are no policy
 */
export function parseKeyPolicy(parameter: Uint8Array): common.SignaturePolicyEnvelope {
    try {
        return common.SignaturePolicyEnvelope.deserializeBinary(parameter);
    } catch (cause) {
        throw new Error('error unmarshalling SignaturePolicyEnvelope: proto: cannot parse invalid wire-format data', {
            cause,
        });
    }
}

export function metadataEntries(metadata: Metadata): Entry[] {
    return sortedEntries(metadata).map(([name, value]) => {
        const entry = new kvrwset.KVMetadataEntry();
        entry.setName(name);
        entry.setValue(value);
        return entry;
    });
}

/** @returns bytes as kept in the state; undefined when there are no entries */
export function serializeMetadata(entries: readonly Entry[]): Uint8Array | undefined {
    if (entries.length === 0) {
        return undefined;
    }
    const message = new kvrwset.KVMetadataWrite();
    message.setEntriesList([...entries]);
    return message.serializeBinary();
}

export function parseMetadata(bytes: Uint8Array | undefined): Metadata {
    if (bytes === undefined) {
        return new Map();
    }
    const { KVMetadataWrite } = kvrwset;
    return new Map(
        KVMetadataWrite.deserializeBinary(bytes)
            .getEntriesList()
            .map((entry) => [entry.getName(), entry.getValue_asU8()]),
    );
}
