import { type Catalogue, problemsOf } from '../domain/index.js';

const INPUT = {
    en: 'Correct the value named in the message and send the request again.',
    zh: '请改正提示中指出的内容后重新提交。',
} as const;
const ORDER = {
    en: 'Do the step the message names first; steps of a slot follow one another.',
    zh: '请先完成提示中的步骤；每个时段的步骤必须依次进行。',
} as const;
const REPORT = {
    en: 'This must not happen. Keep the message and report it; nothing was written.',
    zh: '此情况不应发生。请保留提示并报告；未写入任何数据。',
} as const;

/** Errors that only the contracts give, beside those of the domain's catalogue. */
export const contractCatalogue = {
    SEQUENCE_USED: {
        status: 409,
        en: 'there is an instruction for {id} from {slot} with sequence {sequence} already; use a higher one',
        zh: '{id} 自 {slot} 起序号 {sequence} 的指令已存在，请使用更大的序号',
        remedy: INPUT,
    },
    NOTICE_TOO_SHORT: {
        status: 409,
        en: '{what} from {slot} needs a notice of {slots} slots',
        zh: '自 {slot} 起的{what}需要提前 {slots} 个时段',
        remedy: INPUT,
    },
    BEFORE_FIRST_SLOT: {
        status: 409,
        en: 'the slot {slot} lies before the first slot of the ledger, {first}',
        zh: '时段 {slot} 早于账本首个时段 {first}',
        remedy: INPUT,
    },
    BOOK_OUT_OF_ORDER: {
        status: 409,
        en: 'days are rolled in order: {day} was asked for, {next} is next',
        zh: '登记簿须按日依次生成：请求 {day}，下一个应为 {next}',
        remedy: ORDER,
    },
    READINGS_UNAVAILABLE: {
        status: 503,
        en: 'this peer does not hold the private readings of batch {batch} yet',
        zh: '此节点尚未取得批次 {batch} 的私有读数',
        remedy: { en: 'Try again in a moment.', zh: '请稍后重试。' },
    },
    LINES_UNAVAILABLE: {
        status: 503,
        en: 'this peer does not hold the private settlement lines of {slot} yet',
        zh: '此节点尚未取得时段 {slot} 的私有结算明细',
        remedy: { en: 'Try again in a moment.', zh: '请稍后重试。' },
    },
    BILLS_UNAVAILABLE: {
        status: 503,
        en: 'this peer does not hold the private billing data of {what} yet',
        zh: '此节点尚未取得 {what} 的私有账单数据',
        remedy: { en: 'Try again in a moment.', zh: '请稍后重试。' },
    },
    ENERGY_REFUSED: {
        status: 409,
        en: 'the energy ledger did not answer: {reason}',
        zh: '能源账本未应答：{reason}',
        remedy: ORDER,
    },
    INTERNAL: {
        status: 500,
        en: 'the contract failed: {reason}',
        zh: '合约执行失败：{reason}',
        remedy: REPORT,
    },
} as const satisfies Catalogue;

/** The error of a code of {@link contractCatalogue}. */
export const contractProblem = problemsOf(contractCatalogue);
