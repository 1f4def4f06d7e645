import { common, orderer } from '@hyperledger/fabric-protos';
import protobuf from 'google-protobuf';

/** An orderer as the channel's configuration names it. */
export type Consenter = Readonly<{ host: string; port: number /** PEM */; tlsCertificate: string }>;

/** How the channel orders: `etcdraft` or `BFT`, and by whom. */
export type Consensus = Readonly<{ type: string; consenters: readonly Consenter[] }>;

/** Reads the consensus type of a channel configuration and its consenters. */
export function consensusOf(config: common.Config): Consensus {
    const ordering = config.getChannelGroup()?.getGroupsMap().get('Orderer');
    const value = (name: string) => ordering?.getValuesMap().get(name)?.getValue_asU8() ?? new Uint8Array();
    const consensus = orderer.ConsensusType.deserializeBinary(value('ConsensusType'));
    const type = consensus.getType();
    if (type !== 'BFT') {
        return { type, consenters: raftConsenters(consensus.getMetadata_asU8()) };
    }
    const mapping = common.Orderers.deserializeBinary(value('Orderers')).getConsenterMappingList();
    return {
        type,
        consenters: mapping.map((one) => ({
            host: one.getHost(),
            port: one.getPort(),
            tlsCertificate: text(one.getServerTlsCert_asU8()),
        })),
    };
}

/** How many of the consenters must work: more than half with Raft, more than two thirds of the faultless with BFT. */
export function quorumOf({ type, consenters: { length } }: Consensus): number {
    const faulty = Math.floor((length - 1) / 3);
    return type === 'BFT' ? Math.ceil((length + faulty + 1) / 2) : Math.floor(length / 2) + 1;
}

/** `etcdraft.ConfigMetadata { repeated Consenter consenters = 1; … }`, which the protocol library lacks. */
function raftConsenters(bytes: Uint8Array): Consenter[] {
    return fieldsOf(bytes)
        .filter(({ number }) => number === 1)
        .map(({ content }) => {
            const fields = fieldsOf(content);
            const bytesOf = (number: number) => fields.find((field) => field.number === number)?.content;
            return {
                host: text(bytesOf(1)),
                port: fields.find(({ number }) => number === 2)?.value ?? 0,
                tlsCertificate: text(bytesOf(4)),
            };
        });
}

/** Wire types of protocol buffers. */
const [VARINT, DELIMITED] = [0, 2];

type Field = Readonly<{ number: number; value: number; content: Uint8Array }>;

function fieldsOf(bytes: Uint8Array): Field[] {
    const reader = new protobuf.BinaryReader(bytes);
    const fields: Field[] = [];
    while (reader.nextField() && !reader.isEndGroup()) {
        const number = reader.getFieldNumber();
        const wire: number = reader.getWireType();
        if (wire === DELIMITED) {
            fields.push({ number, value: 0, content: reader.readBytes() });
        } else if (wire === VARINT) {
            fields.push({ number, value: reader.readUint32(), content: new Uint8Array() });
        } else {
            reader.skipField();
        }
    }
    return fields;
}

function text(bytes: Uint8Array | undefined): string {
    return Buffer.from(bytes ?? new Uint8Array()).toString('utf8');
}
