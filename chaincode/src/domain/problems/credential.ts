import type { Catalogue } from '../problems.js';

const DISTRUST = {
    en: 'Do not rely on this document. Ask the holder for the original file, or download it again from the certifier.',
    zh: '请勿采信此文件。请向持有人索取原始文件，或从认证机构重新下载。',
} as const;
const KEYS = {
    en: 'Fetch the certifier’s current key document and check again; if it stays so, ask the certifier.',
    zh: '请获取认证机构的最新密钥文档后重新核验；如仍如此，请联系认证机构。',
} as const;
const LIST = {
    en: 'Fetch the status list again from the address in the certificate.',
    zh: '请按证书中的地址重新获取状态列表。',
} as const;

/** Why a signed document is not believed. */
export const credentialProblems = {
    CREDENTIAL_NOT_JSON: {
        status: 422,
        en: 'the document is not plain JSON: it holds {what}',
        zh: '文件不是规范的 JSON：其中含有 {what}',
        remedy: DISTRUST,
    },
    CREDENTIAL_SCHEMA: {
        status: 422,
        en: '{where}: {reason}',
        zh: '{where}：{reason}',
        remedy: DISTRUST,
    },
    CREDENTIAL_CONTEXT: {
        status: 422,
        en: 'the contexts are not the pinned ones: {reason}',
        zh: '上下文与固定版本不符：{reason}',
        remedy: DISTRUST,
    },
    CREDENTIAL_INCONSISTENT: {
        status: 422,
        en: 'the figures contradict each other: {reason}',
        zh: '数据自相矛盾：{reason}',
        remedy: DISTRUST,
    },
    CREDENTIAL_PROOF: {
        status: 422,
        en: 'the proof cannot be used: {reason}',
        zh: '证明无法使用：{reason}',
        remedy: DISTRUST,
    },
    CREDENTIAL_SIGNATURE: {
        status: 422,
        en: 'the signature does not fit the document',
        zh: '签名与文件内容不符',
        remedy: DISTRUST,
    },
    CREDENTIAL_JWT: {
        status: 422,
        en: 'this is not a certificate as vc+jwt: {reason}',
        zh: '这不是 vc+jwt 形式的证书：{reason}',
        remedy: DISTRUST,
    },
    CREDENTIAL_KEY_UNKNOWN: {
        status: 422,
        en: 'the certifier has no key {key} for documents',
        zh: '认证机构没有文件密钥 {key}',
        remedy: KEYS,
    },
    CREDENTIAL_KEY_TIME: {
        status: 422,
        en: 'the key {key} was not in force at {at}: {reason}',
        zh: '密钥 {key} 在 {at} 未生效：{reason}',
        remedy: KEYS,
    },
    DID_INVALID: {
        status: 422,
        en: 'the certifier’s key document cannot be used: {reason}',
        zh: '认证机构的密钥文档无法使用：{reason}',
        remedy: KEYS,
    },
    STATUS_LIST_INVALID: {
        status: 422,
        en: 'the status list cannot be used: {reason}',
        zh: '状态列表无法使用：{reason}',
        remedy: LIST,
    },
    STATUS_LIST_STALE: {
        status: 422,
        en: 'the status list is valid from {from} to {until}, not at {at}',
        zh: '状态列表有效期为 {from} 至 {until}，不含 {at}',
        remedy: LIST,
    },
    DISCLOSURE_INVALID: {
        status: 422,
        en: 'what is shown does not belong to what was signed: {reason}',
        zh: '所出示的内容与签名内容不符：{reason}',
        remedy: DISTRUST,
    },
} as const satisfies Catalogue;
