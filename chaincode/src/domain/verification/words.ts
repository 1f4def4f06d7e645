import { catalogue } from '../problems/catalogue.js';
import { describe, type Language } from '../problems.js';
import { evidenceCheckWords, evidenceReasonWords } from './evidencewords.js';
import type { DocumentCheck, DocumentCheckId, DocumentOutcome } from './result.js';

type Words = Readonly<Record<Language, string>>;

/** What each outcome means for who reads it. */
export const outcomeWords: Readonly<Record<DocumentOutcome, Words>> = {
    valid: {
        en: 'VALID: signed by the certifier, unchanged, not withdrawn',
        zh: '有效：由认证机构签署，内容未被改动，未被撤销',
    },
    revoked: {
        en: 'REVOKED: a true document that the certifier withdrew or replaced',
        zh: '已撤销：文件真实，但已被认证机构撤销或替换',
    },
    suspended: {
        en: 'SUSPENDED: a true document that does not count at present',
        zh: '已暂停：文件真实，但目前暂停使用',
    },
    expired: { en: 'EXPIRED: a true document whose time is over', zh: '已过期：文件真实，但已过有效期' },
    'not-yet-valid': {
        en: 'NOT YET VALID: a true document whose time has not begun',
        zh: '尚未生效：文件真实，但有效期尚未开始',
    },
    'status-unknown': {
        en: 'TRUE, STATUS UNKNOWN: signed by the certifier and unchanged; whether it was withdrawn since is not known',
        zh: '真实，状态未知：由认证机构签署且未被改动；之后是否被撤销未知',
    },
    unknown: {
        en: 'UNKNOWN: it cannot be told whether the certifier signed this',
        zh: '无法判断：不能确定此文件是否由认证机构签署',
    },
    untrusted: {
        en: 'NOT TRUSTED: signed, but not by a key of the certifier',
        zh: '不可信：签名并非来自认证机构的密钥',
    },
    tampered: {
        en: 'FALSE: changed, damaged or put together; the certifier never signed this',
        zh: '无效：内容被改动、损坏或拼凑，认证机构未签署此内容',
    },
    unreadable: {
        en: 'CANNOT BE READ: no certificate as JSON, JWT, PDF or bundle, and no part of one',
        zh: '无法读取：不是 JSON、JWT、PDF 或证书包形式的证书，也不是其部分出示',
    },
};

/** What each check asks. */
export const checkWords: Readonly<Record<DocumentCheckId, Words>> = {
    'document.form': { en: 'the file is readable in one way only', zh: '文件格式明确，只有一种读法' },
    'pdf.structure': { en: 'the PDF is one piece, nothing appended', zh: 'PDF 结构完整，未追加内容' },
    'pdf.credential': { en: 'the PDF carries one credential', zh: 'PDF 内含一份凭证' },
    'pdf.coverage': { en: 'one signature covers all of the PDF', zh: '签名覆盖整个 PDF' },
    'pdf.digest': { en: 'the PDF is what was signed', zh: 'PDF 与签署时一致' },
    'pdf.signature': { en: 'the signature of the PDF is right', zh: 'PDF 签名正确' },
    'pdf.signer': { en: 'the signature names its certificate', zh: '签名指明其证书' },
    'pdf.chain': { en: 'who signed the PDF is trusted', zh: 'PDF 签署者可信' },
    'credential.form': { en: 'the credential has exactly its members', zh: '凭证的字段与格式正确' },
    'credential.contexts': { en: 'its terms mean what they must', zh: '凭证术语的含义未被替换' },
    'credential.figures': { en: 'its figures agree with each other', zh: '凭证数据相互一致' },
    'credential.key': { en: 'its key is one of the issuer’s', zh: '所用密钥属于签发者' },
    'credential.signature': { en: 'its signature is right', zh: '凭证签名正确' },
    'key.chain': { en: 'the key is certified by a trusted authority', zh: '密钥由受信任的机构认证' },
    'key.anchor': { en: 'the key was never given up', zh: '密钥未被作废' },
    'pdf.issuer': { en: 'who signed the PDF is the issuer of the credential', zh: 'PDF 签署者即凭证签发者' },
    'pdf.title': { en: 'the title of the PDF has the number of the credential', zh: 'PDF 标题与凭证编号一致' },
    'document.code': { en: 'the code on the paper belongs to this certificate', zh: '纸面二维码与此证书一致' },
    validity: { en: 'its time has begun and is not over', zh: '在有效期内' },
    'status.revocation': { en: 'it was not revoked', zh: '未被撤销' },
    'status.suspension': { en: 'it is not suspended', zh: '未被暂停' },
    ...evidenceCheckWords,
};

/** Why a check did not pass, where the catalogue of problems does not say it. */
const reasonWords: Readonly<Record<string, Words>> = {
    ...evidenceReasonWords,
    DOCUMENT_NOT_KNOWN: { en: 'it is no JSON object, no token and no PDF', zh: '不是 JSON 对象、令牌或 PDF' },
    DOCUMENT_DAMAGED: { en: 'it is damaged', zh: '文件已损坏' },
    NOT_CHECKED: { en: 'not looked at, as an earlier check did not pass', zh: '因前面的核验未通过，未检查' },
    KEY_DOCUMENT_MISSING: {
        en: 'the issuer’s keys are not known: give its key document (did.json) with --trust, for a PDF the one certificate of its authority',
        zh: '不知道签发者的密钥：请用 --trust 提供其密钥文档（did.json）；PDF 也可提供其唯一的 CA 证书',
    },
    KEY_NO_AUTHORITY: {
        en: 'no authority’s certificate was given; the key document that was given is believed as it is',
        zh: '未提供 CA 证书；直接采信所提供的密钥文档',
    },
    KEY_WITHOUT_CHAIN: { en: 'no authority certified the key', zh: '该密钥没有 CA 证书' },
    KEY_CHAIN_UNTRUSTED: {
        en: 'its certificate does not lead to a trusted authority',
        zh: '其证书链不通向受信任的机构',
    },
    KEY_CHAIN_EXPIRED: { en: 'its certificate was out of its time', zh: '其证书不在有效期内' },
    KEY_REVOKED_LATER: {
        en: 'the key is not believed from {since}; only the ledger or the log can tell whether this was signed before',
        zh: '该密钥自 {since} 起不再可信；只有账本或日志能证明此文件签署于此前',
    },
    VALIDITY_ENDED: { en: 'it was valid until {at}', zh: '有效期至 {at}' },
    VALIDITY_NOT_BEGUN: { en: 'it is valid from {at}', zh: '自 {at} 起有效' },
    STATUS_NOT_GIVEN: {
        en: 'no status list was given; fetch {url} and give it with --status',
        zh: '未提供状态列表；请获取 {url} 并用 --status 提供',
    },
    STATUS_KEY_REVOKED: {
        en: 'the status list cannot be believed: its key was revoked or it is of another purpose',
        zh: '状态列表不可信：其密钥已作废或用途不符',
    },
    STATUS_REVOKED: { en: 'the certifier withdrew or replaced it', zh: '认证机构已将其撤销或替换' },
    STATUS_SUSPENDED: { en: 'the certifier suspended it', zh: '认证机构已将其暂停' },
    CODE_OTHER: { en: 'the code is of another certificate or other content', zh: '二维码属于另一证书或其他内容' },
    PDF_TITLE_OTHER: { en: 'the title names another number, or none', zh: '标题中的编号不同或缺失' },
    PDF_SIGNER_NOT_ISSUER: { en: 'it was signed by a key that is none of the issuer’s', zh: '签名密钥不属于签发者' },
    PDF_NOT_PDF: { en: 'it is no PDF', zh: '不是 PDF' },
    PDF_TOO_LARGE: { en: 'it is larger than any certificate', zh: '文件过大' },
    PDF_APPENDED: { en: 'something was appended', zh: '文件末尾被追加了内容' },
    PDF_REVISED: { en: 'it was revised after it was made', zh: '文件生成后被修订' },
    PDF_DAMAGED: { en: 'it is damaged or changed', zh: '文件已损坏或被改动' },
    PDF_NO_CREDENTIAL: { en: 'there is no credential in it', zh: '其中没有凭证' },
    PDF_OTHER_ATTACHMENT: { en: 'something else is attached', zh: '附件不是唯一的凭证' },
    PDF_CREDENTIAL_NOT_CANONICAL: {
        en: 'the credential is not written in the one agreed way',
        zh: '凭证未按规范形式书写',
    },
    PDF_NOT_SIGNED: { en: 'it is not signed', zh: '未签名' },
    PDF_SEVERAL_SIGNATURES: { en: 'it has several signatures', zh: '有多个签名' },
    PDF_NOT_COVERED: { en: 'the signature leaves parts of it out', zh: '签名未覆盖全部内容' },
    PDF_CHANGED: { en: 'it was changed after signing', zh: '签署后被改动' },
    PDF_SIGNATURE_FORM: { en: 'the signature has another form', zh: '签名格式不符' },
    PDF_SIGNATURE_WRONG: { en: 'the signature is not by the key of its certificate', zh: '签名与其证书的密钥不符' },
    PDF_SIGNER_NOT_NAMED: { en: 'the signature does not name that certificate', zh: '签名未指明该证书' },
    PDF_SIGNER_UNTRUSTED: {
        en: 'its certificate does not lead to a trusted authority',
        zh: '其证书链不通向受信任的机构',
    },
    PDF_SIGNER_EXPIRED: { en: 'its certificate was out of its time', zh: '其证书不在有效期内' },
    PDF_NO_AUTHORITY: { en: 'no authority’s certificate was given', zh: '未提供 CA 证书' },
    PDF_NOT_CHECKED: { en: 'not looked at, as an earlier check did not pass', zh: '因前面的核验未通过，未检查' },
};

/** Why a check did not pass, in plain words; '' where it passed. */
export function reasonOf({ reason, params }: DocumentCheck, language: Language): string {
    if (reason === null) {
        return '';
    }
    const words = reasonWords[reason];
    const own = words === undefined ? {} : { [reason]: { status: 422, ...words, remedy: words } };
    return describe(reason, params, language, { ...catalogue, ...own });
}
