import type { Catalogue } from '../problems.js';

const CERTIFIER = {
    en: 'Correct the evidence or wait until the slots are final, then issue again.',
    zh: '请更正证据或等待时段结算终结后再签发。',
} as const;
const LIFE_CYCLE = {
    en: 'Nothing was changed. Look at the state that the message names; what is retired, expired or withdrawn stays so.',
    zh: '未作任何更改。请查看提示中的状态；已注销、已过期或已撤回的电量不可再用。',
} as const;

/** Errors of plants, reservations and certificates. */
export const certificateProblems = {
    PROOF_INVALID: {
        status: 400,
        en: 'the line of slot {slot} does not belong to the settlement on the ledger',
        zh: '时段 {slot} 的明细与账本结算不符',
        remedy: CERTIFIER,
    },
    CERTIFICATE_NOT_FINAL: {
        status: 409,
        en: 'the slot {slot} is not final yet',
        zh: '时段 {slot} 尚未终结',
        remedy: CERTIFIER,
    },
    CERTIFICATE_CLAIMED: {
        status: 409,
        en: 'the slot {slot} of metering point {point} is certified already',
        zh: '计量点 {point} 的时段 {slot} 已经签证',
        remedy: CERTIFIER,
    },
    ISSUE_TOO_LARGE: {
        status: 413,
        en: 'the certificates would put {bytes} bytes on the ledger; one transaction may hold {most}',
        zh: '这批证书将在账本写入 {bytes} 字节；单笔交易上限为 {most} 字节',
        remedy: { en: 'Issue them in smaller batches.', zh: '请分成较小批次签发。' },
    },
    CERTIFICATE_PERIOD: {
        status: 400,
        en: 'the period of the certificate is not valid: {reason}',
        zh: '证书期间无效：{reason}',
        remedy: CERTIFIER,
    },
    CERTIFICATE_EMPTY: {
        status: 409,
        en: 'the lines hold no clean energy to certify',
        zh: '明细中没有可签证的清洁电量',
        remedy: CERTIFIER,
    },
    CERTIFICATE_BENEFICIARY: {
        status: 400,
        en: 'a line belongs to another participant, or the commitment does not fit',
        zh: '明细属于其他参与者，或承诺不符',
        remedy: CERTIFIER,
    },
    CERTIFICATE_STATUS: {
        status: 409,
        en: 'the certificate {number} is {status}',
        zh: '证书 {number} 的状态为 {status}',
        remedy: CERTIFIER,
    },
    PLANT_NOT_ACCREDITED: {
        status: 409,
        en: 'the plant {plant} is not accredited at {slot}',
        zh: '电站 {plant} 在 {slot} 未获认证',
        remedy: CERTIFIER,
    },
    ACTION_ILLEGAL: {
        status: 409,
        en: 'the action {action} is not possible in the state {state}',
        zh: '在状态 {state} 下不能执行操作 {action}',
        remedy: LIFE_CYCLE,
    },
    CERTIFICATE_EXPIRED: {
        status: 409,
        en: 'the energy of {slot} could be certified until {expiry}; it has joined the residual mix',
        zh: '时段 {slot} 的电量签证期限为 {expiry}，现已计入剩余组合',
        remedy: LIFE_CYCLE,
    },
    CERTIFICATE_MISMATCH: {
        status: 409,
        en: 'the evidence of {number} does not come to what the request states: {what}',
        zh: '证书 {number} 的证据与请求所述不符：{what}',
        remedy: CERTIFIER,
    },
    CERTIFICATE_MARK: {
        status: 409,
        en: 'the slot {slot} is not gated: it cannot date the certificate',
        zh: '时段 {slot} 尚未关闸，不能作为证书的时间依据',
        remedy: CERTIFIER,
    },
    CERTIFICATE_SUPERSEDES: {
        status: 409,
        en: 'the certificate {number} cannot be superseded: {reason}',
        zh: '证书 {number} 不能被替换：{reason}',
        remedy: CERTIFIER,
    },
    STATUS_ENTRY_USED: {
        status: 409,
        en: 'the entry {index} of status list {list} belongs to another certificate',
        zh: '状态列表 {list} 的条目 {index} 已属于其他证书',
        remedy: { en: 'Choose another entry at random.', zh: '请另行随机选择条目。' },
    },
    NOT_DELIVERABLE: {
        status: 409,
        en: 'energy of zone {from} cannot be delivered to zone {to} under the scheme at {slot}',
        zh: '按签证规则，{slot} 时段区域 {from} 的电量不能交付至区域 {to}',
        remedy: CERTIFIER,
    },
    READING_QUALITY: {
        status: 409,
        en: 'the energy of {point} at {slot} does not rest on signed readings',
        zh: '计量点 {point} 在 {slot} 的电量没有签名读数支持',
        remedy: CERTIFIER,
    },
    NOT_RESERVED: {
        status: 409,
        en: 'the energy of the plant {plant} at {slot} is not reserved',
        zh: '电站 {plant} 在 {slot} 的电量尚未预留',
        remedy: {
            en: 'Reserve the plant’s day first; what is locked waits until the examination ends.',
            zh: '请先预留该电站当日电量；锁定的电量须待审查结束。',
        },
    },
    PLANT_IMPLAUSIBLE: {
        status: 409,
        en: 'the plant {plant} cannot have made that much at {slot}',
        zh: '电站 {plant} 在 {slot} 的发电量超出合理范围',
        remedy: {
            en: 'Examine the meter and the filed capacity; correct the slot or withdraw it from certification.',
            zh: '请检查电表和备案容量；更正该时段或取消其签证资格。',
        },
    },
    SCHEME_UNKNOWN: {
        status: 409,
        en: 'the version {version} of the scheme {scheme} does not hold at {slot}',
        zh: '签证规则 {scheme} 第 {version} 版在 {slot} 无效',
        remedy: {
            en: 'Publish the scheme version first, or use the one in force.',
            zh: '请先发布签证规则版本，或使用有效版本。',
        },
    },
    NOT_AUTOMATIC: {
        status: 409,
        en: 'automatic issue is not switched on for version {version} of the scheme {scheme}',
        zh: '签证规则 {scheme} 第 {version} 版未启用自动签发',
        remedy: { en: 'An officer of the certifier decides.', zh: '请由认证机构人员决定。' },
    },
    UNDERTAKING_INVALID: {
        status: 400,
        en: 'the undertaking for the plant {plant} does not fit: {reason}',
        zh: '电站 {plant} 的承诺书不符：{reason}',
        remedy: {
            en: 'Have the owner of the plant sign it for this filing number.',
            zh: '请由电站所有者就此备案号签署。',
        },
    },
    RECONCILIATION_INVALID: {
        status: 409,
        en: 'the month {month} of the plant {plant} cannot be reconciled: {reason}',
        zh: '电站 {plant} 的 {month} 月份无法对账：{reason}',
        remedy: CERTIFIER,
    },
    INSTRUMENT_MISMATCH: {
        status: 409,
        en: 'the reconciliation of the plant {plant} for {month} did not agree: nothing more of it is certified',
        zh: '电站 {plant} 在 {month} 的对账不符，不再签证其电量',
        remedy: LIFE_CYCLE,
    },
    STORAGE_REFUSED: {
        status: 409,
        en: 'the storage record of {device} at {slot} is refused: {reason}',
        zh: '储能设备 {device} 在 {slot} 的记录被拒绝：{reason}',
        remedy: CERTIFIER,
    },
} as const satisfies Catalogue;
