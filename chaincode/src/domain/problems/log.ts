import type { Catalogue } from '../problems.js';

const KEEP = {
    en: 'Keep both heads with their signatures and show them to the certifier and to the organisation that co-signed.',
    zh: '请保留两份树头及其签名，并提交给认证机构和联署机构。',
} as const;
const AGAIN = {
    en: 'Fetch head and proof from the certifier again; if it stays so, do not rely on the document.',
    zh: '请从认证机构重新获取树头和证明；如仍如此，请勿采信此文件。',
} as const;

const WAIT = { en: 'Ask again in a few seconds.', zh: '请几秒钟后重试。' } as const;

/** Why a proof or a head of the transparency log is not believed. */
export const logProblems = {
    LOG_HEAD_INVALID: { status: 422, en: '{where}: {reason}', zh: '{where}：{reason}', remedy: AGAIN },
    LOG_HEAD_SIGNATURE: {
        status: 422,
        en: 'the tree head has no valid signature of {org}',
        zh: '树头没有 {org} 的有效签名',
        remedy: AGAIN,
    },
    LOG_HEAD_COSIGNER: {
        status: 422,
        en: 'the tree head is not co-signed by another organisation with a key of its own, or somebody signed it twice',
        zh: '树头未经另一机构以其自有密钥联署，或有重复签名',
        remedy: AGAIN,
    },
    LOG_HEAD_ORDER: {
        status: 422,
        en: 'the tree heads do not follow each other: {reason}',
        zh: '树头前后不衔接：{reason}',
        remedy: KEEP,
    },
    LOG_SPLIT_VIEW: {
        status: 422,
        en: 'two tree heads of {size} entries have different roots: the log was shown differently to different people',
        zh: '两份同为 {size} 条记录的树头根值不同：日志对不同的人显示了不同内容',
        remedy: KEEP,
    },
    LOG_PROOF_INVALID: {
        status: 422,
        en: 'the proof of the transparency log is wrong ({what})',
        zh: '透明日志的证明有误（{what}）',
        remedy: AGAIN,
    },
    LOG_HEAD_OPEN: {
        status: 409,
        en: 'the tree head {position} waits for its second signature; the next one follows it',
        zh: '树头 {position} 正等待第二个签名；之后才能提交下一个',
        remedy: WAIT,
    },
    LOG_HEAD_CLOSED: {
        status: 409,
        en: 'nothing can be added to the tree head {position}: it was replaced, or signed by the same organisation',
        zh: '树头 {position} 已被替换或已由同一机构签名，无法再作更改',
        remedy: WAIT,
    },
    LOG_KEY_UNKNOWN: {
        status: 409,
        en: '{org} has no good key {kid} for tree heads on the ledger',
        zh: '账本上没有 {org} 用于签署树头的有效密钥 {kid}',
        remedy: {
            en: 'Register the key with log:registerKey first.',
            zh: '请先通过 log:registerKey 登记该密钥。',
        },
    },
    LOG_ENTRY_INVALID: {
        status: 422,
        en: 'the certificate {number} cannot be the next entry: {reason}',
        zh: '证书 {number} 不能作为下一条记录：{reason}',
        remedy: AGAIN,
    },
    LOG_ENTRY_PENDING: {
        status: 404,
        en: 'the certificate {number} is not under a sealed tree head yet',
        zh: '证书 {number} 尚未纳入已封存的树头',
        remedy: WAIT,
    },
    LOG_SPLIT_NONE: {
        status: 422,
        en: 'this head and the one at position {position} can be of one log, or that one is not sealed',
        zh: '该树头与位置 {position} 的树头可属于同一日志，或后者尚未封存',
        remedy: KEEP,
    },
} as const satisfies Catalogue;
