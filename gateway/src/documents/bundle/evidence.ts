import { common, gateway as protos } from '@hyperledger/fabric-protos';
import { type FabricEvidence, type Network, readEndorsed } from '@linguang/chaincode/domain';
import { verifyEs256 } from '../../crypto/es256.js';
import { sha256 } from '../../crypto/sha256.js';
import type { Gateway } from '../../gateway.js';
import { metadataOf } from '../../ledger/blocks.js';
import type { Command } from '../../ledger/command.js';

const { SIGNATURES } = common.BlockMetadataIndex;
/** How long peers may take to answer before evidence is given up, ms. */
const PATIENCE = 5_000;

/** An answer of the contract that peers signed, as an envelope that is never submitted. @throws LedgerFailure */
export async function attested({ endorsement }: Pick<Gateway, 'endorsement'>, command: Command): Promise<Uint8Array> {
    const { envelope } = await endorsement.endorse(command, { patience: PATIENCE });
    const prepared = protos.PreparedTransaction.deserializeBinary(envelope);
    return prepared.getEnvelope()?.serializeBinary() ?? new Uint8Array();
}

/**
 * What peers and orderers signed of a certificate.
 * @param shown - also the transaction that wrote it, with metering points and slots
 * @throws LedgerFailure, Refusal where the nodes' answers are not what they must be
 */
export async function ledgerEvidence(
    gateway: Gateway,
    number: string,
    { network, shown }: Readonly<{ network: Network; shown: boolean }>,
): Promise<FabricEvidence> {
    const argument = { number };
    const attestation = await attested(gateway, {
        chaincode: 'certificate',
        transaction: 'certificates:get',
        argument,
    });
    const endorsed = readEndorsed(attestation, { network, hash: sha256, verify: verifyEs256 });
    const place = endorsed.reads.get(`certificate~${number}`);
    if (place === undefined || place === null) {
        throw new TypeError(`the answer about certificate ${number} names no block`);
    }
    const block = await gateway.blocks.get(place.block);
    const transaction = block.getData()?.getDataList_asU8()[place.transaction];
    return {
        v: 1,
        attestation: base64url(attestation),
        block: signedHeader(block),
        transaction: shown && transaction !== undefined ? base64url(transaction) : null,
    };
}

/** A block's header with what orderers signed of it, where they name themselves by certificates. */
export function signedHeader(block: common.Block): FabricEvidence['block'] {
    const header = block.getHeader();
    const metadata = common.Metadata.deserializeBinary(metadataOf(block, SIGNATURES));
    const signatures = metadata
        .getSignaturesList()
        .filter((signature) => signature.getSignatureHeader_asU8().length > 0)
        .map((signature) => ({
            header: base64url(signature.getSignatureHeader_asU8()),
            signature: base64url(signature.getSignature_asU8()),
        }));
    return {
        number: header?.getNumber() ?? 0,
        previousHash: Buffer.from(header?.getPreviousHash_asU8() ?? []).toString('hex'),
        dataHash: Buffer.from(header?.getDataHash_asU8() ?? []).toString('hex'),
        value: base64url(metadata.getValue_asU8()),
        signatures: signatures.sort((a, b) => (a.header < b.header ? -1 : 1)),
    };
}

export function base64url(bytes: Uint8Array): string {
    return Buffer.from(bytes).toString('base64url');
}
