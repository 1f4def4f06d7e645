import type { Catalogue } from '../problems.js';

const INPUT = {
    en: 'Correct the value named in the message and send the order again.',
    zh: '请改正提示中指出的内容后重新提交订单。',
} as const;
const NEXT_SLOT = {
    en: 'Place the order for a later slot.',
    zh: '请为更晚的时段下单。',
} as const;
const ORDER = {
    en: 'Do the step the message names first; steps of a slot follow one another.',
    zh: '请先完成提示中的步骤；每个时段的步骤必须依次进行。',
} as const;

/** Errors of the forward market. */
export const forwardProblems = {
    ORDER_INVALID: { status: 400, en: '{where}: {reason}', zh: '{where}：{reason}', remedy: INPUT },
    ORDER_REFUSED: {
        status: 400,
        en: 'the order for {point} in {slot} would be void: {reason}',
        zh: '计量点 {point} 在时段 {slot} 的订单将无效：{reason}',
        remedy: INPUT,
    },
    ORDER_TOO_LATE: {
        status: 409,
        en: 'the slot {slot} is already gated; the next one you can order for is {next}',
        zh: '时段 {slot} 已锁定，最早可下单的时段为 {next}',
        remedy: NEXT_SLOT,
    },
    ORDER_TOO_FAR: {
        status: 409,
        en: 'the slot {slot} lies more than {limit} slots ahead',
        zh: '时段 {slot} 超出可提前下单的 {limit} 个时段',
        remedy: { en: 'Place the order nearer to its slot.', zh: '请在临近该时段时再下单。' },
    },
    ORDER_TOO_MANY: {
        status: 409,
        en: '{point} has placed {limit} orders for {slot}, withdrawn ones included; the rules allow no more',
        zh: '计量点 {point} 在时段 {slot} 已下 {limit} 笔订单（含已撤销），规则不允许更多',
        remedy: {
            en: 'Put what you want into fewer orders, or order for another slot.',
            zh: '请合并订单，或为其他时段下单。',
        },
    },
    ORDER_NOT_SEALED: {
        status: 409,
        en: 'the community does not hold the content of order {order}',
        zh: '社区尚未保存订单 {order} 的密封内容',
        remedy: {
            en: 'Hand the sealed content in first, then the signed order.',
            zh: '请先提交密封内容，再提交已签名的订单。',
        },
    },
    ORDER_NOT_LIVE: {
        status: 409,
        en: 'there is no live order {order} of {point} for {slot}',
        zh: '计量点 {point} 在时段 {slot} 没有有效订单 {order}',
        remedy: { en: 'Look at the list of your orders.', zh: '请查看您的订单列表。' },
    },
    FORWARD_OFF: {
        status: 409,
        en: 'the rules in force at {slot} have no forward market',
        zh: '时段 {slot} 适用的规则未设远期市场',
        remedy: { en: 'The organisations can agree on rules with one.', zh: '各机构可共同通过设立远期市场的规则。' },
    },
    COMMITMENT_MISMATCH: {
        status: 400,
        en: 'the content of order {order} does not match its commitment',
        zh: '订单 {order} 的内容与其承诺值不符',
        remedy: INPUT,
    },
    OPENING_TOO_LATE: {
        status: 409,
        en: 'the orders of {slot} could be opened until {until} was closed',
        zh: '时段 {slot} 的订单只能在时段 {until} 关闭之前开启',
        remedy: ORDER,
    },
    FORWARD_UNOPENED: {
        status: 409,
        en: 'orders of {slot} are not opened yet, and may be until {until} is closed',
        zh: '时段 {slot} 仍有未开启的订单，开启截止于时段 {until} 关闭',
        remedy: ORDER,
    },
    FORWARD_CLEARED: {
        status: 409,
        en: 'the forward orders of {slot} are cleared already',
        zh: '时段 {slot} 的远期订单已经出清',
        remedy: { en: 'Nothing is to be done.', zh: '无需任何操作。' },
    },
    FORWARD_OUT_OF_ORDER: {
        status: 409,
        en: 'part {part} of the contracts of {slot} was asked for, {next} is next',
        zh: '请求写入时段 {slot} 合约的第 {part} 部分，下一部分应为 {next}',
        remedy: ORDER,
    },
    MATCHER_OFF: {
        status: 409,
        en: 'the rules in force at {slot} take no proposed matches',
        zh: '时段 {slot} 适用的规则不接受第三方撮合方案',
        remedy: {
            en: 'The organisations can agree on rules with a section "matcher".',
            zh: '各机构可共同通过包含 matcher 一节的规则。',
        },
    },
    PROPOSAL_INVALID: { status: 400, en: '{where}: {reason}', zh: '{where}：{reason}', remedy: INPUT },
    FORWARD_UNCLEARED: {
        status: 409,
        en: 'the forward orders of {slot} are not cleared yet',
        zh: '时段 {slot} 的远期订单尚未出清',
        remedy: ORDER,
    },
} as const satisfies Catalogue;
