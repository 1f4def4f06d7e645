import type { Catalogue } from '../problems.js';

const GRID = {
    en: 'The grid company has to do the step the message names; nothing was written.',
    zh: '需由电网公司完成提示中的步骤；未写入任何数据。',
} as const;
const INPUT = {
    en: 'Correct the value named in the message and send the request again.',
    zh: '请改正提示中指出的内容后重新提交。',
} as const;
const REPORT = {
    en: 'This must not happen. Keep the message and report it; nothing was written.',
    zh: '此情况不应发生。请保留提示并报告；未写入任何数据。',
} as const;

/** Errors of bills. */
export const billProblems = {
    MONTH_INVALID: {
        status: 400,
        en: '{value} is not a month such as 2026-03',
        zh: '{value} 不是有效月份（例如 2026-03）',
        remedy: INPUT,
    },
    FEED_IN_UNKNOWN: {
        status: 409,
        en: 'the feed-in tariff of {month} was provisional and its final value has not been set',
        zh: '{month} 的上网电价为暂定值，尚未设定最终电价',
        remedy: GRID,
    },
    BILLS_DO_NOT_ADD_UP: {
        status: 500,
        en: 'the bills of {month} do not add up: {rule}',
        zh: '{month} 的账单不平衡：{rule}',
        remedy: REPORT,
    },
    BILLING_NOT_FINAL: {
        status: 409,
        en: '{what} cannot be billed yet: {reason}',
        zh: '{what} 尚不能出账：{reason}',
        remedy: GRID,
    },
    BILLING_DONE: {
        status: 409,
        en: '{what} is billed already and cannot change',
        zh: '{what} 已出账，不可更改',
        remedy: {
            en: 'Corrections come as entries on the next bill; object to the bill or enter a correction.',
            zh: '更正将作为条目列入下一期账单；请对账单提出异议或录入更正。',
        },
    },
    BILLING_OUT_OF_ORDER: {
        status: 409,
        en: 'billing goes in order: {asked} was asked for, {next} is next',
        zh: '出账须按顺序进行：请求 {asked}，下一步应为 {next}',
        remedy: GRID,
    },
    OBJECTION_REFUSED: {
        status: 409,
        en: 'the objection to the bill of {month} cannot be taken: {reason}',
        zh: '无法受理对 {month} 账单的异议：{reason}',
        remedy: INPUT,
    },
} as const satisfies Catalogue;
