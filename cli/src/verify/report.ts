import {
    checkWords,
    type DocumentCheck,
    type DocumentSummary,
    type DocumentVerification,
    type Language,
    outcomeWords,
    reasonOf,
} from '@linguang/chaincode/domain';
import { shown } from './disclosed.js';

const RESULTS = {
    en: { pass: 'ok     ', fail: 'FAIL   ', unknown: 'unknown' },
    zh: { pass: '通过', fail: '不通过', unknown: '未知' },
} as const;

/** What was found of a file, for people: what it is, what it says, each check with its reason. */
export function written(file: string, found: DocumentVerification, language: Language): string {
    const { outcome, checks, summary, disclosed } = found;
    const lines = [`${file}: ${outcomeWords[outcome][language]}`];
    if (summary !== undefined) {
        lines.push(...told(summary, language));
    }
    if (disclosed !== undefined) {
        lines.push(...shown(disclosed, language));
    }
    lines.push(...checks.map((check) => `  ${checked(check, language)}`));
    return lines.map((line) => `${plain(line)}\n`).join('');
}

/** Reasons repeat names out of the document: none of them may begin a line of its own or command the terminal. */
function plain(line: string): string {
    return line.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');
}

function checked(check: DocumentCheck, language: Language): string {
    const reason = reasonOf(check, language);
    const asked = `${RESULTS[language][check.result]}  ${checkWords[check.id][language]}`;
    return check.reason === null ? asked : `${asked}: ${reason} [${check.reason}]`;
}

function told(summary: DocumentSummary, language: Language): readonly string[] {
    const { number, issuerName, issuer, periodStart, periodEnd, matchedWh, consumedWh, matchedShareBp } = summary;
    const share = (matchedShareBp / 100).toFixed(2);
    const lines =
        language === 'zh'
            ? [
                  `  证书 ${number}，签发者 ${issuerName}（${issuer}）`,
                  `  ${periodStart} 至 ${periodEnd}：用电 ${consumedWh} Wh，其中匹配清洁电力 ${matchedWh} Wh（${share}%）`,
              ]
            : [
                  `  certificate ${number} of ${issuerName} (${issuer})`,
                  `  ${periodStart} to ${periodEnd}: ${matchedWh} Wh clean of ${consumedWh} Wh used (${share} %)`,
              ];
    return summary.simulation
        ? [...lines, language === 'zh' ? '  模拟数据：并无真实用电' : '  SIMULATED: no energy was used or made']
        : lines;
}
