import type { Catalogue } from '../problems.js';

/** Errors of settlement and of corrections after it. */
export const settlementProblems = {
    SETTLE_TOO_EARLY: {
        status: 409,
        en: 'readings of {missing} metering points of {slot} are missing and their deadline is not over',
        zh: '时段 {slot} 有 {missing} 个计量点的读数缺失，且提交期限未到',
        remedy: {
            en: 'Send the missing readings, or settle when the deadline in the rules is over.',
            zh: '请补交缺失读数，或在规则规定的期限过后再结算。',
        },
    },
} as const satisfies Catalogue;
