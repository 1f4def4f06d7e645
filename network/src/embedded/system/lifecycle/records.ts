import { createHash } from 'node:crypto';
import { peer as protos } from '@hyperledger/fabric-protos';

const { StateData, StateMetadata } = protos.lifecycle;
type StateData = protos.lifecycle.StateData;

/** The namespace of chaincode definitions, and the chaincode that manages them. */
export const LIFECYCLE = '_lifecycle';
export const NAMESPACES = 'namespaces';
export const SOURCES = 'chaincode-sources';

/** Reads of a place where records are kept: the public state or one organisation's collection. */
export interface ReadableRecords {
    get(key: string): Uint8Array | undefined;
}

export interface WritableRecords extends ReadableRecords {
    put(key: string, value: Uint8Array): void;
    delete(key: string): void;
}

/** Where only hashes can be seen: the collections of other organisations. */
export interface OpaqueRecords {
    hash(key: string): Uint8Array | undefined;
}

/** A structure as the lifecycle keeps it: a metadata key and a key per field (`core/chaincode/lifecycle/serializer.go`). */
export interface StoredRecord {
    readonly datatype: string;
    readonly fields: readonly (readonly [name: string, value: StateData])[];
}

export function metadataKey(namespace: string, name: string): string {
    return `${namespace}/metadata/${name}`;
}

export function fieldKey(namespace: string, name: string, field: string): string {
    return `${namespace}/fields/${name}/${field}`;
}

export function bytesField(value: Uint8Array): StateData {
    const data = new StateData();
    data.setBytes(value);
    return data;
}

export function integerField(value: number): StateData {
    const data = new StateData();
    data.setInt64(value);
    return data;
}

export function textField(value: string): StateData {
    const data = new StateData();
    data.setString(value);
    return data;
}

/** Writes only what differs, and deletes fields the structure no longer has, so that write sets stay precise. */
export function writeRecord(state: WritableRecords, namespace: string, name: string, record: StoredRecord): void {
    const before = readMetadata(state, namespace, name);
    const obsolete = new Map(
        (before?.fields ?? []).map((field) => {
            const key = fieldKey(namespace, name, field);
            return [key, state.get(key)];
        }),
    );
    for (const [field, value] of record.fields) {
        const key = fieldKey(namespace, name, field);
        const bytes = value.serializeBinary();
        const existing = obsolete.get(key);
        if (!existing || !same(existing, bytes)) {
            state.put(key, bytes);
        }
        obsolete.delete(key);
    }
    const unchanged = before?.datatype === record.datatype && before.fields.length === record.fields.length;
    if (obsolete.size > 0 || !unchanged) {
        state.put(metadataKey(namespace, name), metadataOf(record));
    }
    for (const key of obsolete.keys()) {
        state.delete(key);
    }
}

export function readMetadata(
    state: ReadableRecords,
    namespace: string,
    name: string,
): Readonly<{ datatype: string; fields: readonly string[] }> | undefined {
    const bytes = state.get(metadataKey(namespace, name));
    return bytes && parseMetadata(bytes);
}

export function parseMetadata(bytes: Uint8Array): Readonly<{ datatype: string; fields: readonly string[] }> {
    const metadata = StateMetadata.deserializeBinary(bytes);
    return { datatype: metadata.getDatatype(), fields: metadata.getFieldsList() };
}

/** A field; an absent one reads as empty. */
export function readField(state: ReadableRecords, namespace: string, name: string, field: string): StateData {
    const bytes = state.get(fieldKey(namespace, name, field));
    return bytes ? StateData.deserializeBinary(bytes) : new StateData();
}

/**
 * Compares a structure with hashes of what is stored.
 * @returns the names of what differs: the datatype where nothing of this form is stored, else the fields
 */
export function mismatches(
    state: OpaqueRecords,
    namespace: string,
    name: string,
    record: StoredRecord,
): readonly string[] {
    if (!sameHash(state.hash(metadataKey(namespace, name)), metadataOf(record))) {
        return [record.datatype];
    }
    return record.fields
        .filter(([field, value]) => !sameHash(state.hash(fieldKey(namespace, name, field)), value.serializeBinary()))
        .map(([field]) => field);
}

function metadataOf(record: StoredRecord): Uint8Array {
    const metadata = new StateMetadata();
    metadata.setDatatype(record.datatype);
    metadata.setFieldsList(record.fields.map(([field]) => field));
    return metadata.serializeBinary();
}

function sameHash(hash: Uint8Array | undefined, value: Uint8Array): boolean {
    return hash !== undefined && same(hash, createHash('sha256').update(value).digest());
}

export function same(a: Uint8Array, b: Uint8Array): boolean {
    return Buffer.compare(a, b) === 0;
}
