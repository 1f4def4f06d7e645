import type { CoverageResolution, ExternalInstrument, Language, Source } from '@linguang/chaincode/domain';

type Wording = Readonly<Record<Language, string>>;

const texts = {
    title: { zh: '清洁用电证书', en: 'Certificate of Clean Energy Use' },
    holderUsed: {
        zh: '兹证明：持证人于{period}的用电中，有 {share} 与同一刻钟内发出的清洁电力相匹配，计 {matched}。该电量已为持证人注销，只此一次，不再计入他处。',
        en: 'This certifies that {share} of the electricity the holder used {period} was matched by clean electricity generated in the same quarter-hour: {matched}, retired for the holder and counted once only.',
    },
    onDay: { zh: '{period}', en: 'on {period}' },
    inMonth: { zh: '{period}', en: 'in {period}' },
    fromTo: { zh: '{period}', en: 'from {period}' },
    shareCaption: { zh: '同一刻钟内的清洁电力', en: 'clean within the quarter-hour' },
    raysDay: {
        zh: '每一道光为一个刻钟，正午在上；金色为匹配的清洁电力，灰色为其余用电。',
        en: 'Each ray is a quarter-hour, noon at the top; gold is clean energy, grey the rest of the use.',
    },
    raysDays: {
        zh: '每一圈为一天，每一格为一个刻钟，正午在上；颜色越深，清洁电力占比越高。',
        en: 'Each ring is a day, each cell a quarter-hour, noon at the top; the deeper, the more of it was clean.',
    },
    raysWhole: {
        zh: '金色部分为全部用电中的清洁电力；有用电的 {buckets} 个刻钟中，{full} 个完全由清洁电力满足。',
        en: 'The lit part is the clean part of all use; of {buckets} quarter-hours with use, {full} were met wholly.',
    },
    metered: { zh: '计量用电', en: 'Metered use' },
    matched: { zh: '清洁电力', en: 'Clean, matched' },
    unmatched: { zh: '其余用电', en: 'Not matched' },
    sources: { zh: '能源构成', en: 'Sources' },
    number: { zh: '证书编号', en: 'Number' },
    beneficiary: { zh: '持证人（化名）', en: 'Holder (pseudonym)' },
    place: { zh: '用电地点', en: 'Place of use' },
    zone: { zh: '电网分区 {zone}，{country}', en: 'grid zone {zone}, {country}' },
    period: { zh: '用电期间', en: 'Period' },
    scheme: { zh: '认证方案', en: 'Scheme' },
    schemeVersion: { zh: '{scheme} 第 {version} 版', en: '{scheme}, version {version}' },
    issued: { zh: '签发', en: 'Issued' },
    maintainedUntil: { zh: '维护至', en: 'Maintained until' },
    supersedes: { zh: '替代证书', en: 'Replaces' },
    scan: { zh: '扫码核验', en: 'Scan to verify' },
    signedBy: { zh: '认证机构', en: 'Certifying body' },
    accreditation: { zh: '认可编号 {id}', en: 'Accreditation {id}' },
    signature: { zh: '数字签名', en: 'Digitally signed' },
    simulation: { zh: '模拟数据 · 无实际效力', en: 'Simulated data · no real effect' },
    standing: {
        zh: '本证书的有效状态以公开核验结果为准；被撤销或替代的证书仍可打印，但不再有效。',
        en: 'Whether it is still valid, the public check tells: a revoked or replaced certificate can still be printed, but no longer holds.',
    },
    what: { zh: '证明内容', en: 'What is certified' },
    isNot: { zh: '本证书不是', en: 'What it is not' },
    criteria: { zh: '质量准则（GHG Protocol 范围二）', en: 'Quality criteria (GHG Protocol, Scope 2)' },
    yes: { zh: '是', en: 'Yes' },
    no: { zh: '否', en: 'No' },
    evidenceAt: { zh: '依据：{where}', en: 'Evidence: {where}' },
    coverage: { zh: '不同时间粒度的匹配', en: 'Matching by length of interval' },
    coverageColumns: {
        zh: '粒度|有用电的时段|完全匹配|匹配比例',
        en: 'Interval|With use|Wholly matched|Share matched',
    },
    cfe: { zh: '无碳能源得分（按小时）', en: 'Carbon-free energy score (hourly)' },
    cfeParts: { zh: '购入 {contracted}，电网 {grid}', en: 'contracted {contracted}, grid {grid}' },
    cfeNoGrid: {
        zh: '购入 {contracted}；电网部分无公布数据',
        en: 'contracted {contracted}; the grid part is not published',
    },
    plants: { zh: '发电设施', en: 'Plants' },
    plantColumns: {
        zh: '设施|能源|容量|备案编号|分区|匹配电量',
        en: 'Plant|Source|Capacity|Filing number|Zone|Matched',
    },
    instrument: { zh: '与绿证（GEC）的关系', en: 'Relation to the national certificate (GEC)' },
    emissions: { zh: '排放（三项互不抵减）', en: 'Emissions (three figures, never netted)' },
    locationBased: { zh: '基于位置', en: 'Location-based' },
    marketBased: { zh: '基于市场', en: 'Market-based' },
    avoided: { zh: '避免排放估算', en: 'Avoided, estimate' },
    factor: { zh: '因子 {id}，{year} 年，{source}', en: 'factor {id}, {year}, {source}' },
    meters: { zh: '计量数据', en: 'Meter data' },
    metersText: {
        zh: '{points} 个计量点；{signed} 条签名读数，{other} 条其他读数，{unknown} 条缺失。期间共 {count} 个刻钟。',
        en: '{points} metering point(s); {signed} signed readings, {other} others, {unknown} missing. The period has {count} quarter-hours.',
    },
    storage: { zh: '其中来自储能放电：{storage}', en: 'Of the matched energy from storage: {storage}' },
    audit: { zh: '审核', en: 'Audit' },
    auditText: {
        zh: '核准方式：{approval}。最近一次电站监督审核：{date}。',
        en: 'Approval: {approval}. Newest surveillance audit of the plants: {date}.',
    },
    officer: { zh: '认证官员', en: 'an officer of the certifying body' },
    automatic: { zh: '自动（方案允许）', en: 'automatic, as the scheme allows' },
    noAudit: { zh: '尚无', en: 'none yet' },
    proof: { zh: '如何核验', en: 'How to verify' },
    proofText: {
        zh: '扫描二维码，或将本文件拖入核验页面；离线时运行 linguang verify FILE。本文件内嵌同一份已签名凭证（credential.json），任何改动都会使签名失效。',
        en: 'Scan the code, or drop this file on the verification page; offline, run linguang verify FILE. The file carries the same credential, signed (credential.json); any change breaks the signature.',
    },
    digest: { zh: '凭证摘要 SHA-256', en: 'Digest of the credential, SHA-256' },
    commitment: { zh: '持证人承诺值', en: 'Commitment to the holder' },
    intervals: { zh: '刻钟数据的 Merkle 根', en: 'Merkle root of the quarter-hours' },
    settlement: { zh: '结算记录摘要', en: 'Digest of the settlement records' },
    channel: { zh: '账本通道', en: 'Ledger channel' },
    statusList: { zh: '状态列表', en: 'Status list' },
    statusPlace: { zh: '{list} 第 {index} 位', en: '{list}, entry {index}' },
    page: { zh: '第 {page} 页，共 {pages} 页', en: 'Page {page} of {pages}' },
} as const satisfies Record<string, Wording>;

export type TextKey = keyof typeof texts;
/** A text of the document in one language, with its parameters filled in. */
export type Translate = (key: TextKey, parameters?: Readonly<Record<string, string | number>>) => string;

export function translator(language: Language): Translate {
    return (key, parameters = {}) =>
        texts[key][language].replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole));
}

/** Every character the document may be set in, besides those of the credential: letters, digits and our own texts. */
export function charactersOf(language: Language): string {
    const ascii = String.fromCharCode(...Array.from({ length: 95 }, (_, place) => 0x20 + place));
    const names = [SOURCE_NAMES, RESOLUTION_NAMES, INSTRUMENT_NAMES].flatMap((one) => Object.values<Wording>(one));
    return `${ascii}−·年月日至${[...Object.values(texts), ...names].map((text) => text[language]).join('')}`;
}

const SOURCE_NAMES: Readonly<Record<Source, Wording>> = {
    solar: { zh: '太阳能', en: 'Solar' },
    wind: { zh: '风能', en: 'Wind' },
    hydro: { zh: '水能', en: 'Hydro' },
    biomass: { zh: '生物质能', en: 'Biomass' },
    other: { zh: '其他', en: 'Other' },
};

export function sourceName(source: Source, language: Language): string {
    return SOURCE_NAMES[source][language];
}

const RESOLUTION_NAMES: Readonly<Record<CoverageResolution, Wording>> = {
    interval: { zh: '刻钟', en: 'Quarter-hour' },
    hour: { zh: '小时', en: 'Hour' },
    day: { zh: '日', en: 'Day' },
    month: { zh: '月', en: 'Month' },
};

export function resolutionName(resolution: CoverageResolution, language: Language): string {
    return RESOLUTION_NAMES[resolution][language];
}

const INSTRUMENT_NAMES: Readonly<Record<ExternalInstrument['state'], Wording>> = {
    'reserved-reconciliation-pending': { zh: '已预留，待与绿证核对', en: 'reserved, GEC reconciliation pending' },
    reconciled: { zh: '已与绿证核对', en: 'reconciled with GEC' },
};

export function instrumentName({ state, months }: ExternalInstrument, language: Language): string {
    const name = INSTRUMENT_NAMES[state][language];
    return months.length === 0 ? name : `${name} (${months.join(', ')})`;
}
