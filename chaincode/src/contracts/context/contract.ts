import contractApi from 'fabric-contract-api';
import type { ChaincodeStub } from 'fabric-shim-api';
import { canonical, Problem } from '../../domain/index.js';
import { contractProblem } from '../../ledger/index.js';
import { allowedCallers } from './access.js';
import type { LinguangContext } from './context.js';

/** What all contracts share: the access check before anything else, and errors that tell nothing they must not tell. */
export abstract class LinguangContract extends contractApi.Contract {
    abstract override createContext(): LinguangContext;

    /**
     * Calls a function of this contract in a transaction.
     * @throws CALLER_NOT_ALLOWED before a function reads anything
     */
    async call(stub: ChaincodeStub, name: string, argument: string): Promise<string> {
        const context = this.createContext();
        context.stub = stub;
        return String(await this.#checked(context, name, [argument]));
    }

    /** The same for a call that comes through the contract API. */
    override async aroundTransaction(
        context: LinguangContext,
        // biome-ignore lint/complexity/noBannedTypes: so typed by fabric-contract-api, which passes the name
        called: Function,
        parameters: readonly unknown[],
    ): Promise<void> {
        // Typed as nothing, it is what the transaction answers.
        return (await this.#checked(context, String(called), parameters)) as undefined;
    }

    async #checked(context: LinguangContext, name: string, parameters: readonly unknown[]): Promise<unknown> {
        context.caller.mustBe(allowedCallers(Object.getPrototypeOf(this) as object, name), `${this.getName()}:${name}`);
        try {
            const called: unknown = Reflect.get(this, name);
            return typeof called === 'function'
                ? await Reflect.apply(called, this, [context, ...parameters])
                : undefined;
        } catch (error) {
            throw speakable(error);
        }
    }
}

/** The answer of a function: canonical JSON, the same bytes on every endorser. */
export function answer(value: object): string {
    return canonical(value);
}

/**
 * Errors of the catalogue and of the peer as they are. Of others (bugs) only the kind is told: texts of JavaScript quote
 * values, and transient input must not get into a response or a log.
 */
function speakable(error: unknown): Error {
    if (error instanceof Problem || (error instanceof Error && error.name === 'Error')) {
        return error;
    }
    if (error instanceof Error) {
        process.stderr.write(`${error.name}\n${(error.stack ?? '').split('\n').filter(isFrame).join('\n')}\n`);
    }
    return contractProblem('INTERNAL', { reason: error instanceof Error ? error.name : 'unknown' });
}

function isFrame(line: string): boolean {
    return line.startsWith('    at ');
}
