import { computed, signal } from '@preact/signals';
import type zh from '../../i18n/zh-CN.json';
import { remember, remembered } from './remembered.ts';

/** A key of the translations; both languages have exactly the same keys (see i18n/check.ts). */
export type Key = keyof typeof zh;

/** The languages the pages speak. */
export type Language = 'zh-CN' | 'en';

/** A translation: text for every key. */
type Translation = Readonly<Record<Key, string>>;

const stored = 'linguang.language';
const loaders: Readonly<Record<Language, () => Promise<{ default: Translation }>>> = {
    'zh-CN': () => import('../../i18n/zh-CN.json'),
    en: () => import('../../i18n/en.json'),
};

const current = signal<{ language: Language; texts: Translation } | undefined>(undefined);

/** The language on screen. */
export const language = computed<Language>(() => current.value?.language ?? 'zh-CN');

/** Loads a language, shows it and remembers it. */
export async function speak(wanted: Language): Promise<void> {
    const texts = (await loaders[wanted]()).default;
    document.documentElement.lang = wanted;
    remember(stored, wanted);
    current.value = { language: wanted, texts };
}

/** The language of the last visit, else the first of the browser's that the pages speak, else Chinese. */
export function preferredLanguage(): Language {
    const before = remembered(stored);
    if (before === 'zh-CN' || before === 'en') {
        return before;
    }
    const spoken = navigator.languages.find((tag) => /^(zh|en)\b/i.test(tag));
    return spoken?.toLowerCase().startsWith('en') ? 'en' : 'zh-CN';
}

/** Sentences one after the other, with a space between them where the language writes one. */
export function sentences(parts: readonly string[]): string {
    return parts.join(language.value === 'en' ? ' ' : '');
}

/** The text for a key in the language on screen; `{name}` is replaced by the parameter of that name. */
export function t(key: Key, parameters: Readonly<Record<string, string | number>> = {}): string {
    const text = current.value?.texts[key] ?? '';
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole));
}
