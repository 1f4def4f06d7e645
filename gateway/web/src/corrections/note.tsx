import type { Money } from '../../../src/http/api.ts';
import { Notice } from '../display/notice.tsx';
import { t } from '../language/language.ts';
import { integer } from '../numbers/decimal.ts';
import { show } from '../numbers/show.ts';

/** Says that figures on the page stand after corrections, and leads to them; nothing where there was none. */
export function CorrectedNote(props: { slots: number; amount?: Money['corrected'] }) {
    const { slots, amount } = props;
    if (slots === 0) {
        return null;
    }
    const said =
        amount === undefined || integer(amount) === 0n
            ? t('corrected.energy', { slots: show.count(slots) })
            : t(integer(amount) < 0n ? 'corrected.less' : 'corrected.more', {
                  slots: show.count(slots),
                  amount: show.exactMoney(String(amount).replace('-', '')),
              });
    return (
        <Notice kind="info">
            {said} <a href="/corrections">{t('corrections.mine.open')}</a>
        </Notice>
    );
}
