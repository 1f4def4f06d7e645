import { peer as protos } from '@hyperledger/fabric-protos';
import {
    bytesField,
    integerField,
    NAMESPACES,
    type ReadableRecords,
    readField,
    type StoredRecord,
    same,
    textField,
} from './records.js';

const { ChaincodeEndorsementInfo, ChaincodeValidationInfo } = protos.lifecycle;

/** A chaincode definition as administrators propose, approve and commit it. */
export interface Definition {
    readonly sequence: number;
    readonly version: string;
    readonly initRequired: boolean;
    readonly endorsementPlugin: string;
    readonly validationPlugin: string;
    /** Bytes of `protos.ApplicationPolicy`. */
    readonly validationParameter: Uint8Array;
    readonly collections: protos.CollectionConfigPackage;
}

/** What the arguments of approve, check and commit have in common. */
export interface DefinitionArguments {
    getSequence(): number;
    getVersion(): string;
    getInitRequired(): boolean;
    getEndorsementPlugin(): string;
    getValidationPlugin(): string;
    getValidationParameter_asU8(): Uint8Array;
    getCollections(): protos.CollectionConfigPackage | undefined;
}

/** Results that show a definition. */
interface DefinitionResult {
    setSequence(value: number): void;
    setVersion(value: string): void;
    setInitRequired(value: boolean): void;
    setEndorsementPlugin(value: string): void;
    setValidationPlugin(value: string): void;
    setValidationParameter(value: Uint8Array): void;
    setCollections(value?: protos.CollectionConfigPackage): void;
}

/** The datatypes of a committed definition and of an organisation's approval. */
export const COMMITTED = 'ChaincodeDefinition';
export const APPROVED = 'ChaincodeParameters';
export const LOCAL_PACKAGE = 'ChaincodeLocalPackage';

/** Fills in the channel's defaults for what was left empty. */
export function definitionOf(args: DefinitionArguments): Definition {
    const parameter = args.getValidationParameter_asU8();
    return {
        sequence: args.getSequence(),
        version: args.getVersion(),
        initRequired: args.getInitRequired(),
        endorsementPlugin: args.getEndorsementPlugin() || 'escc',
        validationPlugin: args.getValidationPlugin() || 'vscc',
        validationParameter: parameter.length > 0 ? parameter : defaultPolicy(),
        collections: args.getCollections() ?? new protos.CollectionConfigPackage(),
    };
}

export function committedRecord(definition: Definition): StoredRecord {
    return {
        datatype: COMMITTED,
        fields: [['Sequence', integerField(definition.sequence)], ...parameterFields(definition)],
    };
}

export function approvedRecord(definition: Definition): StoredRecord {
    return { datatype: APPROVED, fields: parameterFields(definition) };
}

export function packageRecord(packageId: string): StoredRecord {
    return { datatype: LOCAL_PACKAGE, fields: [['PackageID', textField(packageId)]] };
}

/** The name under which an organisation keeps its approval. */
export function approvalName(name: string, sequence: number): string {
    return `${name}#${sequence}`;
}

/** Reads the fields of a committed definition or an approval, whose sequence is not among them. */
export function readDefinition(state: ReadableRecords, name: string, sequence?: number): Definition {
    const field = (which: string): Uint8Array => readField(state, NAMESPACES, name, which).getBytes_asU8();
    const current = sequence ?? readField(state, NAMESPACES, name, 'Sequence').getInt64();
    const endorsement = ChaincodeEndorsementInfo.deserializeBinary(field('EndorsementInfo'));
    const validation = ChaincodeValidationInfo.deserializeBinary(field('ValidationInfo'));
    return {
        sequence: current,
        version: endorsement.getVersion(),
        initRequired: endorsement.getInitRequired(),
        endorsementPlugin: endorsement.getEndorsementPlugin(),
        validationPlugin: validation.getValidationPlugin(),
        validationParameter: validation.getValidationParameter_asU8(),
        collections: protos.CollectionConfigPackage.deserializeBinary(field('Collections')),
    };
}

export function show<T extends DefinitionResult>(result: T, definition: Definition): T {
    result.setSequence(definition.sequence);
    result.setVersion(definition.version);
    result.setInitRequired(definition.initRequired);
    result.setEndorsementPlugin(definition.endorsementPlugin);
    result.setValidationPlugin(definition.validationPlugin);
    result.setValidationParameter(definition.validationParameter);
    result.setCollections(definition.collections);
    return result;
}

/** What differs between two definitions, in a real peer's words; undefined when nothing does. */
export function difference(expected: Definition, passed: Definition): string | undefined {
    const plain = [
        ['Version', expected.version, passed.version],
        ['EndorsementPlugin', expected.endorsementPlugin, passed.endorsementPlugin],
        ['InitRequired', String(expected.initRequired), String(passed.initRequired)],
        ['ValidationPlugin', expected.validationPlugin, passed.validationPlugin],
        ['ValidationParameter', hex(expected.validationParameter), hex(passed.validationParameter)],
    ] as const;
    const [name, was, is] = plain.find(([, a, b]) => a !== b) ?? [];
    if (name !== undefined) {
        return `expected ${name} '${was}' does not match passed ${name} '${is}'`;
    }
    const equal = same(expected.collections.serializeBinary(), passed.collections.serializeBinary());
    return equal ? undefined : 'Collections do not match';
}

function parameterFields(definition: Definition): StoredRecord['fields'] {
    const endorsement = new ChaincodeEndorsementInfo();
    endorsement.setVersion(definition.version);
    endorsement.setInitRequired(definition.initRequired);
    endorsement.setEndorsementPlugin(definition.endorsementPlugin);
    const validation = new ChaincodeValidationInfo();
    validation.setValidationPlugin(definition.validationPlugin);
    validation.setValidationParameter(definition.validationParameter);
    return [
        ['EndorsementInfo', bytesField(endorsement.serializeBinary())],
        ['ValidationInfo', bytesField(validation.serializeBinary())],
        ['Collections', bytesField(definition.collections.serializeBinary())],
    ];
}

function defaultPolicy(): Uint8Array {
    const policy = new protos.ApplicationPolicy();
    policy.setChannelConfigPolicyReference('/Channel/Application/Endorsement');
    return policy.serializeBinary();
}

function hex(bytes: Uint8Array): string {
    return Buffer.from(bytes).toString('hex');
}
