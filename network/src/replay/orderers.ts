import { common, msp } from '@hyperledger/fabric-protos';
import { headerBytes, headerOf, metadataAt } from '../embedded/ledger/block.js';
import type { Configuration } from '../embedded/ledger/channelconfig.js';
import type { ChannelPolicies } from '../embedded/policy/channelpolicies.js';
import type { SignedData } from '../embedded/policy/policy.js';

const { SIGNATURES } = common.BlockMetadataIndex;
const POLICY = '/Channel/Orderer/BlockValidation';

/**
 * Whether the orderers signed a block as the channel's BlockValidation policy asks (protoutil BlockSignatureVerifier): an orderer names
 * itself by its certificate, or with SmartBFT by its number among the consenters.
 * @returns why not
 */
export function orderersFault(
    block: common.Block,
    config: Configuration,
    policies: ChannelPolicies,
): string | undefined {
    try {
        const metadata = common.Metadata.deserializeBinary(metadataAt(block, SIGNATURES));
        const header = headerBytes(headerOf(block));
        const isBft = config.hasCapability('Channel', 'V3_0');
        const signed: SignedData[] = [];
        for (const signature of metadata.getSignaturesList()) {
            const byNumber = isBft && signature.getSignatureHeader_asU8().length === 0;
            const named = byNumber ? signature.getIdentifierHeader_asU8() : signature.getSignatureHeader_asU8();
            const identity = byNumber
                ? consenter(config, common.IdentifierHeader.deserializeBinary(named).getIdentifier())
                : common.SignatureHeader.deserializeBinary(named).getCreator_asU8();
            if (identity !== undefined) {
                const data = Buffer.concat([metadata.getValue_asU8(), named, header]);
                signed.push({ data, identity, signature: signature.getSignature_asU8() });
            }
        }
        policies.byPath(POLICY).evaluateSignedData(signed);
        return undefined;
    } catch (error) {
        return error instanceof Error ? error.message : String(error);
    }
}

function consenter(config: Configuration, id: number): Uint8Array | undefined {
    const value = config.config.getChannelGroup()?.getGroupsMap().get('Orderer')?.getValuesMap().get('Orderers');
    const orderers = common.Orderers.deserializeBinary(value?.getValue_asU8() ?? new Uint8Array());
    const found = orderers.getConsenterMappingList().find((one) => one.getId() === id);
    if (found === undefined) {
        return undefined;
    }
    const identity = new msp.SerializedIdentity();
    identity.setMspid(found.getMspId());
    identity.setIdBytes(found.getIdentity_asU8());
    return identity.serializeBinary();
}
