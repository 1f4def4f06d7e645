import {
    type Bundle,
    chainTexts,
    type FabricEvidence,
    jcs,
    LARGEST_BUNDLE,
    type LogProof,
    type Network,
    problem,
    type SignedCertificate,
    type SignedStatusList,
} from '@linguang/chaincode/domain';
import type { Gateway } from '../../gateway.js';
import { ledgerLog } from '../../log/ledgerlog.js';
import type { Documents } from '../credential/documents.js';
import { ledgerEvidence } from './evidence.js';
import { networkOf } from './network.js';

/**
 * Makes the file of a certificate with everything a stranger needs offline. What cannot be had at the moment is left out, and said so by
 * null: evidence of the ledger while another organisation's peers do not answer, the log's proof before a head holds it.
 * @param shown - also the transaction that wrote it; refused where it does not fit
 * @throws NOT_FOUND, DOCUMENT_MISMATCH, BUNDLE_TOO_LARGE
 */
export async function bundleFile(
    gateway: Gateway,
    documents: Documents,
    number: string,
    shown: boolean,
): Promise<string> {
    const credential = documents.certificate(number);
    const network = await networkOf(gateway);
    const bundle = assembled({
        credential,
        documents,
        network,
        log: ledgerLog(gateway.readModel, gateway.profile.channel).inclusion(number) ?? null,
        ledger: await evidenceOrNull(gateway, number, { network, shown }),
    });
    const text = jcs(bundle);
    const size = Buffer.byteLength(text);
    if (size > LARGEST_BUNDLE) {
        throw problem('BUNDLE_TOO_LARGE', { size, limit: LARGEST_BUNDLE });
    }
    return text;
}

type Parts = Readonly<{
    credential: SignedCertificate;
    documents: Documents;
    network: Network;
    log: LogProof | null;
    ledger: FabricEvidence | null;
}>;

function assembled({ credential, documents, network, log, ledger }: Parts): Bundle {
    const statusLists = credential.credentialStatus.flatMap(({ statusPurpose, statusListCredential }) => {
        const list = Number(statusListCredential.split('-').at(-1));
        return documents.statusLists.list(statusPurpose, list) ?? [];
    });
    return {
        type: 'LinguangBundle',
        v: 1,
        credential,
        chains: chainsOf(documents, [credential, ...statusLists]),
        statusLists,
        log: log === null ? null : inOrder(log),
        ledger,
        network,
    };
}

/** Of each key that signed something, in the order of first use. */
function chainsOf(
    { keys }: Documents,
    signed: readonly (SignedCertificate | SignedStatusList)[],
): readonly (readonly string[])[] {
    const kids = [...new Set(signed.map(({ proof }) => proof.verificationMethod.split('#')[1]))];
    const chains = kids.map((kid) => chainTexts(keys.all.find((key) => key.kid === kid)?.x5c ?? []));
    return chains.every(({ length }) => length > 0) ? chains : [];
}

/** Co-signers in order of their names. */
function inOrder(log: LogProof): LogProof {
    const { head, signatures } = log.treeHead;
    const [first, ...others] = signatures;
    const sorted = others.toSorted((a, b) => (a.org < b.org ? -1 : 1));
    return { ...log, treeHead: { head, signatures: first === undefined ? [] : [first, ...sorted] } };
}

async function evidenceOrNull(
    gateway: Gateway,
    number: string,
    wanted: Readonly<{ network: Network; shown: boolean }>,
): Promise<FabricEvidence | null> {
    try {
        return await ledgerEvidence(gateway, number, wanted);
    } catch (error) {
        gateway.logger.warn({ number, err: error }, 'a bundle is given out without evidence of the ledger');
        return null;
    }
}
