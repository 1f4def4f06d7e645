import type { Catalogue } from '../problems.js';
import { billProblems } from './bills.js';
import { bundleProblems } from './bundle.js';
import { certificateProblems } from './certificates.js';
import { choiceProblems } from './choices.js';
import { credentialProblems } from './credential.js';
import { forwardProblems } from './forward.js';
import { logProblems } from './log.js';
import { poolProblems } from './pool.js';
import { settlementProblems } from './settlement.js';

const INPUT = {
    en: 'Correct the value named in the message and send the request again.',
    zh: '请改正提示中指出的内容后重新提交。',
} as const;
const SIGN_AGAIN = {
    en: 'Sign the instruction again with the current key and the next open slot.',
    zh: '请用当前密钥针对下一个可选时段重新签名。',
} as const;
const ORDER = {
    en: 'Do the step the message names first; steps of a slot follow one another.',
    zh: '请先完成提示中的步骤；每个时段的步骤必须依次进行。',
} as const;
const METER = {
    en: 'Check the meter: its clock, its key and its registration. The reading was not stored.',
    zh: '请检查电表的时钟、密钥与登记信息。该读数未被保存。',
} as const;
const OFFICE = {
    en: 'Only the organisation named in the message can do this; ask it.',
    zh: '只有提示中的机构可以执行此操作，请与其联系。',
} as const;
const REPORT = {
    en: 'This must not happen. Keep the message and report it; nothing was written.',
    zh: '此情况不应发生。请保留提示并报告；未写入任何数据。',
} as const;
/** Every error the domain and the contracts give. A code, once published, keeps its meaning. */
export const catalogue = {
    ...forwardProblems,
    ...billProblems,
    ...settlementProblems,
    ...credentialProblems,
    ...logProblems,
    ...bundleProblems,
    REQUEST_INVALID: { status: 400, en: '{where}: {reason}', zh: '{where}：{reason}', remedy: INPUT },
    NUMBER_INVALID: {
        status: 400,
        en: '{value} is not a valid number of {unit}',
        zh: '{value} 不是有效的数值（{unit}）',
        remedy: INPUT,
    },
    SLOT_INVALID: {
        status: 400,
        en: '{value} is not the start of a quarter-hour such as 2026-03-01T10:15Z',
        zh: '{value} 不是时段起点（例如 2026-03-01T10:15Z）',
        remedy: INPUT,
    },
    DAY_INVALID: {
        status: 400,
        en: '{value} is not a day such as 2026-03-01',
        zh: '{value} 不是有效日期（例如 2026-03-01）',
        remedy: INPUT,
    },
    CANONICAL_INVALID: {
        status: 400,
        en: '{value} has no canonical JSON form',
        zh: '{value} 无法表示为规范 JSON',
        remedy: INPUT,
    },
    ENCODING_INVALID: { status: 400, en: 'the text is not {form}', zh: '文本不是有效的 {form}', remedy: INPUT },
    KEY_INVALID: {
        status: 400,
        en: 'the key is not a public P-256 key: {reason}',
        zh: '不是有效的 P-256 公钥：{reason}',
        remedy: INPUT,
    },

    CALLER_NOT_ALLOWED: {
        status: 403,
        en: '{function} may be called only by {allowed}, not by {caller}',
        zh: '{function} 只能由 {allowed} 调用，不能由 {caller} 调用',
        remedy: OFFICE,
    },
    NOT_FOUND: { status: 404, en: '{kind} {id} does not exist', zh: '{kind} {id} 不存在', remedy: INPUT },
    ALREADY_EXISTS: { status: 409, en: '{kind} {id} exists already', zh: '{kind} {id} 已存在', remedy: INPUT },
    ALREADY_SET_UP: { status: 409, en: 'the ledger is set up already', zh: '账本已初始化', remedy: ORDER },
    NOT_SET_UP: {
        status: 409,
        en: 'the ledger has no rules yet; set it up first',
        zh: '账本尚无规则，请先初始化',
        remedy: ORDER,
    },

    SLOT_GATED: {
        status: 409,
        en: 'the slot {slot} is already gated; the next open one is {next}',
        zh: '时段 {slot} 已关闭登记；下一个可选时段为 {next}',
        remedy: SIGN_AGAIN,
    },
    CHOICE_TOO_LATE: {
        status: 409,
        en: 'the slot {slot} is already gated; the next one you can choose from is {next}',
        zh: '时段 {slot} 已截止；您最早可从 {next} 开始选择',
        remedy: SIGN_AGAIN,
    },
    GATE_MISSING: {
        status: 409,
        en: 'the slot {slot} is not gated yet',
        zh: '时段 {slot} 尚未截止登记',
        remedy: ORDER,
    },
    GATE_OUT_OF_ORDER: {
        status: 409,
        en: 'slots are gated in order: {slot} was asked for, {next} is next',
        zh: '时段须依次截止：请求 {slot}，下一个应为 {next}',
        remedy: ORDER,
    },
    GATE_TOO_FAR: {
        status: 400,
        en: 'at most {limit} slots are gated at once',
        zh: '一次最多截止 {limit} 个时段',
        remedy: INPUT,
    },
    GATE_TOO_LATE: {
        status: 409,
        en: 'the slot {slot} has begun; it keeps the book of the slot before it',
        zh: '时段 {slot} 已开始；沿用前一时段的登记',
        remedy: ORDER,
    },
    CLOSE_OUT_OF_ORDER: {
        status: 409,
        en: 'slots are closed in order: {slot} was asked for, {next} is next',
        zh: '时段须依次关闭：请求 {slot}，下一个应为 {next}',
        remedy: ORDER,
    },
    CLOSE_TOO_EARLY: {
        status: 409,
        en: 'the slot {slot} has not ended yet',
        zh: '时段 {slot} 尚未结束',
        remedy: ORDER,
    },
    CLOSE_MISSING: { status: 409, en: 'the slot {slot} is not closed yet', zh: '时段 {slot} 尚未关闭', remedy: ORDER },
    SLOT_CLOSED: {
        status: 409,
        en: 'the slot {slot} is closed for readings; send them as late readings',
        zh: '时段 {slot} 已停止接收读数；请按迟到读数提交',
        remedy: ORDER,
    },
    BOOK_MISSING: {
        status: 409,
        en: 'there is no book of the day for slot {slot}; call registry:rollDay for day {day} first',
        zh: '时段 {slot} 缺少当日登记簿；请先对 {day} 日执行 registry:rollDay',
        remedy: ORDER,
    },
    BOOK_INCOMPLETE: {
        status: 500,
        en: 'the book of day {day} is not complete',
        zh: '{day} 日登记簿不完整',
        remedy: REPORT,
    },
    BOOK_EXISTS: { status: 409, en: 'the book of day {day} exists already', zh: '{day} 日登记簿已存在', remedy: ORDER },

    INTENT_INVALID: {
        status: 400,
        en: 'the instruction is not valid: {where}: {reason}',
        zh: '指令无效：{where}：{reason}',
        remedy: INPUT,
    },
    JWS_INVALID: {
        status: 400,
        en: 'the signed instruction cannot be read: {reason}',
        zh: '无法读取已签名指令：{reason}',
        remedy: INPUT,
    },
    SIGNATURE_INVALID: {
        status: 403,
        en: 'the signature does not belong to participant {participant}',
        zh: '签名不属于参与者 {participant}',
        remedy: SIGN_AGAIN,
    },
    KEY_NOT_IN_FORCE: {
        status: 403,
        en: 'the key {kid} of participant {participant} is not in force at {slot}',
        zh: '参与者 {participant} 的密钥 {kid} 在 {slot} 无效',
        remedy: SIGN_AGAIN,
    },
    CHANNEL_MISMATCH: {
        status: 400,
        en: 'the instruction is for ledger {given}, this one is {channel}',
        zh: '该指令针对账本 {given}，而此处为 {channel}',
        remedy: SIGN_AGAIN,
    },
    POINT_NOT_OWNED: {
        status: 403,
        en: 'the metering point {point} does not belong to participant {participant} at {slot}',
        zh: '计量点 {point} 在 {slot} 不属于参与者 {participant}',
        remedy: INPUT,
    },
    POINT_DIRECTION: {
        status: 400,
        en: 'the metering point {point} cannot be used for a {kind}',
        zh: '计量点 {point} 不能用于 {kind}',
        remedy: INPUT,
    },
    MANDATE_REFUSED: {
        status: 403,
        en: 'the mandate {mandate} does not cover this: {reason}',
        zh: '授权 {mandate} 不包含此操作：{reason}',
        remedy: SIGN_AGAIN,
    },
    RULES_REFUSED: {
        status: 409,
        en: 'the rules cannot be accepted: {reason}',
        zh: '规则无法接受：{reason}',
        remedy: OFFICE,
    },
    FEE_NEGATIVE: {
        status: 400,
        en: "the tariff {highest} at the highest level is dearer than the user's {user}: the matrix is wrong",
        zh: '最高电压等级电价 {highest} 高于用户电价 {user}：矩阵有误',
        remedy: INPUT,
    },

    READING_MALFORMED: {
        status: 400,
        en: 'the reading of {point} cannot be read: {reason}',
        zh: '无法读取 {point} 的读数：{reason}',
        remedy: METER,
    },
    READING_POINT_UNKNOWN: {
        status: 404,
        en: 'the metering point {point} is not registered at {slot}',
        zh: '计量点 {point} 在 {slot} 未登记',
        remedy: METER,
    },
    READING_KEY_NOT_IN_FORCE: {
        status: 403,
        en: 'the meter key of {point} is not in force at {slot}',
        zh: '{point} 的电表密钥在 {slot} 无效',
        remedy: METER,
    },
    READING_METER_MISMATCH: {
        status: 403,
        en: 'the reading names another meter than the one registered at {point}',
        zh: '读数中的电表与 {point} 登记的电表不符',
        remedy: METER,
    },
    READING_SIGNATURE_INVALID: {
        status: 403,
        en: 'the signature is not that of the meter registered at {point}',
        zh: '签名与 {point} 登记的电表不符',
        remedy: METER,
    },
    READING_INTERVAL_MISMATCH: {
        status: 400,
        en: 'the reading of {point} is not for the slot {slot}',
        zh: '{point} 的读数不属于时段 {slot}',
        remedy: METER,
    },
    READING_CLOCK_UNSYNCHRONISED: {
        status: 400,
        en: 'the clock of the meter at {point} is not synchronised',
        zh: '{point} 电表时钟未同步',
        remedy: METER,
    },
    READING_METER_STATE: {
        status: 400,
        en: 'the meter at {point} reports a fault',
        zh: '{point} 电表报告故障',
        remedy: METER,
    },
    READING_REGISTER_MISSING: {
        status: 400,
        en: 'the reading of {point} lacks register {register}',
        zh: '{point} 的读数缺少寄存器 {register}',
        remedy: METER,
    },
    READING_REGISTER_BACKWARDS: {
        status: 400,
        en: 'a register of {point} runs backwards inside the slot',
        zh: '{point} 的寄存器在时段内倒走',
        remedy: METER,
    },
    READING_OVER_LIMIT: {
        status: 400,
        en: 'the reading of {point} is more than its connection can carry',
        zh: '{point} 的读数超出接入容量',
        remedy: METER,
    },
    READING_DIRECTION: {
        status: 400,
        en: 'the reading of {point} has energy in a direction that is not registered',
        zh: '{point} 的读数方向与登记不符',
        remedy: METER,
    },
    READING_DUPLICATE: {
        status: 409,
        en: 'the batch holds two readings of {point}',
        zh: '同一批次中 {point} 有两个读数',
        remedy: METER,
    },
    BATCH_INVALID: {
        status: 400,
        en: 'the batch of readings is not valid: {reason}',
        zh: '读数批次无效：{reason}',
        remedy: INPUT,
    },
    BATCH_DIGEST_MISMATCH: {
        status: 400,
        en: 'the digest of batch {batch} does not fit its content',
        zh: '批次 {batch} 的摘要与内容不符',
        remedy: INPUT,
    },

    SETTLE_OUT_OF_ORDER: {
        status: 409,
        en: 'the slot {previous} must be settled before {slot}',
        zh: '须先结算时段 {previous}，再结算 {slot}',
        remedy: ORDER,
    },
    SLOT_FINAL: { status: 409, en: 'the settlement of {slot} is final', zh: '时段 {slot} 的结算已终结', remedy: ORDER },
    NOTHING_CHANGED: {
        status: 409,
        en: 'nothing has changed since {slot} was settled',
        zh: '时段 {slot} 自结算后没有变化',
        remedy: ORDER,
    },
    TARIFF_MISSING: {
        status: 409,
        en: 'no tariff is in force at {slot}',
        zh: '时段 {slot} 没有有效电价',
        remedy: ORDER,
    },
    INVARIANT_BROKEN: {
        status: 500,
        en: 'the settlement of {slot} does not add up: {rule}',
        zh: '时段 {slot} 的结算不平衡：{rule}',
        remedy: REPORT,
    },
    SEED_INVALID: { status: 400, en: 'the seed must be 32 bytes', zh: '种子必须为 32 字节', remedy: INPUT },
    BOOK_INVALID: { status: 400, en: '{path}: {reason}', zh: '{path}：{reason}', remedy: INPUT },
    BOOK_TOO_LARGE: {
        status: 400,
        en: 'the {what} of the book add up to more than exact arithmetic holds ({limit})',
        zh: '订单簿的 {what} 超出精确计算的范围（{limit}）',
        remedy: INPUT,
    },

    PROFILE_INVALID: {
        status: 400,
        en: '{what}: {reason}',
        zh: '{what}：{reason}',
        remedy: INPUT,
    },

    ...certificateProblems,
    ...choiceProblems,
    ...poolProblems,
} as const satisfies Catalogue;
