import type { Catalogue } from '../problems.js';

const AGAIN = {
    en: 'Ask the holder for the original file, or have it made again; what was put together from parts is not believed.',
    zh: '请向持有人索取原始文件，或重新生成；拼凑而成的文件不予采信。',
} as const;

/** Why a bundle or a holder's proofs cannot be used. */
export const bundleProblems = {
    BUNDLE_INVALID: { status: 422, en: '{where}: {reason}', zh: '{where}：{reason}', remedy: AGAIN },
    BUNDLE_TOO_LARGE: {
        status: 422,
        en: 'the bundle has {size} bytes; at most {limit} are allowed',
        zh: '证书包有 {size} 字节；最多允许 {limit} 字节',
        remedy: AGAIN,
    },
    BUNDLE_NOT_CANONICAL: {
        status: 422,
        en: 'the bundle is not written in the one agreed way',
        zh: '证书包未按规范形式书写',
        remedy: AGAIN,
    },
    METER_PROOFS_INVALID: { status: 422, en: '{where}: {reason}', zh: '{where}：{reason}', remedy: AGAIN },
} as const satisfies Catalogue;
