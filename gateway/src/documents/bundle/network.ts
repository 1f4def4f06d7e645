import { X509Certificate } from 'node:crypto';
import { common, msp } from '@hyperledger/fabric-protos';
import { LOG_CERTIFIER, type Network } from '@linguang/chaincode/domain';
import type { Gateway } from '../../gateway.js';
import { type Blocks, metadataOf } from '../../ledger/blocks.js';
import { ledgerLog } from '../../log/ledgerlog.js';

const { SIGNATURES } = common.BlockMetadataIndex;

/** Of the newest configuration block that was read; configurations change seldom. */
const configurations = new WeakMap<Blocks, Readonly<{ index: number; authorities: Authorities }>>();

type Authorities = ReadonlyMap<string, readonly string[]>;

/**
 * The anchors of trust of the channel as its configuration has them: root and intermediate authorities of each organisation's MSP. Whoever
 * asks several organisations' gateways can compare them.
 */
export async function networkOf(gateway: Gateway): Promise<Network> {
    const { profile, blocks, readModel } = gateway;
    const newest = await blocks.get(readModel.height - 1);
    const metadata = common.Metadata.deserializeBinary(metadataOf(newest, SIGNATURES));
    const ordering = common.OrdererBlockMetadata.deserializeBinary(metadata.getValue_asU8());
    const index = ordering.getLastConfig()?.getIndex() ?? 0;
    const known = configurations.get(blocks);
    const authorities = known?.index === index ? known.authorities : authoritiesIn(await blocks.get(index));
    configurations.set(blocks, { index, authorities });
    const names = new Map(profile.peers.map(({ mspId, organisation }) => [mspId, organisation]));
    const organisations = [...authorities]
        .map(([mspId, own]) => ({ mspId, name: names.get(mspId) ?? mspId, authorities: own }))
        .sort((a, b) => (a.mspId < b.mspId ? -1 : 1));
    const certifier = organisations.find(({ name }) => name === 'certifier')?.mspId ?? '';
    return {
        type: 'LinguangNetwork',
        v: 1,
        channel: profile.channel,
        organisations,
        certifier,
        log: logOf(gateway),
    };
}

/** Keys that organisations gave up are left out: no head that is shown today is theirs. */
function logOf({ readModel, profile }: Gateway): Network['log'] {
    const log = ledgerLog(readModel, profile.channel);
    const keys = log
        .keys()
        .filter(({ revoked }) => revoked === null)
        .map(({ org, kid, jwk }) => ({ org, kid, jwk }));
    return keys.length === 0 ? null : { id: log.log, certifier: LOG_CERTIFIER, keys };
}

/** Certificates of the authorities by MSP id, of a configuration block. */
function authoritiesIn(block: common.Block): Authorities {
    const found = new Map<string, readonly string[]>();
    const [bytes = new Uint8Array()] = block.getData()?.getDataList_asU8() ?? [];
    const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(bytes).getPayload_asU8());
    const channel = common.ConfigEnvelope.deserializeBinary(payload.getData_asU8()).getConfig()?.getChannelGroup();
    const groups = channel?.getGroupsMap().get('Application')?.getGroupsMap();
    groups?.forEach((group: common.ConfigGroup) => {
        const value = group.getValuesMap().get('MSP')?.getValue_asU8() ?? new Uint8Array();
        const config = msp.FabricMSPConfig.deserializeBinary(msp.MSPConfig.deserializeBinary(value).getConfig_asU8());
        const certificates = [...config.getRootCertsList_asU8(), ...config.getIntermediateCertsList_asU8()];
        const ders = certificates.map((pem) => new X509Certificate(pem).raw.toString('base64url'));
        found.set(config.getName(), ders);
    });
    return found;
}
