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
    CORRECTION_REFUSED: {
        status: 409,
        en: 'the energy of {point} in {slot} cannot be corrected: {reason}',
        zh: '计量点 {point} 在时段 {slot} 的电量无法更正：{reason}',
        remedy: {
            en: 'Do what the message names and send the correction again.',
            zh: '请按提示处理后重新提交更正。',
        },
    },
    CORRECTION_UNCHANGED: {
        status: 409,
        en: 'the energy of {point} in {slot} is settled like that already',
        zh: '计量点 {point} 在时段 {slot} 的电量已按此结算',
        remedy: { en: 'Nothing is to be done.', zh: '无需任何操作。' },
    },
} as const satisfies Catalogue;
