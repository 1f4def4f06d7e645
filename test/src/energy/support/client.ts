import {
    CommitError,
    EndorseError,
    type Gateway,
    GatewayError,
    type ProposalOptions,
    StatusCode,
} from '@hyperledger/fabric-gateway';
import { codeOf } from '@linguang/chaincode/domain';

export const CHANNEL = 'linguang';
/** Who endorses by default, by chaincode. */
const ENDORSERS: Readonly<Record<string, string[]>> = {
    energy: ['GridMSP', 'CommunityMSP'],
    certificate: ['CertifierMSP', 'GridMSP'],
};

/** A transaction that did not come to be: by a contract's code, a validation code, or an error of the network. */
export class Refused extends Error {
    override readonly name = 'Refused';
    constructor(
        /** `CHOICE_TOO_LATE`, `MVCC_READ_CONFLICT`, … or `UNAVAILABLE` and other gRPC trouble as its text. */
        readonly code: string,
        readonly where: 'endorsement' | 'validation',
        message: string,
    ) {
        super(message);
    }
}

export type Call = Readonly<{
    transient?: Readonly<Record<string, string>>;
    endorsers?: readonly string[];
}>;

/** What a transaction answered and in which block it stands. */
export type Committed<T> = Readonly<{ result: T; block: bigint; transaction: string }>;

/** Calls contracts as one identity. */
export class Client {
    constructor(readonly gateway: Gateway) {}

    /** Submits `contract:function` and waits for its commit. @throws Refused */
    async submit<T = Record<string, unknown>>(name: string, request: object, call: Call = {}): Promise<Committed<T>> {
        const { result, commit } = await this.send<T>(name, request, call);
        return { result, ...(await commit()) };
    }

    /** Endorses and orders; `commit` waits for validation. @throws Refused */
    async send<T>(
        name: string,
        request: object,
        call: Call = {},
    ): Promise<{ result: T; commit: () => Promise<{ block: bigint; transaction: string }> }> {
        try {
            const transaction = await this.#proposal(name, request, call).endorse();
            const submitted = await transaction.submit();
            return {
                result: JSON.parse(Buffer.from(submitted.getResult()).toString()),
                commit: async () => {
                    const status = await submitted.getStatus();
                    if (!status.successful) {
                        throw new Refused(statusName(status.code), 'validation', `${name} is invalid`);
                    }
                    return { block: status.blockNumber, transaction: status.transactionId };
                },
            };
        } catch (error) {
            throw refusal(error);
        }
    }

    async evaluate<T = Record<string, unknown>>(name: string, request: object, endorsers?: string[]): Promise<T> {
        try {
            const proposal = this.#proposal(name, request, { endorsers: endorsers ?? [] });
            return JSON.parse(Buffer.from(await proposal.evaluate()).toString());
        } catch (error) {
            throw refusal(error);
        }
    }

    #proposal(name: string, request: object, { transient, endorsers }: Call) {
        const chaincode = /^(schemes|plants|reservations|certificates|storage|conservation|log):/.test(name)
            ? 'certificate'
            : 'energy';
        const named = endorsers ?? ENDORSERS[chaincode] ?? [];
        const options: ProposalOptions = {
            arguments: [JSON.stringify(request)],
            ...(transient === undefined ? {} : { transientData: { ...transient } }),
            ...(named.length === 0 ? {} : { endorsingOrganizations: [...named] }),
        };
        return this.gateway.getNetwork(CHANNEL).getContract(chaincode).newProposal(name, options);
    }
}

/** The code with which a promise is refused; fails the test if it is not. */
export async function codeFrom(promise: Promise<unknown>): Promise<string> {
    try {
        await promise;
    } catch (error) {
        if (error instanceof Refused) {
            return error.code;
        }
        throw error;
    }
    throw new Error('it was not refused');
}

/** The validation code's name, such as MVCC_READ_CONFLICT. */
export function statusName(code: number): string {
    return Object.entries(StatusCode).find(([, value]) => value === code)?.[0] ?? String(code);
}

/** An error of fabric-gateway as {@link Refused}; others as they are. */
export function refusal(error: unknown): unknown {
    if (error instanceof CommitError) {
        return new Refused(statusName(error.code), 'validation', error.message);
    }
    if (error instanceof GatewayError || error instanceof EndorseError) {
        const texts = [...error.details.map(({ message }) => message), error.message];
        const code = texts.map(codeOf).find((found) => found !== undefined);
        return new Refused(code ?? error.message, 'endorsement', texts.join('\n'));
    }
    return error;
}
