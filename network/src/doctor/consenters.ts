import { common, orderer } from '@hyperledger/fabric-protos';

/** An orderer as the channel's configuration names it. */
export type Consenter = Readonly<{
    host: string;
    port: number;
    /** PEM */
    tlsCertificate: string;
    /** PEM of its enrolment certificate; undefined with Raft, which does not name it. */
    identity?: string;
}>;

/** How the channel orders: `etcdraft` or `BFT`, and by whom. */
export type Consensus = Readonly<{ type: string; consenters: readonly Consenter[] }>;

/** Reads the consensus type of a channel configuration and its consenters. */
export function consensusOf(config: common.Config): Consensus {
    const ordering = config.getChannelGroup()?.getGroupsMap().get('Orderer');
    const value = (name: string) => ordering?.getValuesMap().get(name)?.getValue_asU8() ?? new Uint8Array();
    const consensus = orderer.ConsensusType.deserializeBinary(value('ConsensusType'));
    const type = consensus.getType();
    const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');
    if (type === 'BFT') {
        const mapping = common.Orderers.deserializeBinary(value('Orderers')).getConsenterMappingList();
        const consenters = mapping.map((one) => ({
            host: one.getHost(),
            port: one.getPort(),
            tlsCertificate: text(one.getServerTlsCert_asU8()),
            identity: text(one.getIdentity_asU8()),
        }));
        return { type, consenters };
    }
    const metadata = orderer.etcdraft.ConfigMetadata.deserializeBinary(consensus.getMetadata_asU8());
    const consenters = metadata.getConsentersList().map((one) => ({
        host: one.getHost(),
        port: one.getPort(),
        tlsCertificate: text(one.getServerTlsCert_asU8()),
    }));
    return { type, consenters };
}

/** How many of the consenters must work: more than half with Raft, more than two thirds of the faultless with BFT. */
export function quorumOf({ type, consenters: { length } }: Consensus): number {
    const faulty = Math.floor((length - 1) / 3);
    return type === 'BFT' ? Math.ceil((length + faulty + 1) / 2) : Math.floor(length / 2) + 1;
}
