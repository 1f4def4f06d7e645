import type { DisclosureLeaf, DocumentVerification, Language } from '@linguang/chaincode/domain';

const METRICS = {
    en: { matched: 'matched clean', solar: 'solar', local: 'local clean', localSolar: 'local solar' },
    zh: { matched: '匹配清洁电力', solar: '光伏', local: '本地清洁电力', localSolar: '本地光伏' },
} as const;

/** What a holder shows of a certificate or a month, for people; only of presentations that are proven. */
export function shown(
    { commitment, leaves }: NonNullable<DocumentVerification['disclosed']>,
    language: Language,
): readonly string[] {
    const { scope, periodStart, periodEnd, simulation } = commitment;
    const zh = language === 'zh';
    const of = zh
        ? { certificate: '证书', summary: '月度汇总' }
        : { certificate: 'a certificate', summary: 'a summary' };
    const head = zh
        ? `  出示自${of[scope]}，${periodStart} 至 ${periodEnd}`
        : `  shown of ${of[scope]}, ${periodStart} to ${periodEnd}`;
    const lines = [head, ...leaves.map((leaf) => `  ${leaf.start} … ${leaf.end}: ${toldOf(leaf, language)}`)];
    const warning = zh ? '  模拟数据：并无真实用电' : '  SIMULATED: no energy was used or made';
    return simulation ? [...lines, warning] : lines;
}

function toldOf(leaf: DisclosureLeaf, language: Language): string {
    const zh = language === 'zh';
    if (leaf.kind === 'statement') {
        const share = `${leaf.moreThanBp / 100} %`;
        const metric = METRICS[language][leaf.metric];
        return zh
            ? `${metric}占比${leaf.holds ? '超过' : '未超过'} ${share}`
            : `${leaf.holds ? 'more' : 'not more'} than ${share} ${metric}`;
    }
    return zh
        ? `用电 ${leaf.consumedWh} Wh，其中匹配清洁电力 ${leaf.matchedWh} Wh`
        : `${leaf.matchedWh} Wh clean of ${leaf.consumedWh} Wh used`;
}
