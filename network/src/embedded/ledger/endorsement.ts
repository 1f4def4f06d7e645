import { peer } from '@hyperledger/fabric-protos';
import type { Identity } from '../identity/identity.js';
import type { Membership } from '../identity/membership.js';
import type { ChannelPolicies } from '../policy/channelpolicies.js';
import { signers } from '../policy/evaluate.js';
import { compareUtf8 } from './bytes.js';
import { Code, Invalid } from './codes.js';
import type { EndorserTransaction } from './envelope.js';
import { KeyPolicies } from './keypolicies.js';
import { type NamespaceRwset, parseRwset, writesTo } from './rwset.js';
import type { Snapshot } from './snapshot.js';

/**
 * Checks the endorsements of the transactions of one block, in order: namespace, collection and key policies of all that
 * is written, against the state before the block (txvalidator/v20, validation/statebased).
 */
export class EndorsementCheck {
    readonly #snapshot: Snapshot;
    readonly #policies: ChannelPolicies;
    readonly #msps: Membership;
    readonly #keys: KeyPolicies;

    constructor(snapshot: Snapshot, policies: ChannelPolicies, msps: Membership) {
        this.#snapshot = snapshot;
        this.#policies = policies;
        this.#msps = msps;
        this.#keys = new KeyPolicies(snapshot, policies);
    }

    /** @returns the parsed read-write set @throws Invalid */
    check(transaction: EndorserTransaction): readonly NamespaceRwset[] {
        const invoked = orInvalid(Code.BAD_HEADER_EXTENSION, () =>
            peer.ChaincodeHeaderExtension.deserializeBinary(transaction.extension),
        ).getChaincodeId();
        const action = orInvalid(Code.BAD_RESPONSE_PAYLOAD, () => actionOf(transaction.response));
        const rwset = orInvalid(Code.BAD_RWSET, () => parseRwset(action.getResults_asU8()));
        const name = chaincodeName(invoked, action);
        checkEvent(action, name);
        const namespaces = rwset.map((set) => set.namespace);
        const repeated = namespaces.find((namespace, at) => namespaces.indexOf(namespace) !== at);
        if (repeated !== undefined) {
            throw new Invalid(Code.ILLEGAL_WRITESET, `duplicate namespace '${repeated}' in txRWSet`);
        }
        const written = rwset.filter(writesTo).map((set) => set.namespace);
        const others = written.filter((namespace) => namespace !== name).sort(compareUtf8);
        let endorsers: readonly Identity[] | undefined;
        for (const namespace of [name, ...others]) {
            if (this.#policies.endorsement(namespace, this.#snapshot.height) === undefined) {
                throw new Invalid(
                    Code.INVALID_CHAINCODE,
                    `chaincode definition for [${namespace}] is invalid, plugin field must be set`,
                );
            }
            endorsers ??= this.#endorsers(transaction);
            const set = rwset.find((candidate) => candidate.namespace === namespace);
            this.#keys.check(namespace, set, endorsers);
        }
        return rwset;
    }

    #endorsers({ endorsements, responsePayload }: EndorserTransaction): readonly Identity[] {
        return signers(
            this.#msps,
            endorsements.map((endorsement) => ({
                data: Buffer.concat([responsePayload, endorsement.getEndorser_asU8()]),
                identity: endorsement.getEndorser_asU8(),
                signature: endorsement.getSignature_asU8(),
            })),
        );
    }
}

function actionOf(response: peer.ProposalResponsePayload): peer.ChaincodeAction {
    const extension = response.getExtension_asU8();
    if (extension.length === 0) {
        throw new Error('response payload is missing extension');
    }
    return peer.ChaincodeAction.deserializeBinary(extension);
}

function chaincodeName(invoked: peer.ChaincodeID | undefined, action: peer.ChaincodeAction): string {
    const answered = action.getChaincodeId();
    if (invoked === undefined || answered === undefined) {
        throw new Invalid(Code.INVALID_OTHER_REASON, 'nil ChaincodeId in header extension or in ChaincodeAction');
    }
    const name = invoked.getName();
    if (name === '') {
        throw new Invalid(Code.INVALID_CHAINCODE, 'invalid chaincode ID');
    }
    if (name !== answered.getName()) {
        throw new Invalid(Code.INVALID_CHAINCODE, `inconsistent ccid info (${name}/${answered.getName()})`);
    }
    if (answered.getVersion() === '') {
        throw new Invalid(Code.INVALID_CHAINCODE, 'invalid chaincode version');
    }
    return name;
}

function checkEvent(action: peer.ChaincodeAction, name: string): void {
    const bytes = action.getEvents_asU8();
    if (bytes.length === 0) {
        return;
    }
    const event = orInvalid(Code.INVALID_OTHER_REASON, () => peer.ChaincodeEvent.deserializeBinary(bytes));
    if (event.getChaincodeId() !== name) {
        throw new Invalid(
            Code.INVALID_OTHER_REASON,
            'chaincode event chaincode id does not match chaincode action chaincode id',
        );
    }
}

function orInvalid<T>(code: number, parse: () => T): T {
    try {
        return parse();
    } catch (error) {
        throw new Invalid(code, error instanceof Error ? error.message : String(error));
    }
}
