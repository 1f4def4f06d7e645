import type { Catalogue } from '@linguang/chaincode/domain';

/** Errors of the EnergyTag-named routes. */
export const energyTagProblems = {
    ENERGYTAG_NOT_OFFERED: {
        status: 422,
        en: 'this registry does not offer {action}; see {instead}',
        zh: '本登记系统不提供 {action}；请见 {instead}',
        remedy: {
            en: 'Use what the message names: it does here what the action does elsewhere.',
            zh: '请使用提示中指出的方式：它在此处起相同作用。',
        },
    },
    ENERGYTAG_PERIOD: {
        status: 422,
        en: 'the period must be from {start} to {end}',
        zh: '期间必须为 {start} 至 {end}',
        remedy: {
            en: 'An action is about a whole day: local for accounts, UTC for devices.',
            zh: '操作针对整日：账户按当地日，设备按 UTC 日。',
        },
    },
} as const satisfies Catalogue;
