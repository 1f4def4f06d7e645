const { Contract } = require('fabric-contract-api');

/** The contract of goods once more, as far as calls between languages need it; the library's own command serves it. */
class Goods extends Contract {
    constructor() {
        super('goods');
    }

    /** Writes a value. */
    async put({ stub }, key, value) {
        await stub.putState(key, Buffer.from(value));
    }

    /** Reads a value; a key that has none is an error. */
    async get({ stub }, key) {
        const value = Buffer.from(await stub.getState(key)).toString();
        if (value === '') {
            throw new Error(`GOODS_UNKNOWN: there is nothing under "${key}"`);
        }
        return value;
    }

    /** Calls another chaincode of the channel with a JSON array of arguments, and passes on its answer or its error. */
    async ask({ stub }, chaincode, list) {
        const { status, message, payload } = await stub.invokeChaincode(chaincode, JSON.parse(list), '');
        if (status !== 200) {
            throw new Error(`${chaincode} answered ${status}: ${message}`);
        }
        return Buffer.from(payload).toString();
    }
}

module.exports.contracts = [Goods];
