import contractApi from 'fabric-contract-api';
import type { ChaincodeInterface, ChaincodeResponse, ChaincodeStub } from 'fabric-shim-api';
import { LinguangContract } from './context/contract.js';
import { type ChaincodeName, chaincodes } from './contracts.js';
import { ChaincodeFromContract, type TransactionMetadata } from './shim.js';

/** What the shim serves for a chaincode: its contracts behind `contract:function` names. */
export function chaincodeOf(name: ChaincodeName, version: string): ChaincodeInterface {
    const serializers = { transaction: 'json', serializers: { json: contractApi.JSONSerializer } };
    return new Chaincode([...chaincodes[name]], serializers, {}, `linguang ${name}`, version);
}

/**
 * Calls functions of one text argument directly. The contract API parses the caller's certificate and compiles a JSON schema
 * anew for each call, which costs more than most of our functions do; contracts check caller and argument themselves. Everything
 * else (metadata, unknown names, other numbers of arguments) goes through the contract API and is answered by it.
 */
class Chaincode extends ChaincodeFromContract {
    /** Contracts by `contract:function`. */
    readonly #functions = new Map<string, LinguangContract>();

    constructor(...settings: ConstructorParameters<typeof ChaincodeFromContract>) {
        super(...settings);
        for (const [name, { contractInstance }] of Object.entries(this.contractImplementations)) {
            const described = this.metadata.contracts[name]?.transactions ?? [];
            if (contractInstance instanceof LinguangContract) {
                for (const transaction of described.filter(takesOneText)) {
                    this.#functions.set(`${name}:${transaction.name}`, contractInstance);
                }
            }
        }
    }

    override async Invoke(stub: ChaincodeStub): Promise<ChaincodeResponse> {
        const [name = '', argument, ...more] = stub.getArgs();
        const contract = this.#functions.get(name);
        if (contract === undefined || argument === undefined || more.length > 0) {
            return await super.Invoke(stub);
        }
        try {
            const answer = await contract.call(stub, name.slice(name.indexOf(':') + 1), argument);
            return { status: 200, payload: Buffer.from(answer) };
        } catch (error) {
            return { status: 500, message: error instanceof Error ? error.message : String(error) };
        }
    }
}

function takesOneText({ parameters = [] }: TransactionMetadata): boolean {
    return parameters.length === 1 && parameters[0]?.schema.type === 'string';
}
