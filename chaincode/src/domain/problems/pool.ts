import type { Catalogue } from '../problems.js';

const OFFICE = {
    en: 'The community’s office has to do the step the message names; nothing was written.',
    zh: '需由社区办公室完成提示中的步骤；未写入任何数据。',
} as const;
const REPORT = {
    en: 'This must not happen. Keep the message and report it; nothing was written.',
    zh: '此情况不应发生。请保留提示并报告；未写入任何数据。',
} as const;

/** Errors of the solidarity pool. None names a household. */
export const poolProblems = {
    POOL_OFF: {
        status: 409,
        en: 'the rules in force at {slot} have no solidarity pool',
        zh: '在 {slot} 生效的规则未设互助基金',
        remedy: {
            en: 'Wait until the organisations have agreed on rules with a pool; withdrawing is always possible.',
            zh: '请等待各组织就设有互助基金的规则达成一致；撤回随时可以办理。',
        },
    },
    POOL_OPENING_INVALID: {
        status: 422,
        en: 'what was opened for {month} does not fit the list on the ledger',
        zh: '为 {month} 公开的内容与账本上的名单不符',
        remedy: OFFICE,
    },
    POOL_LIST_SUPERSEDED: {
        status: 409,
        en: 'the list named for {month} is not the one that holds in its first slot',
        zh: '所指名单并非在 {month} 首个时段生效的名单',
        remedy: OFFICE,
    },
    POOL_DOES_NOT_ADD_UP: {
        status: 500,
        en: 'the solidarity pool of {month} does not add up: {rule}',
        zh: '{month} 的互助基金不平衡：{rule}',
        remedy: REPORT,
    },
} as const satisfies Catalogue;
