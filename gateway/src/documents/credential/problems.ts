import type { Catalogue } from '@linguang/chaincode/domain';

const OPERATOR = {
    en: 'The operator of the certifier’s gateway has to look at it; no document was given out.',
    zh: '需由认证机构网关的运维人员检查；未提供任何文件。',
} as const;

/** Errors of the certifier's documents. */
export const documentProblems = {
    DOCUMENT_ISSUER: {
        status: 500,
        en: 'the folder of the issuer cannot be used: {reason}',
        zh: '签发者的文件夹无法使用：{reason}',
        remedy: OPERATOR,
    },
    DOCUMENT_KEY: {
        status: 422,
        en: 'the key cannot be distrusted: {reason}',
        zh: '无法停用该密钥：{reason}',
        remedy: {
            en: 'Take a key from the list of keys, and the moment from which it may have been in other hands.',
            zh: '请从密钥列表中选择密钥，并填写其可能泄露的起始时间。',
        },
    },
    DOCUMENT_NOT_CERTIFIED: {
        status: 409,
        en: 'the certifier’s key for documents has no X.509 certificate, so no PDF can be signed with it',
        zh: '认证机构的文件密钥尚无 X.509 证书，无法签署 PDF',
        remedy: OPERATOR,
    },
    DOCUMENT_MISMATCH: {
        status: 500,
        en: 'the document of {number} that was built does not have the digest on the ledger',
        zh: '为 {number} 生成的文件与账本上的摘要不符',
        remedy: OPERATOR,
    },
    DOCUMENT_UNAVAILABLE: {
        status: 409,
        en: 'this gateway does not hold the settlement lines that {number} stands on',
        zh: '本网关没有 {number} 所依据的结算明细',
        remedy: OPERATOR,
    },
    DOCUMENT_MONTH_OPEN: {
        status: 409,
        en: 'not every quarter-hour of {month} is final yet',
        zh: '{month} 仍有时段未终结',
        remedy: { en: 'Ask again when the month is final.', zh: '请在该月全部终结后再试。' },
    },
} as const satisfies Catalogue;
