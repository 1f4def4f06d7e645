import { type Contract, EndorseError, type Gateway, GatewayError } from '@hyperledger/fabric-gateway';
import { peer } from '@hyperledger/fabric-protos';
import type { Definition } from './definition.js';

const { lifecycle } = peer;
const ENDORSEMENT_PLUGIN = 'escc';
const VALIDATION_PLUGIN = 'vscc';

/** A committed definition with its sequence. */
export interface CommittedDefinition extends Definition {
    readonly sequence: number;
    /** MSP ids and whether that organisation approved the committed sequence. */
    readonly approvals: ReadonlyMap<string, boolean>;
}

/** What an organisation approved for a sequence. */
export interface Approval {
    /** Package the organisation's peers run; undefined when it approved without running it. */
    readonly packageId: string | undefined;
}

/**
 * Chaincode lifecycle on a channel as one organisation's administrator: transactions of the system chaincode
 * `_lifecycle`, sent through the gateway. The same on a real network.
 */
export class Lifecycle {
    readonly #contract: Contract;
    readonly #mspId: string;

    constructor(gateway: Gateway, channel: string) {
        this.#contract = gateway.getNetwork(channel).getContract('_lifecycle');
        this.#mspId = gateway.getIdentity().mspId;
    }

    /** The committed definition; undefined when the channel has none of that name. */
    async committed(name: string): Promise<CommittedDefinition | undefined> {
        const request = new lifecycle.QueryChaincodeDefinitionArgs();
        request.setName(name);
        const bytes = await this.#query('QueryChaincodeDefinition', request);
        if (bytes === undefined) {
            return undefined;
        }
        const found = lifecycle.QueryChaincodeDefinitionResult.deserializeBinary(bytes);
        return {
            name,
            version: found.getVersion(),
            sequence: found.getSequence(),
            initRequired: found.getInitRequired(),
            validationParameter: found.getValidationParameter_asU8(),
            collections: (found.getCollections()?.getConfigList().length ?? 0) > 0 ? found.getCollections() : undefined,
            approvals: new Map(found.getApprovalsMap().getEntryList()),
        };
    }

    /** What the own organisation approved for a sequence; undefined when it approved nothing. */
    async approved(name: string, sequence: number): Promise<Approval | undefined> {
        const request = new lifecycle.QueryApprovedChaincodeDefinitionArgs();
        request.setName(name);
        request.setSequence(sequence);
        const bytes = await this.#query('QueryApprovedChaincodeDefinition', request);
        if (bytes === undefined) {
            return undefined;
        }
        const found = lifecycle.QueryApprovedChaincodeDefinitionResult.deserializeBinary(bytes);
        return { packageId: found.getSource()?.getLocalPackage()?.getPackageId() };
    }

    /** Approves a definition for the own organisation. @throws GatewayError or CommitError */
    async approve(definition: Definition, sequence: number, packageId: string | undefined): Promise<void> {
        const request = new lifecycle.ApproveChaincodeDefinitionForMyOrgArgs();
        fill(request, definition, sequence);
        request.setSource(source(packageId));
        await this.#contract.submit('ApproveChaincodeDefinitionForMyOrg', {
            arguments: [request.serializeBinary()],
            endorsingOrganizations: [this.#mspId],
        });
    }

    /** Which organisations have approved exactly this definition. */
    async readiness(definition: Definition, sequence: number): Promise<ReadonlyMap<string, boolean>> {
        const request = new lifecycle.CheckCommitReadinessArgs();
        fill(request, definition, sequence);
        const bytes = await this.#contract.evaluate('CheckCommitReadiness', {
            arguments: [request.serializeBinary()],
            endorsingOrganizations: [this.#mspId],
        });
        return new Map(lifecycle.CheckCommitReadinessResult.deserializeBinary(bytes).getApprovalsMap().getEntryList());
    }

    /**
     * Commits an approved definition.
     * @param endorsers - MSP ids of the organisations that endorse, as the channel's LifecycleEndorsement demands
     */
    async commit(definition: Definition, sequence: number, endorsers: readonly string[]): Promise<void> {
        const request = new lifecycle.CommitChaincodeDefinitionArgs();
        fill(request, definition, sequence);
        await this.#contract.submit('CommitChaincodeDefinition', {
            arguments: [request.serializeBinary()],
            endorsingOrganizations: [...endorsers],
        });
    }

    async #query(name: string, request: { serializeBinary(): Uint8Array }): Promise<Uint8Array | undefined> {
        try {
            return await this.#contract.evaluate(name, {
                arguments: [request.serializeBinary()],
                endorsingOrganizations: [this.#mspId],
            });
        } catch (error) {
            if (error instanceof GatewayError && !(error instanceof EndorseError) && isAbsent(error)) {
                return undefined;
            }
            throw error;
        }
    }
}

/** `_lifecycle` answers with an error, not with nothing, when it is asked for what does not exist. */
function isAbsent(error: GatewayError): boolean {
    const texts = [error.message, ...error.details.map(({ message }) => message)];
    return texts.some((text) => /is not defined|could not fetch approved chaincode definition/.test(text));
}

function source(packageId: string | undefined): peer.lifecycle.ChaincodeSource {
    const message = new lifecycle.ChaincodeSource();
    if (packageId === undefined) {
        message.setUnavailable(new lifecycle.ChaincodeSource.Unavailable());
    } else {
        const local = new lifecycle.ChaincodeSource.Local();
        local.setPackageId(packageId);
        message.setLocalPackage(local);
    }
    return message;
}

type DefinitionRequest =
    | peer.lifecycle.ApproveChaincodeDefinitionForMyOrgArgs
    | peer.lifecycle.CheckCommitReadinessArgs
    | peer.lifecycle.CommitChaincodeDefinitionArgs;

function fill(request: DefinitionRequest, definition: Definition, sequence: number): void {
    request.setName(definition.name);
    request.setVersion(definition.version);
    request.setSequence(sequence);
    request.setEndorsementPlugin(ENDORSEMENT_PLUGIN);
    request.setValidationPlugin(VALIDATION_PLUGIN);
    request.setValidationParameter(definition.validationParameter);
    request.setCollections(definition.collections);
    request.setInitRequired(definition.initRequired);
}
