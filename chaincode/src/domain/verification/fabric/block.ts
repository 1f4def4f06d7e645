import { base64urlBytes, concat, type Hash, hex, hexBytes, type VerifyEs256 } from '../../crypto.js';
import type { FabricEvidence, Network } from '../bundle.js';
import { Refusal } from '../refusal.js';
import { isSigned, memberOf } from './member.js';
import { Message } from './protobuf.js';

type Block = FabricEvidence['block'];

/** SHA-256 (hex) of the header: the `previousHash` of the next block. */
export function blockHash(block: Block, hash: Hash): string {
    return hex(hash(headerBytes(block)));
}

/** DER of number, previous hash and data hash: what orderers sign (fabric `protoutil/blockutils.go`). */
function headerBytes({ number, previousHash, dataHash }: Block): Uint8Array {
    const digits: number[] = [];
    for (let left = number; left > 0; left = Math.floor(left / 256)) {
        digits.unshift(left % 256);
    }
    const positive = digits.length === 0 || (digits[0] ?? 0) >= 0x80 ? [0, ...digits] : digits;
    const parts = concat(
        Uint8Array.of(0x02, positive.length, ...positive),
        ...[previousHash, dataHash].map(hexBytes).map((bytes) => concat(Uint8Array.of(0x04, bytes.length), bytes)),
    );
    return concat(Uint8Array.of(0x30, parts.length), parts);
}

/**
 * Checks that orderers signed a block's header, all signatures that are given.
 * @returns organisations whose orderers signed, each once
 * @throws Refusal LEDGER_FORM, LEDGER_MEMBER, LEDGER_ORDERER
 */
export function ordererOrganisations(block: Block, network: Network, verify: VerifyEs256): readonly string[] {
    const [value, header] = [base64urlBytes(block.value), headerBytes(block)];
    const organisations = block.signatures.map((one) => {
        const signatureHeader = base64urlBytes(one.header);
        const orderer = memberOf(new Message(signatureHeader).bytes(1), ['orderer'], network, verify);
        const message = concat(value, signatureHeader, header);
        if (!isSigned(orderer, message, base64urlBytes(one.signature), verify)) {
            throw new Refusal('LEDGER_ORDERER', { organisation: orderer.mspId });
        }
        return orderer.mspId;
    });
    return [...new Set(organisations)];
}
