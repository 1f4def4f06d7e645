import type { DocumentKey } from '@linguang/chaincode/domain';
import { keyDocument } from './certifier.js';
import { beside, certifier, core, KEYS, NOT_SET, signed, signer, stranger, vector } from './material.js';
import type { Made } from './vector.js';
import { pem } from './x509.js';

export const AUTHORITY = beside.put('trust/certifier-ca.pem', pem(certifier.authority));
export const STRANGER = beside.put('trust/stranger-ca.pem', pem(stranger.authority));

/** Whether the key of a certificate leads to the certifier's authority. */
export function chainVectors(): readonly Made[] {
    const text = JSON.stringify(signed);
    const chain = (id: string, shows: string, outcome: string, changes: Partial<Made>) =>
        vector(`chain-${id}`, shows, text, { outcome, ...changes });
    const untrusted = (reason: string) => ({ fails: [['key.chain', reason]] }) as const;
    const old = certifier.key('documents 1', 'documents', { from: '20260101000000Z', until: '20260306000000Z' });
    const never = certifier.key('documents 1', 'documents', { from: '20200101000000Z', until: '20210101000000Z' });
    const node = certifier.key('documents 1', 'node');
    const bare = { ...signer.entry(), x5c: [] };
    const others = { ...signer.entry(), x5c: certifier.key('documents 2').entry().x5c };
    const given = (name: string, entry: DocumentKey) => [
        beside.put(`trust/did-${name}.json`, keyDocument(entry)),
        AUTHORITY,
    ];
    return [
        chain('trusted', 'The certifier’s authority certified the key.', 'valid', { trust: [KEYS, AUTHORITY] }),
        chain('other-authority', 'An authority of the same name, with another key.', 'untrusted', {
            trust: [KEYS, STRANGER],
            ...untrusted('KEY_CHAIN_UNTRUSTED'),
        }),
        chain('two-authorities', 'One of two authorities is the right one.', 'valid', {
            trust: [KEYS, STRANGER, AUTHORITY],
        }),
        chain('expired-since', 'The key’s certificate ended after it signed.', 'valid', {
            trust: given('expired-since', old.entry()),
        }),
        chain('expired', 'The key’s certificate had ended when it signed.', 'untrusted', {
            trust: given('expired', never.entry()),
            ...untrusted('KEY_CHAIN_EXPIRED'),
        }),
        chain('node', 'A key of a peer or client: its certificate is not for documents.', 'untrusted', {
            trust: given('node', node.entry()),
            ...untrusted('KEY_CHAIN_UNTRUSTED'),
        }),
        chain('other-key', 'The certificate is of another key.', 'untrusted', {
            trust: given('other-key', others),
            ...untrusted('KEY_CHAIN_UNTRUSTED'),
        }),
        chain('none', 'No certificate of the key was given.', 'unknown', {
            trust: given('without-chain', bare),
            unknown: [['key.chain', 'KEY_WITHOUT_CHAIN']],
        }),
        vector(
            'chain-stranger',
            'A stranger who certified a key for the same name, with a key document of his own.',
            JSON.stringify(stranger.key('documents 1').credential(core)),
            {
                outcome: 'untrusted',
                trust: [
                    beside.put('trust/did-stranger.json', keyDocument(stranger.key('documents 1').entry())),
                    AUTHORITY,
                ],
                status: NOT_SET,
                ...untrusted('KEY_CHAIN_UNTRUSTED'),
            },
        ),
    ];
}
