import { peer } from '@hyperledger/fabric-protos';

/** Numbers of `peer.TxValidationCode`. */
export const Code = peer.TxValidationCode;

/** A transaction is invalid for this reason; the message is for logs. */
export class Invalid extends Error {
    override readonly name = 'Invalid';
    readonly code: number;

    constructor(code: number, message: string) {
        super(message);
        this.code = code;
    }
}
