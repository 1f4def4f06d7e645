import { type Catalogue, catalogue as domainCatalogue, problemsOf } from '@linguang/chaincode/domain';
import { contractCatalogue } from '@linguang/chaincode/ledger';
import { documentProblems } from './documents/credential/problems.js';
import { energyTagProblems } from './energytag/problems.js';

const AGAIN = {
    en: 'Send the same request with the same Idempotency-Key again in a moment; it will not count twice.',
    zh: '请稍后使用相同的 Idempotency-Key 重新发送同一请求，不会重复计入。',
} as const;
const SIGN_IN = {
    en: 'Sign in and send the token as `Authorization: Bearer`.',
    zh: '请登录后以 `Authorization: Bearer` 发送令牌。',
} as const;
const CORRECT = {
    en: 'Correct the value named in the message and send the request again.',
    zh: '请改正提示中指出的内容后重新提交。',
} as const;
const KEY = {
    en: 'Use a new random Idempotency-Key for every new request, and the same one only to repeat it.',
    zh: '每个新请求请使用新的随机 Idempotency-Key，仅在重发同一请求时复用。',
} as const;
const WAIT = { en: 'Wait a little and ask again.', zh: '请稍候再试。' } as const;
const OPERATOR = {
    en: 'The operator of this gateway has to look at it; nothing was written.',
    zh: '需由网关运维人员检查；未写入任何数据。',
} as const;

/** Errors of the gateway itself; those of the contracts are in the domain's catalogue. */
export const catalogue = {
    ...documentProblems,
    ...energyTagProblems,
    BODY_INVALID: { status: 400, en: 'the body is not valid JSON', zh: '请求体不是有效的 JSON', remedy: CORRECT },
    BODY_TOO_LARGE: { status: 413, en: 'the body is too large', zh: '请求体过大', remedy: CORRECT },
    MEDIA_TYPE_UNSUPPORTED: {
        status: 415,
        en: 'the body must be application/json',
        zh: '请求体必须为 application/json',
        remedy: CORRECT,
    },
    ROUTE_UNKNOWN: { status: 404, en: 'there is nothing at {path}', zh: '{path} 不存在', remedy: CORRECT },
    TOKEN_MISSING: { status: 401, en: 'this needs a sign-in', zh: '需要登录', remedy: SIGN_IN },
    TOKEN_INVALID: {
        status: 401,
        en: 'the token is not valid here or has expired',
        zh: '令牌在此无效或已过期',
        remedy: SIGN_IN,
    },
    ROLE_NOT_ALLOWED: {
        status: 403,
        en: 'your role {role} does not allow this',
        zh: '您的角色 {role} 无权执行此操作',
        remedy: SIGN_IN,
    },
    NOT_YOURS: { status: 403, en: 'you see only your own data', zh: '您只能查看自己的数据', remedy: SIGN_IN },
    RATE_LIMITED: { status: 429, en: 'too many requests', zh: '请求过于频繁', remedy: WAIT },
    IDEMPOTENCY_KEY_MISSING: {
        status: 400,
        en: 'the header Idempotency-Key is missing or longer than 200 characters',
        zh: '缺少 Idempotency-Key 请求头，或其长度超过 200 个字符',
        remedy: KEY,
    },
    IDEMPOTENCY_KEY_REUSED: {
        status: 422,
        en: 'this Idempotency-Key was used for another request',
        zh: '该 Idempotency-Key 已用于另一请求',
        remedy: KEY,
    },
    OPERATION_IN_PROGRESS: {
        status: 409,
        en: 'the first request with this Idempotency-Key is still under way',
        zh: '使用此 Idempotency-Key 的首个请求仍在处理中',
        remedy: WAIT,
    },
    OPERATION_INTERRUPTED: {
        status: 503,
        en: 'the transaction lost a race and the gateway was restarted; it did not and will not commit',
        zh: '交易因冲突失效且网关已重启；该交易没有、也不会生效',
        remedy: AGAIN,
    },
    TRANSACTION_INVALID: {
        status: 409,
        en: 'the ledger rejected the transaction {transaction}; it will never take effect',
        zh: '账本拒绝了交易 {transaction}；该交易不会生效',
        remedy: AGAIN,
    },
    LEDGER_UNAVAILABLE: {
        status: 503,
        en: 'not enough organisations can be reached to decide; nothing was written',
        zh: '可联系的机构不足，无法作出决定；未写入任何数据',
        remedy: AGAIN,
    },
    STORAGE_UNAVAILABLE: {
        status: 503,
        en: 'the gateway cannot write to its disk; nothing was submitted',
        zh: '网关无法写入磁盘；未提交任何数据',
        remedy: AGAIN,
    },
    LEDGER_MISMATCH: {
        status: 503,
        en: 'the organisations computed different results; nothing was written',
        zh: '各机构的计算结果不一致；未写入任何数据',
        remedy: AGAIN,
    },
    LEDGER_REFUSED: { status: 502, en: 'the ledger refused the request', zh: '账本拒绝了该请求', remedy: OPERATOR },
    CONTRACT_REFUSED: { status: 422, en: 'the contract refused: {reason}', zh: '合约拒绝：{reason}', remedy: CORRECT },
    OVERLOADED: { status: 503, en: 'too many transactions are waiting', zh: '等待中的交易过多', remedy: AGAIN },
    STOPPING: { status: 503, en: 'the gateway is being restarted', zh: '网关正在重启', remedy: AGAIN },
    RANGE_TOO_LONG: {
        status: 400,
        en: 'at most {limit} periods at once',
        zh: '一次最多查询 {limit} 个时段',
        remedy: CORRECT,
    },
    NAME_TAKEN: {
        status: 409,
        en: 'another member is known by this name',
        zh: '已有其他成员使用该名称',
        remedy: { en: 'Choose another name.', zh: '请换一个名称。' },
    },
    CERTIFICATE_NOT_READY: {
        status: 409,
        en: 'not every slot of {day} is final yet',
        zh: '{day} 仍有时段未终结',
        remedy: { en: 'Issue it when the day is final.', zh: '请在该日全部终结后签发。' },
    },
    SCHEME_MISSING: {
        status: 409,
        en: 'no certification scheme is in force for this period',
        zh: '此期间没有有效的签证规则',
        remedy: { en: 'Publish a scheme version first.', zh: '请先发布签证规则版本。' },
    },
    CERTIFICATE_CHECK: {
        status: 409,
        en: 'the rule check forbids the certificate: {criteria}',
        zh: '规则检查不允许签发证书：{criteria}',
        remedy: { en: 'Look at the examination of the day.', zh: '请查看当日的审查结果。' },
    },
    GATEWAY_FAILED: {
        status: 500,
        en: 'the gateway failed; the log has request {request}',
        zh: '网关出错；日志请求编号 {request}',
        remedy: OPERATOR,
    },
} as const satisfies Catalogue;

/** The errors that an answer of the gateway can carry: its own, the contracts' and the domain's. */
export const allProblems: Catalogue = { ...domainCatalogue, ...contractCatalogue, ...catalogue };

/** The error of a code of the gateway's own catalogue. */
export const gatewayProblem = problemsOf(catalogue);
