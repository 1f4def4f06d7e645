import { msp } from '@hyperledger/fabric-protos';

/** MSP ids a principal names. */
export function principalMspIds(principal: msp.MSPPrincipal): readonly string[] {
    const bytes = principal.getPrincipal_asU8();
    switch (principal.getPrincipalClassification()) {
        case msp.MSPPrincipal.Classification.ROLE:
            return [msp.MSPRole.deserializeBinary(bytes).getMspIdentifier()];
        case msp.MSPPrincipal.Classification.ORGANIZATION_UNIT:
            return [msp.OrganizationUnit.deserializeBinary(bytes).getMspIdentifier()];
        case msp.MSPPrincipal.Classification.IDENTITY:
            return [msp.SerializedIdentity.deserializeBinary(bytes).getMspid()];
        case msp.MSPPrincipal.Classification.COMBINED:
            return msp.CombinedPrincipal.deserializeBinary(bytes).getPrincipalsList().flatMap(principalMspIds);
        default:
            return [];
    }
}
