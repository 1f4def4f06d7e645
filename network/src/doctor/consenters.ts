import { common, orderer } from '@hyperledger/fabric-protos';

/** An orderer as the channel's configuration names it. */
export type Consenter = Readonly<{
    host: string;
    port: number;
    /** PEM */
    tlsCertificate: string;
}>;

/** How the channel orders: `etcdraft` or `BFT`, and by whom. */
export type Consensus = Readonly<{ type: string; consenters: readonly Consenter[] }>;

/** Reads the consensus type of a channel configuration and its consenters. */
export function consensusOf(config: common.Config): Consensus {
    const ordering = config.getChannelGroup()?.getGroupsMap().get('Orderer');
    const value = (name: string) => ordering?.getValuesMap().get(name)?.getValue_asU8() ?? new Uint8Array();
    const consensus = orderer.ConsensusType.deserializeBinary(value('ConsensusType'));
    const type = consensus.getType();
    const consenters =
        type === 'BFT'
            ? common.Orderers.deserializeBinary(value('Orderers')).getConsenterMappingList()
            : orderer.etcdraft.ConfigMetadata.deserializeBinary(consensus.getMetadata_asU8()).getConsentersList();
    return {
        type,
        consenters: consenters.map((one) => ({
            host: one.getHost(),
            port: one.getPort(),
            tlsCertificate: Buffer.from(one.getServerTlsCert_asU8()).toString('utf8'),
        })),
    };
}

/** How many of the consenters must work: more than half with Raft, more than two thirds of the faultless with BFT. */
export function quorumOf({ type, consenters: { length } }: Consensus): number {
    const faulty = Math.floor((length - 1) / 3);
    return type === 'BFT' ? Math.ceil((length + faulty + 1) / 2) : Math.floor(length / 2) + 1;
}
