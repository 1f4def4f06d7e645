import { type Contract, EndorseError, GatewayError, type Network } from '@hyperledger/fabric-gateway';

/** A chaincode seen with our own client; the words of what went wrong come with it. */
export class Market {
    readonly #contract: Contract;

    constructor(network: Network, chaincode: string) {
        this.#contract = network.getContract(chaincode);
    }

    /** Asks the own organisation's peer. */
    async ask(name: string, ...texts: string[]): Promise<string> {
        return Buffer.from(await this.#contract.evaluateTransaction(name, ...texts)).toString();
    }

    /** Asks the peers of one organisation. */
    async askAt(mspId: string, name: string, ...texts: string[]): Promise<string> {
        const answer = await this.#contract.evaluate(name, { arguments: texts, endorsingOrganizations: [mspId] });
        return Buffer.from(answer).toString();
    }

    /** Submits and waits for the commit. */
    async tell(name: string, ...texts: string[]): Promise<string> {
        return Buffer.from(await this.#contract.submitTransaction(name, ...texts)).toString();
    }

    /** Submits with a secret beside the arguments. */
    async confide(value: string, name: string, ...texts: string[]): Promise<void> {
        await this.#contract.submit(name, { arguments: texts, transientData: { value } });
    }

    /** Submits with the endorsements of these organisations only. @returns the validation code's success */
    async tellBy(mspIds: string[], name: string, ...texts: string[]): Promise<{ successful: boolean; code: number }> {
        const sent = await this.#contract.submitAsync(name, { arguments: texts, endorsingOrganizations: mspIds });
        return await sent.getStatus();
    }

    /** What is said to whom calls in vain, each node's words once. */
    async refusal(call: Promise<unknown>): Promise<readonly string[]> {
        const outcome = await call.then(
            (value) => new Error(`it succeeded: ${String(value)}`),
            (error: unknown) => error,
        );
        if (outcome instanceof EndorseError || outcome instanceof GatewayError) {
            const said = outcome.details.map(({ message }) => message);
            return [...new Set(said.length === 0 ? [outcome.cause.details] : said)].sort();
        }
        throw outcome;
    }
}
