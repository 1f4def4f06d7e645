import { language, speak, t } from '../language/language.ts';
import { large } from '../language/large.ts';

/** The other language, and large print. */
export function Switches() {
    return (
        <>
            <button
                type="button"
                class="quiet"
                lang={language.value === 'en' ? 'zh-CN' : 'en'}
                onClick={() => void speak(language.value === 'en' ? 'zh-CN' : 'en')}
            >
                {language.value === 'en' ? '中文' : 'English'}
            </button>
            <button
                type="button"
                class="quiet"
                aria-pressed={large.value}
                onClick={() => {
                    large.value = !large.value;
                }}
            >
                {t('large.switch')}
            </button>
        </>
    );
}
