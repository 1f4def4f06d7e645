import type { Language } from '../problems.js';
import type { DocumentCheckId } from './result.js';

type Words = Readonly<Record<Language, string>>;

/** What the checks of bundles, presentations and evidence ask. */
export const evidenceCheckWords = {
    'bundle.form': { en: 'the bundle has exactly its parts', zh: '证书包的组成与格式正确' },
    'bundle.document': { en: 'the bundle is of this document', zh: '证书包属于此文件' },
    'bundle.chains': { en: 'the X.509 chains are of the keys that signed', zh: '证书链属于实际签名的密钥' },
    'disclosure.form': { en: 'what is shown has exactly its members', zh: '所出示内容的字段与格式正确' },
    'disclosure.key': { en: 'the commitment’s key is one of the issuer’s', zh: '承诺所用密钥属于签发者' },
    'disclosure.signature': { en: 'the certifier signed the commitment', zh: '承诺由认证机构签署' },
    'disclosure.leaves': { en: 'what is shown is part of what was certified', zh: '所出示内容属于被认证的内容' },
    'network.trust': { en: 'the consortium is the one you trust', zh: '联盟网络是您信任的网络' },
    'log.head': {
        en: 'the log’s head is signed and co-signed, and no other contradicts it',
        zh: '日志树头已签署并联署，且无矛盾',
    },
    'log.inclusion': { en: 'the certificate is in the transparency log', zh: '证书已载入透明日志' },
    'ledger.record': {
        en: 'peers of two organisations hold its record on the ledger',
        zh: '两个机构的节点证明账本上有其记录',
    },
    'ledger.block': { en: 'orderers signed the block of that record', zh: '该记录所在区块由排序节点签署' },
    'ledger.transaction': { en: 'the transaction in that block wrote it', zh: '该区块中的交易写入了此记录' },
    'meter.form': { en: 'the holder’s proofs are of this certificate', zh: '持有人的证明属于此证书' },
    'meter.holder': {
        en: 'beneficiary and metering points are those of the certificate',
        zh: '受益人和计量点与证书一致',
    },
    'meter.roots': { en: 'the slots’ records are those that the certifier signed', zh: '时段记录与认证机构签署的一致' },
    'meter.lines': {
        en: 'every settlement line is under the root of its slot',
        zh: '每条结算明细都在其时段的树根之下',
    },
    'meter.figures': { en: 'the lines come to the figures of the certificate', zh: '结算明细与证书数据相符' },
    'meter.keys': { en: 'the meters’ keys are registered on the ledger', zh: '电表密钥已在账本上登记' },
    'meter.readings': { en: 'the meters signed the registers of every line', zh: '每条明细的表底均由电表签署' },
} as const satisfies Partial<Record<DocumentCheckId, Words>>;

/** Why they did not pass. */
export const evidenceReasonWords: Readonly<Record<string, Words>> = {
    BUNDLE_LISTS: {
        en: 'its status lists are not those that the credential names',
        zh: '其中的状态列表不是凭证所指的列表',
    },
    BUNDLE_CHAINS: {
        en: 'a chain is of another key, or not signed through to the authority',
        zh: '证书链属于其他密钥，或未逐级签署至 CA',
    },
    BUNDLE_OTHER: { en: 'the bundle is of another document', zh: '证书包属于另一文件' },
    NETWORK_NOT_GIVEN: {
        en: 'nothing contradicts it, but whose nodes these are is not known: give the network’s anchors with --network',
        zh: '未发现矛盾，但不知这些节点属于谁：请用 --network 提供网络信任锚',
    },
    NETWORK_OTHER: {
        en: 'its anchors (digest {digest}) are not those that were given',
        zh: '其信任锚（摘要 {digest}）与所提供的不同',
    },
    LOG_NOT_YET: {
        en: 'it was not yet in a sealed head when the bundle was made',
        zh: '生成证书包时尚未载入已封存的树头',
    },
    LOG_VIEWS_DIFFER: {
        en: 'split view: heads of {size} and {other} entries cannot both be of one honest log',
        zh: '日志分裂：{size} 条与 {other} 条的两份树头不可能属于同一诚实日志',
    },
    LEDGER_NOT_GIVEN: {
        en: 'the ledger’s evidence could not be had when the bundle was made',
        zh: '生成证书包时未能取得账本证据',
    },
    LEDGER_FORM: { en: 'the nodes’ messages are not well formed', zh: '节点消息格式不正确' },
    LEDGER_MEMBER: {
        en: 'somebody signed who is no member of {organisation} in that role',
        zh: '签名者不是 {organisation} 中相应角色的成员',
    },
    LEDGER_CHANNEL: { en: 'it is of another ledger than {channel}', zh: '不属于账本 {channel}' },
    LEDGER_CLIENT: { en: 'the client’s signature is wrong', zh: '客户端签名错误' },
    LEDGER_PROPOSAL: { en: 'question and answer do not belong together', zh: '提案与应答不相符' },
    LEDGER_ENDORSEMENT: { en: 'a signature of a peer of {organisation} is wrong', zh: '{organisation} 节点的签名错误' },
    LEDGER_ORGANISATIONS: {
        en: 'peers of two organisations must have signed; signed by: {organisations}',
        zh: '须有两个机构的节点签署；实际签署机构：{organisations}',
    },
    LEDGER_ANSWER: { en: 'it is no answer of {function} about this', zh: '不是 {function} 对此的应答' },
    LEDGER_RECORD_OTHER: { en: 'the record on the ledger is of another document', zh: '账本记录属于另一文件' },
    LEDGER_BLOCK_OTHER: {
        en: 'the record stands in block {block}, not in this one',
        zh: '记录位于区块 {block}，而非此区块',
    },
    LEDGER_ORDERER: {
        en: 'no signature of an orderer, or a wrong one {organisation}',
        zh: '缺少排序节点签名，或签名错误 {organisation}',
    },
    LEDGER_ORDERERS_NOT_NAMED: {
        en: 'its orderers name themselves by numbers (SmartBFT); their signatures are not in the bundle',
        zh: '其排序节点以编号标识（SmartBFT）；证书包中没有其签名',
    },
    LEDGER_TRANSACTION_OTHER: { en: 'that transaction did not write this record', zh: '该交易并未写入此记录' },
    LEDGER_BLOCK_SHARED: {
        en: 'transaction {transaction} is endorsed; its block holds others too, which are not shown, so the block does not prove it',
        zh: '交易 {transaction} 已获背书；其区块还含有未出示的其他交易，故区块本身不能证明它',
    },
    METER_OTHER_CERTIFICATE: { en: 'they are of another certificate', zh: '证明属于另一证书' },
    METER_HOLDER: { en: 'they are of another holder or of other metering points', zh: '属于另一持有人或其他计量点' },
    METER_ROOTS: { en: 'the records of the slots are others, or one is missing', zh: '时段记录不同或缺失' },
    METER_LINE: { en: 'the line of {slot} is not in that slot’s settlement', zh: '{slot} 的明细不在该时段结算中' },
    METER_EVIDENCE: {
        en: 'the certified lines are not those that the ledger took as evidence',
        zh: '所认证的明细与账本采信的证据不同',
    },
    METER_FIGURES: { en: 'the lines do not come to the certificate’s figures', zh: '明细与证书数据不符' },
    METER_CORRECTED: {
        en: '{corrections} corrections changed lines of the period; what they changed is not shown',
        zh: '期间有 {corrections} 次更正改变了明细；更正内容未出示',
    },
    METER_NO_NETWORK: { en: 'nobody told whose nodes registered the keys', zh: '未提供登记密钥的网络信任锚' },
    METER_POINT_MISSING: { en: 'the registration of a metering point is missing', zh: '缺少某计量点的登记' },
    METER_READING_MISSING: {
        en: 'a signed reading is missing or one too many {slot}',
        zh: '缺少或多出已签署读数 {slot}',
    },
    METER_READING: {
        en: 'the reading of {slot} is not what the registered meter signed ({code})',
        zh: '{slot} 的读数并非登记电表所签署（{code}）',
    },
    METER_REGISTERS: {
        en: 'the registers of {slot} are not those that the meter signed',
        zh: '{slot} 的表底与电表签署的不同',
    },
    METER_NOT_SIGNED: {
        en: '{lines} lines rest on no signed reading; all others do',
        zh: '{lines} 条明细没有已签署读数；其余均有',
    },
};
