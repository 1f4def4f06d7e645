import type { peer as protos } from '@hyperledger/fabric-protos';
import type { ChaincodeExecutor } from '../chaincode/executor.js';
import { textOf } from '../chaincode/messages.js';
import type { Transaction } from '../chaincode/transaction.js';
import type { Ledger, SimulationResult } from '../ledger.js';
import { SYSTEM_VERSION } from '../system/systemchaincode.js';
import { checkChannelAccess } from './access.js';
import type { Endorser, Peer, ProcessOptions, ProposalOutcome } from './endorser.js';
import { filterProposal, unparsable } from './filters.js';
import { type UnpackedProposal, unpackHeaders, unpackProposal } from './proposal.js';
import { endorsedResponse, failedResponse, type Outcome, payloadOf, responseOnly } from './response.js';
import { validateProposal } from './validation.js';

export type PipelineOptions = Readonly<{
    ledger: Ledger;
    executor: ChaincodeExecutor;
    /** How far a proposal's timestamp may be from now, milliseconds. Undefined: not checked. */
    timeWindowMs: number | undefined;
    now: () => Date;
}>;

/** The endorser of all peers (`core/endorser/endorser.go`): filters, checks, simulation, endorsement. */
export class EndorserPipeline implements Endorser {
    readonly #options: PipelineOptions;

    constructor(options: PipelineOptions) {
        this.#options = options;
    }

    async process(signed: protos.SignedProposal, peer: Peer, options: ProcessOptions = {}): Promise<ProposalOutcome> {
        const refusal = this.#filter(signed) ?? (options.signal?.aborted ? 'context canceled' : undefined);
        if (refusal !== undefined) {
            return { kind: 'refused', error: refusal, unavailable: false };
        }
        let proposal: UnpackedProposal;
        let transaction: Transaction;
        try {
            proposal = unpackProposal(signed);
            const channel = proposal.channelHeader.getChannelId();
            if (channel !== '' && channel !== this.#options.ledger.channel) {
                return answer(failedResponse(`channel '${channel}' not found`));
            }
            transaction = this.#check(proposal, peer);
        } catch (error) {
            return { kind: 'rejected', response: failedResponse(textOf(error)), error: textOf(error) };
        }
        try {
            return answer(await this.#run(proposal, this.#begin(transaction), options.endorse ?? true));
        } catch (error) {
            return answer(failedResponse(textOf(error)));
        }
    }

    #filter(signed: protos.SignedProposal): string | undefined {
        const { ledger, timeWindowMs, now } = this.#options;
        let headers: ReturnType<typeof unpackHeaders>;
        try {
            headers = unpackHeaders(signed);
        } catch (error) {
            return unparsable(error);
        }
        try {
            filterProposal(ledger.msps, headers, timeWindowMs, now());
            return undefined;
        } catch (error) {
            return textOf(error);
        }
    }

    /** Checks creator, uniqueness and access. */
    #check(proposal: UnpackedProposal, peer: Peer): Transaction {
        const { ledger, executor } = this.#options;
        const { channelHeader, creator, chaincode, signed } = proposal;
        let identity: Transaction['identity'];
        try {
            identity = validateProposal(ledger.msps, proposal, peer.mspId);
        } catch (error) {
            throw new Error(`error validating proposal: ${textOf(error)}`);
        }
        const id = channelHeader.getTxId();
        const channel = channelHeader.getChannelId();
        const transaction: Transaction = {
            channel,
            id,
            peer,
            chaincode,
            signedProposal: signed,
            creator,
            identity,
            simulator: undefined,
        };
        if (channel !== '') {
            const committed = ledger.status(id);
            if (committed && committed.block < peer.height()) {
                const hex = Buffer.from(creator).toString('hex');
                throw new Error(`duplicate transaction found [${id}]. Creator [${hex}]`);
            }
            if (!executor.isSystem(chaincode)) {
                checkChannelAccess(ledger, 'peer/Propose', transaction);
            }
        }
        return transaction;
    }

    #begin(transaction: Transaction): Transaction {
        const { peer, id, chaincode, channel } = transaction;
        if (channel === '' || chaincode === 'qscc' || chaincode === 'cscc') {
            return transaction;
        }
        const snapshot = { mspId: peer.mspId, height: peer.height(), txId: id };
        return { ...transaction, simulator: this.#options.ledger.simulate(snapshot) };
    }

    async #run(
        proposal: UnpackedProposal,
        transaction: Transaction,
        endorse: boolean,
    ): Promise<protos.ProposalResponse> {
        try {
            const version = this.#version(transaction);
            const outcome = await this.#simulate(proposal, transaction, version, endorse);
            return conclude(outcome, transaction, endorse);
        } finally {
            transaction.simulator?.done();
        }
    }

    #version(transaction: Transaction): string {
        const { executor } = this.#options;
        const { chaincode, channel } = transaction;
        if (executor.isSystem(chaincode)) {
            return SYSTEM_VERSION;
        }
        try {
            return executor.deployments.find(transaction, chaincode).version;
        } catch (error) {
            throw new Error(
                `make sure the chaincode ${chaincode} has been successfully defined on channel ${channel} and try again: ${textOf(error)}`,
            );
        }
    }

    async #simulate(
        proposal: UnpackedProposal,
        transaction: Transaction,
        version: string,
        endorse: boolean,
    ): Promise<Outcome> {
        const { executor } = this.#options;
        const { chaincode } = proposal;
        try {
            const { response, event } = await executor.execute(transaction, chaincode, proposal.input);
            const failed = response.getStatus() >= 400;
            const result = transaction.simulator?.result();
            if (result?.privateRwset && endorse && !failed) {
                this.#stage(transaction, result);
            }
            return {
                proposalHash: proposal.hash,
                chaincode,
                version,
                response,
                event: failed ? undefined : event,
                results: result?.publicRwset ?? new Uint8Array(),
                interest: result?.interest,
            };
        } catch (error) {
            throw new Error(`error in simulation: ${textOf(error)}`);
        }
    }

    /** Keeps private write sets until their hashes are in a block; the members of their collections find them there. */
    #stage(transaction: Transaction, result: SimulationResult): void {
        const { ledger } = this.#options;
        const { peer, id } = transaction;
        ledger.transientStore.stage(id, peer.height(), peer.mspId, result);
    }
}

function conclude(outcome: Outcome, transaction: Transaction, endorse: boolean): protos.ProposalResponse {
    const status = outcome.response.getStatus();
    if (transaction.channel === '' || (status >= 400 && status < 500)) {
        return responseOnly(outcome.response);
    }
    const payload = payloadOf(outcome, transaction.peer);
    if (status >= 500) {
        const failed = endorsedResponse(outcome, payload, undefined);
        failed.setVersion(0);
        return failed;
    }
    return endorsedResponse(outcome, payload, endorse ? transaction.peer : undefined);
}

function answer(response: protos.ProposalResponse): ProposalOutcome {
    return { kind: 'answered', response };
}
