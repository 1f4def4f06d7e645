import type { Catalogue } from '../problems.js';

const WITHIN = {
    en: 'Sign again with a price between the two bounds; they follow from the tariff of the first quarter-hour.',
    zh: '请使用两个界限之间的价格重新签名；界限由首个时段的电价决定。',
} as const;

/** Why a choice or an offer is refused. */
export const choiceProblems = {
    CHOICE_PRICE_OUT_OF_BOUNDS: {
        status: 422,
        en: 'the price ceiling {price} is outside {low} to {high} (10⁻⁴ CNY/kWh): feed-in tariff to retail tariff plus the highest premium',
        zh: '价格上限 {price} 不在 {low} 至 {high} 之间（10⁻⁴ 元/千瓦时）：上网电价至零售电价加最高溢价',
        remedy: WITHIN,
    },
    OFFER_PRICE_OUT_OF_BOUNDS: {
        status: 422,
        en: 'the least price {price} is outside {low} to {high} (10⁻⁴ CNY/kWh): feed-in tariff to retail tariff less the lowest grid fee',
        zh: '最低价 {price} 不在 {low} 至 {high} 之间（10⁻⁴ 元/千瓦时）：上网电价至零售电价减最低过网费',
        remedy: WITHIN,
    },
    PREMIUM_TOO_HIGH: {
        status: 422,
        en: 'the premium {price} is above the retail tariff {high} (10⁻⁴ CNY/kWh); nobody pays more than double by mistake',
        zh: '溢价 {price} 高于零售电价 {high}（10⁻⁴ 元/千瓦时）；避免误付双倍价格',
        remedy: {
            en: 'Sign again with a lower premium.',
            zh: '请使用较低的溢价重新签名。',
        },
    },
} as const satisfies Catalogue;
